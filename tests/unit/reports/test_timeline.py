"""A component's history as page and Markdown."""

from __future__ import annotations

import dataclasses
import itertools
import re
from html.parser import HTMLParser

import pytest

from audit.model.history import Episode, EpisodeKind, History, HistoryPoint, HistoryRevision
from audit.model.snapshot import ComponentFigures
from audit.reports.timeline import render_timeline_html, render_timeline_markdown
from audit.reports.timeline_plot import PhaseMark, render_timeline_plot

DAY = 86_400
HOSTILE = "<script>alert(1)</script>|`\u202e\n"


def revision(day: int, subject: str = "change", author: str = "Ada") -> HistoryRevision:
    """A revision on a day of January."""
    return HistoryRevision(
        id=f"{day:040x}",
        author=author,
        date=f"2024-01-{day:02}T00:00:00+00:00",
        seconds=day * DAY,
        subject=subject,
    )


def moment(day: int) -> HistoryRevision:
    """A revision so many days after the first of 1970."""
    return dataclasses.replace(revision(1), seconds=day * DAY)


def draw(counts: list[int], name: str = "a.X", text: str = "change") -> History:
    """A history with so many production paths on each day."""
    points = tuple(
        HistoryPoint(
            revision=revision(day, text, text),
            figures=ComponentFigures(
                id="c", title="C", proposed=False, symbols=(), canonical=(),
                paths_production=tuple(f"p{n}" for n in range(count)),
                paths_test=(), definitions=(), deprecated_in_use=(), broken_in_use=(), bypasses=(),
            ),
        )
        for day, count in enumerate(counts, start=1)
    )  # fmt: skip
    episode = Episode(
        kind=EpisodeKind.BROKEN, subject=name, introduced=points[0].revision, removed=None,
        age_days=2.0, occurrence=2, known_before=False,
    )  # fmt: skip
    return History(
        label="world", component="c", title=text, points=points, episodes=(episode,),
        problems=(text,),
    )  # fmt: skip


class Page(HTMLParser):
    """The tags of a page and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data


def test_names_from_the_repository_are_text_on_the_page() -> None:
    """Markup in a subject, an author, a problem or a name opens no tag."""
    history = draw([1, 2], name=HOSTILE, text=HOSTILE)
    turns = [(history.points[1].revision, 1, 0)]
    marks = [PhaseMark(title=HOSTILE, date="2024-01-02", seconds=2 * DAY)]
    page = Page(render_timeline_html(history, turns, marks))
    assert "script" not in page.tags
    assert "<script>alert(1)" in page.text
    assert "\u202e" not in page.text


def test_names_from_the_repository_break_no_markdown_table() -> None:
    """Every row of every table has as many cells as its header."""
    history = draw([1, 2], name=HOSTILE, text=HOSTILE)
    text = render_timeline_markdown(history, [(history.points[1].revision, 1, 0)])
    assert "<script>" not in text.replace("\\<script\\>", "")
    for block in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        counts = {len(re.findall(r"(?<!\\)\|", line)) for line in block.strip().split("\n")}
        assert len(counts) == 1, block


def test_the_page_asks_for_nothing_outside() -> None:
    """No link, image, script or font; the policy allows the page's own style alone."""
    page = render_timeline_html(draw([1, 3, 2]), [])
    assert "default-src 'none'" in page
    assert not re.findall(r"(?:src|href)=", page)
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")


def test_the_plot_steps_where_a_figure_changes() -> None:
    """Of a thousand revisions with two values the line has three corners; phases are drawn."""
    history = draw([4] * 15 + [1] * 15)
    plot = str(render_timeline_plot(history, [PhaseMark(title="P1", date="", seconds=9 * DAY)]))
    first = re.findall(r'class="step"[^>]* d="([^"]*)"', plot)[0]
    assert first.count("H") == 2
    assert "Import paths in production use: first 4, last 1, most 4" in plot
    assert plot.count('class="phase"') == 1
    assert ">P1</text>" in plot


@pytest.mark.parametrize("days", [(2, 3, 4), (997, 998, 999), (2, 2, 2), (1, 500, 501)])
def test_titles_of_phases_do_not_cover_each_other(days: tuple[int, ...]) -> None:
    """Phases that end one after the other have their titles on lines of their own or apart, cut
    where they are long, all inside the picture."""
    points = [
        HistoryPoint(revision=moment(day), figures=draw([1]).points[0].figures) for day in (1, 1000)
    ]
    history = dataclasses.replace(draw([1]), points=tuple(points))
    marks = [PhaseMark(title=f"Phase {d} " + 60 * "x", date="", seconds=d * DAY) for d in days]
    found = re.findall(
        r'<text x="([\d.]+)" y="(\d+)"><title>([^<]*)</title>([^<]*)<',
        render_timeline_plot(history, marks),
    )
    assert [whole for _, _, whole, _ in found] == [mark.title for mark in marks]
    boxes = [(float(x), float(x) + 6 * len(text), int(y)) for x, y, _, text in found]
    assert all(left >= 0 and right <= 880 for left, right, _ in boxes)
    for one, other in itertools.combinations(boxes, 2):
        assert one[2] != other[2] or one[1] < other[0] or other[1] < one[0]


def test_a_phase_outside_the_time_axis_is_not_drawn() -> None:
    """A phase after the last revision has no place on the plot."""
    plot = str(
        render_timeline_plot(draw([1, 2]), [PhaseMark(title="P", date="", seconds=99 * DAY)])
    )
    assert 'class="phase"' not in plot


@pytest.mark.parametrize(("days", "shown"), [(1189.0, "1,189"), (12.4, "12"), (0.3, "0.3")])
def test_ages_are_whole_days_unless_they_are_short(days: float, shown: str) -> None:
    """From a day on nobody reads tenths; less than one is told with them."""
    history = draw([1])
    episode = dataclasses.replace(history.episodes[0], age_days=days)
    page = render_timeline_html(dataclasses.replace(history, episodes=(episode,)), [])
    assert f'<td class="number">{shown}</td>' in page


def test_what_scrolls_sideways_is_reached_by_keyboard() -> None:
    """Plot and tables are stops of the keyboard with a name, so that arrows scroll them."""
    page = render_timeline_html(draw([1, 2]), [(revision(2), 1, 0)])
    assert set(re.findall(r'<div class="wide"[^>]*>', page)) == {
        f'<div class="wide" role="region" tabindex="0" aria-label="{name}">'
        for name in ("Plot", "From first to last", "What came and went",
                     "The revisions that changed the picture most")
    }  # fmt: skip


def test_re_introduced_and_still_broken_are_said() -> None:
    """An episode's note names its number and that it lasts."""
    text = render_timeline_markdown(draw([1]), [])
    assert "re-introduced (number 2); still broken" in text
    assert "Not complete: change" in text


def test_what_was_followed_is_named() -> None:
    """A page says of which component its history is, or of which symbols."""
    history = draw([1, 2], text="shop.Till*")
    assert "world, component c: 2 revisions" in render_timeline_markdown(history, ())
    page = render_timeline_markdown(dataclasses.replace(history, component=""), ())
    assert "world, symbol shop.Till\\*: 2 revisions" in page
