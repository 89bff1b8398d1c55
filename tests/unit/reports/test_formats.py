"""One value, four formats: what each of them shows, read back from each."""

from __future__ import annotations

import importlib
import io
import re
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from audit.model.claims import ReportData, digest_report_text
from audit.model.figures import Figure
from audit.model.summary import ExecutiveSummary
from audit.model.visible import visible_text
from audit.phases.report_data import read_report_data
from audit.reports.html import render_fragment, render_html
from audit.reports.markdown import render_markdown
from audit.reports.payload import build_report_data
from audit.reports.pdf import render_pdf
from audit.reports.prose import describe_change, describe_reading, full_title
from audit.reports.sections import HEADINGS, Section
from tests.worlds.judged_story import judged_story
from tests.worlds.phase_story import PhaseStory, bare_story, build_story, hostile_story
from tests.worlds.snapshots import HOSTILE_NAMES

pypdf: Any = importlib.import_module("pypdf")

_STORIES = {"story": build_story(), "bare": bare_story(), "judged": judged_story()}


def _squeeze(words: str) -> str:
    """Without white space and soft breaks: lines are broken where each format likes."""
    return "".join(unicodedata.normalize("NFKC", words).split()).replace("\u00ad", "")


def _read_markdown(summary: ExecutiveSummary) -> str:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    return BeautifulSoup(reader.render(render_markdown(summary)), "html.parser").get_text(" ")


def _read_page(summary: ExecutiveSummary) -> str:
    soup = BeautifulSoup(render_html(summary), "html.parser")
    for tag in soup(["script", "style"]):
        tag.decompose()
    return soup.get_text(" ")


def _read_notebook(summary: ExecutiveSummary) -> str:
    parts = [render_fragment(summary, section) for section in Section]
    soup = BeautifulSoup("".join(parts), "html.parser")
    for tag in soup("style"):
        tag.decompose()
    headings = " ".join(HEADINGS.values())  # the notebook's own Markdown cells
    return f"{headings} {summary.title.title} {soup.get_text(' ')}"


def _read_pdf(summary: ExecutiveSummary) -> str:
    pages = pypdf.PdfReader(io.BytesIO(render_pdf(summary))).pages
    return "".join(str(page.extract_text()) for page in pages)


_READERS = {
    "markdown": _read_markdown,
    "page": _read_page,
    "notebook": _read_notebook,
    "pdf": _read_pdf,
}


def _tell(figure: Figure) -> list[str]:
    return [
        full_title(figure),
        describe_reading(figure.before, share=figure.share),
        describe_reading(figure.after, share=figure.share),
        describe_change(figure),
    ]


@pytest.mark.parametrize("name", list(_STORIES))
@pytest.mark.parametrize("form", list(_READERS))
def test_every_format_carries_every_figure_and_sentence(form: str, name: str) -> None:
    """Headings, figures with both values and change, answers, warnings, gate line and moves are
    in the text of each format."""
    summary = _STORIES[name].tell()
    text = _squeeze(_READERS[form](summary))
    wanted = [
        *HEADINGS.values(),
        *(part for figure in summary.provenance.figures for part in _tell(figure)),
        *(answer.sentence for answer in summary.opening.answers),
        *summary.opening.warnings,
        summary.opening.gate_line,
        *(target.action for target in summary.next_targets.items),
        summary.title.title,
        str(summary.title.status),
    ]
    if form in {"page", "pdf"}:
        wanted.remove(HEADINGS[Section.EXECUTIVE_SUMMARY])
    assert [each for each in wanted if _squeeze(each) not in text] == []


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_the_pdf_shows_a_hostile_name_as_text(name: str) -> None:
    """Markup, formulas, control and direction marks end up on paper as what they are."""
    story = bare_story()
    titled = replace(story, phase=replace(story.phase, title=name)).tell()
    text = _squeeze(_read_pdf(titled))
    shown = _squeeze(visible_text(name))
    if not re.search("[\u0590-\u06ff]", name):  # the order of right-to-left letters is the reader's
        assert shown in text


_ODD = (
    r"\input{/etc/passwd} $x^2$ \begin{document}",
    '#import "x.typ" #eval("1") $ sum_1^n $',
    "👩‍💻🚀 ✅ ﷽ 𝕏",
    "=1+1 @SUM(A1) +cmd|' /C calc'!A0",
)


@pytest.mark.parametrize("name", [*HOSTILE_NAMES, *_ODD])
def test_every_format_survives_a_hostile_name_in_every_place(name: str) -> None:
    """A name in each text of the judgement changes neither the headings nor the tables' count."""
    calm, story = judged_story().tell(), judged_story(name).tell()
    page, hostile = (BeautifulSoup(render_html(each), "html.parser") for each in (calm, story))
    assert len(page.find_all("table")) == len(hostile.find_all("table"))
    assert [h.get_text() for h in page.find_all("h2")] == [
        h.get_text() for h in hostile.find_all("h2")
    ]
    reader = MarkdownIt("gfm-like", {"linkify": False})
    tokens = [t.type for t in reader.parse(render_markdown(story))]
    assert tokens == [t.type for t in reader.parse(render_markdown(calm))]


def test_the_pdf_is_tagged_titled_and_the_same_bytes_twice() -> None:
    """Same summary, same bytes: no date, no random id; readers find title, language and tags."""
    hostile = hostile_story((*HOSTILE_NAMES, *_ODD)).tell()
    assert render_pdf(hostile) == render_pdf(hostile)
    read = pypdf.PdfReader(io.BytesIO(render_pdf(build_story().tell())))
    catalog = read.trailer["/Root"]
    assert catalog["/Lang"] == "en"
    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog
    assert read.metadata.title == "One booking manager: partly met"
    assert "/CreationDate" not in read.metadata
    assert [item["/Title"] for item in read.outline if isinstance(item, dict)] == [
        "One booking manager"
    ]


@pytest.mark.parametrize("ending", [".md", ".html"])
@pytest.mark.parametrize("story", [*_STORIES.values(), hostile_story(HOSTILE_NAMES)])
def test_a_written_report_can_be_verified(
    story: PhaseStory, ending: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The figures and the digest of the text are read back as they were written, and an edited
    sentence changes the digest."""
    summary = story.tell()
    words = render_markdown(summary) if ending == ".md" else render_html(summary)
    path = tmp_path_factory.mktemp("report") / f"report{ending}"
    path.write_text(words, encoding="utf-8")
    data, digest = read_report_data(path)
    assert isinstance(data, ReportData)
    assert replace(data, text_digest="") == build_report_data(summary)
    assert data.text_digest == digest == digest_report_text(words)
    path.write_text(words.replace("before", "befare", 1), encoding="utf-8")
    assert read_report_data(path)[1] != data.text_digest


def test_the_report_claims_targets_and_every_measured_figure() -> None:
    """What can be verified is every figure on the page, sorted by id."""
    data = build_report_data(build_story().tell())
    assert [figure.id for figure in data.figures] == [
        "broken_imports",
        "component.booking.canonical_share",
        "component.booking.paths_production",
        "modules",
        "tests.failed",
        "tests.passed",
        "tests.success_rate",
    ]
    assert (data.figures[0].before, data.figures[0].after) == (2, 0)
    assert (data.phase, data.status) == ("phase-1", "partly met")
