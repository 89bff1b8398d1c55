"""The picture of a history: what a reader needs to read its lines."""

from __future__ import annotations

from audit.model.history import History, HistoryPoint, HistoryRevision
from audit.model.snapshot import ComponentFigures
from audit.views.history import draw_history


def _point(day: int) -> HistoryPoint:
    revision = HistoryRevision(
        id=f"{day:040x}",
        author="Ada",
        date=f"2024-01-{day:02}T00:00:00+00:00",
        seconds=day * 86_400,
        subject="change",
    )
    figures = ComponentFigures(
        id="c", title="C", proposed=False, symbols=(), canonical=(),
        paths_production=tuple(f"p{n}" for n in range(day)), paths_test=(), definitions=(),
        deprecated_in_use=(), broken_in_use=(), bypasses=(),
    )  # fmt: skip
    return HistoryPoint(revision=revision, figures=figures)


def _history(*days: int) -> History:
    return History(
        label="world",
        component="c",
        title="C",
        points=tuple(map(_point, days)),
        episodes=(),
        problems=(),
    )


def test_the_lines_have_their_scale_and_their_days() -> None:
    """Each line has its largest value and zero; the first and the last day stand once each."""
    picture = draw_history(_history(1, 4, 7)).svg
    assert picture.count(">0</text>") == picture.count('stroke-width="2"/>') > 0
    assert ">7</text>" in picture
    assert picture.count(">2024-01-01</text>") == picture.count(">2024-01-07</text>") == 1


def test_a_history_without_revisions_has_no_days() -> None:
    """Nothing was read: nothing is drawn, and nothing fails."""
    assert ">2024" not in draw_history(_history()).svg
