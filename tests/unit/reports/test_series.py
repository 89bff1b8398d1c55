from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from audit.errors import ReportError, UnknownNameError
from audit.model.comparison import Forecast, Status
from audit.model.metrics import Direction
from audit.model.rules import Phase
from audit.model.series import Series, SeriesPoint, SeriesTrend
from audit.model.summary import ExecutiveSummary
from audit.reports import series as engine
from audit.reports.notebook import ReportFiles
from audit.reports.series import run_series
from audit.reports.series_page import render_series_html, render_series_markdown
from audit.reports.series_value import build_series
from tests.worlds.phase_story import bare_story, build_story, hostile_story
from tests.worlds.snapshots import HOSTILE_NAMES


def _point(name: str, title: str = "") -> SeriesPoint:
    return SeriesPoint(
        phase=name,
        title=title or name,
        date="",
        status=Status.PARTLY_MET,
        before="a",
        after="b",
        reason="1 of 2 targets met.",
        gate_line="Not examined.",
        folder=name,
        files=("executive_summary.html", "executive_summary.md"),
    )


def _second() -> ExecutiveSummary:
    """A phase that begins where the story ends and improves nothing."""
    story = build_story()
    later = replace(story.after.provenance, label="phase-2", revision="tree:" + "d4" * 20)
    still = tuple(replace(item, before=item.after, change=0.0) for item in story.comparison.metrics)
    comparison = replace(
        story.comparison, before=story.after.provenance, after=later, metrics=still
    )
    return replace(
        story,
        phase=replace(story.phase, id="phase-2", title="Second"),
        before=story.after,
        after=replace(story.after, provenance=later),
        comparison=comparison,
        targets=(),
    ).tell()


def _series() -> Series:
    told = [(_point("phase-1"), build_story().tell()), (_point("phase-2"), _second())]
    return build_series(told)


def test_a_trend_holds_every_state_once() -> None:
    """Before the first phase, then after each: 6, 3, 3 paths over two phases."""
    series = _series()
    assert list(series.states) == ["baseline", "phase-1", "phase-2"]
    trends = {trend.id: trend.values for trend in series.trends}
    assert list(trends["component.booking.paths_production"]) == [6, 3, 3]
    assert list(trends["broken_imports"]) == [2, 0, 0]


def test_targeted_figures_lead_and_name_their_targets() -> None:
    """A reader of the trend sees what each phase wanted of the figure."""
    first = _series().trends[0]
    assert first.id == "component.booking.paths_production"
    assert first.goals == ("phase-1: at most 2",)


def test_a_chain_without_breaks_has_no_notes() -> None:
    """The second phase begins at the revision that the first ended at."""
    assert _series().notes == ()


def test_a_phase_that_begins_elsewhere_is_called_out() -> None:
    """Two phases that do not meet are no trend, and the index says so."""
    first = build_story().tell()
    notes = build_series([(_point("a"), first), (_point("b"), first)]).notes
    assert notes == ("phase-1 does not begin where phase-1 ended: baseline is not phase-1.",)


def test_a_figure_of_one_phase_alone_has_gaps() -> None:
    """What was not measured at a state is no number there."""
    bare = bare_story().tell()
    series = build_series([(_point("a"), bare), (_point("b"), build_story().tell())])
    passed = next(trend for trend in series.trends if trend.id == "tests.success_rate")
    assert list(passed.values) == [None, None, 0.4]


def test_the_forecast_is_asked_for_every_trend_and_its_refusal_said_once() -> None:
    """The forecaster is given the value after each phase; what it refuses stands in the index."""
    asked = []

    def forecast(name: str, values: object, share: bool) -> Forecast:
        asked.append((name, values, share))
        return Forecast(id=name, phases=2, value=None, low=None, high=None, reason="Refused: 2.")

    told = [(_point("phase-1"), build_story().tell()), (_point("phase-2"), _second())]
    series = build_series(told, forecast)
    assert asked[0] == ("component.booking.paths_production", (3, 3), False)
    assert render_series_markdown(series).count("Refused: 2.") == 1


def test_markdown_and_page_carry_the_same_phases_and_links() -> None:
    """Each phase with its verdict; the links lead to the files in its folder."""
    series = _series()
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    pages = [render_series_html(series), reader.render(render_series_markdown(series))]
    links = [[a["href"] for a in BeautifulSoup(p, "html.parser").find_all("a")] for p in pages]
    assert links[0] == links[1]
    assert links[0][:2] == [
        "phase-1/executive_summary.html",
        "phase-1/executive_summary.md",
    ]
    assert "6 → 3 → 3" not in pages[0]
    for page in pages:
        text = BeautifulSoup(page, "html.parser").get_text(" ")
        assert text.count("partly met") >= 2


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_titles_stay_text_in_the_index(name: str) -> None:
    """No markup of a title takes effect, in either format."""
    told = [(_point("phase-1", name), hostile_story(HOSTILE_NAMES).tell())]
    series = build_series(told)
    page = BeautifulSoup(render_series_html(series), "html.parser")
    assert not page.find_all(["script", "img"])
    assert {str(a["href"]).split("/")[0] for a in page.find_all("a")} == {"phase-1"}
    tokens = [
        t.type
        for t in MarkdownIt("gfm-like", {"linkify": False}).parse(render_series_markdown(series))
    ]
    assert not {"html_block", "code_block", "fence", "hr"} & set(tokens)


