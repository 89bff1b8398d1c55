from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from audit.model.figures import Excerpt
from audit.model.visible import visible_text
from audit.reports.markdown import render_markdown, render_section, render_title
from audit.reports.markdown_text import code, code_list, paragraph, table, text
from audit.reports.sections import EMPTY_LINES, HEADINGS, Section, is_empty
from tests.worlds.judged_story import judged_story
from tests.worlds.phase_story import PhaseStory, bare_story, build_story, hostile_story
from tests.worlds.snapshots import HOSTILE_NAMES

_RENDERER = MarkdownIt("gfm-like", {"linkify": False}).enable("table")
_UNWANTED = {"link_open", "image", "html_inline", "html_block", "code_block", "fence", "hr"}


def _tokens(markdown: str) -> list[str]:
    """The types of all tokens that a Markdown reader finds, raw HTML included."""
    found = []
    for token in _RENDERER.parse(markdown):
        found.append(token.type)
        found += [child.type for child in token.children or ()]
    return found


class MarkdownFile(SingleFileSnapshotExtension):
    """One golden file for each component of the page, readable as it is."""

    _write_mode = WriteMode.TEXT
    file_extension = "md"


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """The golden files of this module; `pytest --snapshot-update` writes them anew."""
    return snapshot.use_extension(MarkdownFile)


@pytest.mark.parametrize("section", list(Section))
def test_each_section_reads_as_agreed(section: Section, golden: SnapshotAssertion) -> None:
    """The Markdown of each section of the judged story, one golden file each."""
    assert render_section(judged_story().tell(), section) + "\n" == golden


def test_the_title_block_reads_as_agreed(golden: SnapshotAssertion) -> None:
    """Issue, date, phase, component, status and what was compared."""
    assert render_title(build_story().tell()) + "\n" == golden


def test_all_sections_stand_in_the_order_of_the_source_document() -> None:
    """The anatomy is complete and in order, whatever there is to say."""
    markdown = render_markdown(bare_story().tell())
    assert re.findall(r"^## (.*)$", markdown, re.MULTILINE) == list(HEADINGS.values())


def test_a_section_without_evidence_says_so_in_one_line() -> None:
    """Nothing is left out silently and nothing is invented."""
    summary = bare_story().tell()
    empty = [section for section in Section if is_empty(summary, section)]
    assert set(empty) == {
        Section.CONSOLIDATION,
        Section.TEST_RESULTS,
        Section.BUSINESS_IMPACT,
        Section.NEXT_TARGETS,
        Section.COMPLIANCE,
        Section.GATE,
        Section.RISKS,
        Section.IMPLEMENTATION,
        Section.REMAINING_WORK,
    }
    for section in empty:
        assert render_section(summary, section) == text(EMPTY_LINES[section])


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_is_nothing_but_text(name: str) -> None:
    """As plain text, as code, in a list and in a cell, a name has no effect but being read."""
    cell = table(("Name", "Text"), [(code(name), text(name))])
    for markdown in (f"x {text(name)}", paragraph(name), f"x {code(name)}", cell):
        assert not _UNWANTED & set(_tokens(markdown))
    assert _tokens(cell).count("td_open") == 2


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_cell_reads_as_the_visible_name(name: str) -> None:
    """What a reader sees in a cell is the name with its hidden characters as escapes."""
    tokens = _RENDERER.parse(table(("Name", "Text"), [(code(name), text(name))]))
    cells = [token for token in tokens if token.type == "inline"][2:]
    read = ["".join(child.content for child in cell.children or ()) for cell in cells]
    assert read == [visible_text(name)] * 2


@pytest.mark.parametrize(
    "story", [hostile_story(HOSTILE_NAMES), *(judged_story(name) for name in HOSTILE_NAMES)]
)
def test_hostile_names_break_no_table_of_the_report(story: PhaseStory) -> None:
    """Every row of every table keeps the cells of its header, with hostile names everywhere."""
    markdown = render_markdown(story.tell())
    assert not _UNWANTED & set(_tokens(markdown))
    blocks = re.findall(r"(?:^\|.*\n?)+", markdown, re.MULTILINE)
    assert len(blocks) > 8
    for block in blocks:
        tokens = _tokens(block)
        rows = tokens.count("tr_open") - 1
        assert tokens.count("td_open") == rows * tokens.count("th_open")
        assert rows == len(block.strip().splitlines()) - 2


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\x00", "\x1b", "\ud800", "\r"])
def test_no_hidden_character_reaches_the_report(mark: str) -> None:
    """Characters that hide, reorder or break are shown as escapes."""
    assert mark not in render_markdown(hostile_story(HOSTILE_NAMES).tell())


def test_names_with_backticks_stay_one_code_span() -> None:
    """The fence of a code span is longer than any run of backticks inside."""
    assert code("a``b") == "```a``b```"
    assert code("`") == "`` ` ``"


def test_a_cut_list_of_names_says_of_how_many() -> None:
    """Names that are not shown are counted."""
    assert code_list(Excerpt(items=("a", "b"), total=7)) == "`a`, `b` (2 of 7 shown)"


@pytest.mark.parametrize("words", ["# a", "- a", "+ a", "1. a", "2) a", "=== ", "> a", "    a"])
def test_a_line_does_not_become_a_block(words: str) -> None:
    """Text that starts like a heading, list, quote or rule stays a paragraph."""
    assert _tokens(paragraph(words).strip())[0] == "paragraph_open"


def test_the_report_holds_no_raw_html() -> None:
    """Code hosts show the report as it is."""
    markdown = render_markdown(build_story().tell())
    words, block = markdown.rstrip("\n").rsplit("\n", 1)
    assert "<" not in words
    assert re.fullmatch(r"\[ssot-audit-data\]: <data:[a-z0-9.+/;,-]+,[A-Za-z0-9+/=]+>", block)
