from __future__ import annotations

import base64
import hashlib
import re

import pytest
from bs4 import BeautifulSoup, Tag
from markdown_it import MarkdownIt

from audit.model.claims import BLOCK_MEDIA_TYPE
from audit.reports.html import render_fragment, render_html
from audit.reports.markdown import render_markdown, render_section
from audit.reports.sections import Section
from tests.worlds.judged_story import judged_story
from tests.worlds.phase_story import PhaseStory, bare_story, build_story, hostile_story
from tests.worlds.snapshots import HOSTILE_NAMES

_STORIES = [build_story(), bare_story(), judged_story(), hostile_story(HOSTILE_NAMES)]
_DRAWN = {
    ("Class of path in production use", "Before", "After"),
    ("Figure", "Before", "After", "Change", "Target", "Evidence"),
}


def _tables(html: str) -> list[list[list[str]]]:
    """Every table as rows of cell texts, white space folded, in the order of the document."""
    return [
        [
            [" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"])]
            for row in found.find_all("tr")
        ]
        for found in BeautifulSoup(html, "html.parser").find_all("table")
    ]


def _without_drawn(tables: list[list[list[str]]]) -> list[list[list[str]]]:
    """The page draws the paths by class and the first figures, where Markdown has tables."""
    return [rows for rows in tables if tuple(rows[0]) not in _DRAWN]


@pytest.mark.parametrize("story", _STORIES)
def test_page_and_markdown_carry_the_same_tables(story: PhaseStory) -> None:
    """Cell by cell, every table of the Markdown is the table of the page."""
    summary = story.tell()
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    from_markdown = _tables(markdown.render(render_markdown(summary)))
    assert _without_drawn(from_markdown) == _tables(render_html(summary))


def test_the_picture_of_paths_tells_the_numbers_of_the_table() -> None:
    """What Markdown says in a table, the picture's title says in words."""
    page = BeautifulSoup(render_html(build_story().tell()), "html.parser")
    title = page.select_one("figure svg title")
    assert title is not None
    assert title.get_text() == (
        "Import paths in production use by class. Before: 6 (definition 1, facade 1, accidental "
        "1, shim 1, alias assignment 1, deprecated 1); After: 3 (definition 1, facade 1, shim 1); "
        "allowed: 2"
    )


def test_cards_show_the_figures_of_the_first_screen() -> None:
    """The cards carry the primary figures as the table has them."""
    page = BeautifulSoup(render_html(build_story().tell()), "html.parser")
    values = [" ".join(each.get_text().split()) for each in page.select(".card-values")]
    assert values == [
        "6 → 3",
        "2 → 0",
        "20 % (3 of 15) → 40 % (6 of 15)",
        "25 % (6 of 24) → 75 % (18 of 24)",
    ]


def test_a_target_met_by_the_gate_is_not_bare_met_on_its_card() -> None:
    """Beside the verdict of a judged target stands what it rests on, in page and Markdown."""
    summary = judged_story().tell()
    cards = BeautifulSoup(render_html(summary), "html.parser").select(".card-goal")
    told = [" ".join(card.get_text().split()) for card in cards]
    assert told[:3] == [
        "Target at most 2: missed earned",
        "Target at most 0: met gate moved",
        "No target",
    ]
    assert "| at most 0: **met**, gate moved |" in render_markdown(summary)


def test_the_page_allows_its_own_style_and_nothing_else() -> None:
    """The content-security policy names the digest of the one style and no other source."""
    page = render_html(build_story().tell())
    soup = BeautifulSoup(page, "html.parser")
    style = soup.find("style")
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert isinstance(style, Tag)
    assert isinstance(policy, Tag)
    digest = base64.b64encode(hashlib.sha256((style.string or "").encode()).digest()).decode()
    assert policy["content"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


@pytest.mark.parametrize("story", _STORIES)
def test_nothing_on_the_page_runs_or_loads(story: PhaseStory) -> None:
    """No script that runs, no event handler or inline style, no address but its own anchors."""
    soup = BeautifulSoup(render_html(story.tell()), "html.parser")
    assert not soup.find_all(["img", "iframe", "object", "link", "form", "base"])
    assert [tag["type"] for tag in soup.find_all("script")] == [BLOCK_MEDIA_TYPE]
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name == "style"]
        for name in ("href", "src", "xlink:href"):
            assert str(tag.get(name, "#")).startswith("#")


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\x00", "\x1b", "\ud800", "\u200f"])
def test_no_hidden_character_reaches_the_page(mark: str) -> None:
    """Characters that hide or reorder are shown as escapes."""
    assert mark not in render_html(hostile_story(HOSTILE_NAMES).tell())


def test_sections_are_landmarks_with_headings() -> None:
    """One first heading, a labelled section for each part, a caption for each table."""
    soup = BeautifulSoup(render_html(build_story().tell()), "html.parser")
    assert len(soup.find_all("h1")) == 1
    assert [tag["id"] for tag in soup.select("main section")] == [str(each) for each in Section]
    ids = [str(tag["id"]) for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for tag in soup.select("[aria-labelledby]"):
        assert tag["aria-labelledby"] in ids
    assert all(table.find("caption") for table in soup.find_all("table"))


def test_status_is_a_word_beside_its_sign() -> None:
    """No status is told by colour or shape alone."""
    soup = BeautifulSoup(render_html(build_story().tell()), "html.parser")
    signs = soup.select("svg.sign")
    assert len(signs) == 7  # the phase, two cards, two slopes, two rows
    for sign in signs:
        assert sign.parent is not None
        assert re.search(r"\b(met|partly met|missed)\b", sign.parent.get_text())


@pytest.mark.parametrize("section", list(Section))
def test_a_fragment_shows_the_tables_of_its_section(section: Section) -> None:
    """In a notebook, a section as HTML and as Markdown carry the same tables."""
    summary = build_story().tell()
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    told = _tables(markdown.render(render_section(summary, section)))
    assert _without_drawn(told) == _tables(render_fragment(summary, section))


def test_the_same_summary_gives_the_same_page() -> None:
    """Same input, same bytes."""
    assert render_html(build_story().tell()) == render_html(build_story().tell())