def _fake_report(barrier: threading.Barrier | None = None) -> object:
    def report(*, out: Path, phase: str, **_: object) -> ReportFiles:
        if barrier is not None:
            barrier.wait(timeout=20)
        if phase == "phase-9":
            raise UnknownNameError("there is no revision gone")
        out.mkdir(parents=True)
        paths = [out / f"executive_summary{ending}" for ending in (".ipynb", ".md", ".html")]
        return ReportFiles(
            notebook=paths[0], markdown=paths[1], page=paths[2], summary=build_story().tell()
        )

    return report


def _phases(*names: str) -> tuple[Phase, ...]:
    return tuple(Phase(id=name, title=name, before="a", after="b") for name in names)


def _run(out: Path, *names: str) -> engine.SeriesFiles:
    return run_series(
        notebook=Path("n.ipynb"),
        out=out,
        configuration="audit.toml",
        phases=_phases(*names),
        folder=out,
    )


def test_a_phase_that_fails_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index holds every phase in the order of the configuration, with the reason of the one
    that could not be reported."""
    monkeypatch.setattr(engine, "run_report", _fake_report())
    files = _run(tmp_path, "phase-9", "phase-1")
    assert [point.phase for point in files.series.points] == ["phase-9", "phase-1"]
    assert files.series.points[0].failure == "there is no revision gone"
    assert [name for name, _ in files.reports] == ["phase-1"]
    assert "there is no revision gone" in files.markdown.read_text("utf-8")
    assert files.page.is_file()


def test_phases_are_reported_at_the_same_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two reports wait for each other: one after the other, neither would end."""
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(engine, "run_report", _fake_report(threading.Barrier(2)))
    assert len(_run(tmp_path, "phase-1", "phase-2").reports) == 2


@pytest.mark.parametrize("names", [(), ("..",), ("a/b",)])
def test_no_phase_or_a_phase_that_is_no_folder_is_refused(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    """A series of nothing is no series, and no report lands outside the output folder."""
    with pytest.raises(ReportError, match=r"no phase is configured|cannot name a folder"):
        _run(tmp_path, *names)


def _trend(name: str, *values: float, share: bool = False) -> SeriesTrend:
    made = Forecast(
        id=name, phases=5, value=values[-1], low=0.0, high=9.0, reason="A straight line."
    )
    return SeriesTrend(
        id=name,
        title=name,
        share=share,
        direction=Direction.LOWER,
        values=values,
        forecast=made,
    )


def _with_trends(*trends: SeriesTrend) -> Series:
    states = tuple(f"s{number}" for number in range(len(trends[0].values)))
    return Series(points=(_point("p"),), states=states, trends=trends, paths=(), notes=())


def test_what_never_changed_is_neither_drawn_nor_forecast_in_a_table() -> None:
    """A flat line says nothing that its row does not; it is named in one sentence."""
    series = _with_trends(_trend("still", 3, 3, 3), _trend("falling", 3, 2, 1))
    page = BeautifulSoup(render_series_html(series), "html.parser")
    captions = [each.get_text() for each in page.find_all("figcaption")]
    assert captions == ["falling"]
    text = render_series_markdown(series)
    assert "| falling | 1 | 1 | 0 to 9 |" in text
    assert "The same at every state so far: “still”." in text


def test_numbers_in_a_crowded_drawing_keep_clear_of_each_other() -> None:
    """Six percentages have no room side by side: the first and the last stand, those between
    only where there is room; six single digits all stand."""
    wide = _with_trends(_trend("w", 0.995, 0.923, 0.957, 0.962, 0.966, 0.968, share=True))
    drawn = BeautifulSoup(render_series_html(wide), "html.parser").select("text.chart-number")
    assert [each.get_text() for each in drawn] == ["99.5 %", "95.7 %", "96.8 %"]
    narrow = _with_trends(_trend("n", 6, 5, 4, 3, 2, 1))
    drawn = BeautifulSoup(render_series_html(narrow), "html.parser").select("text.chart-number")
    assert [each.get_text() for each in drawn] == ["6", "5", "4", "3", "2", "1"]


def test_a_target_of_every_phase_is_said_once() -> None:
    """The same wish in every phase is one wish; another in one phase is told by phase."""
    first, second = build_story().tell(), _second()
    again = replace(second, compliance=first.compliance)
    both = build_series([(_point("phase-1"), first), (_point("phase-2"), again)])
    assert both.trends[0].goals == ("every phase: at most 2",)
