"""From the summaries of all phases to the one value that the index is written from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from audit.model.comparison import Forecast
from audit.model.figures import Figure
from audit.model.series import PathState, Series, SeriesPoint, SeriesTrend
from audit.model.summary import ExecutiveSummary
from audit.model.visible import visible_record
from audit.reports.prose import describe_goal

__all__ = ["Forecaster", "build_series"]

Forecaster = Callable[[str, Sequence[float | None], bool], Forecast]
"""From a metric's id, its value after each phase and whether it is a share, to its forecast."""

SHOWN_TRENDS = 12


def build_series(
    told: Sequence[tuple[SeriesPoint, ExecutiveSummary | None]],
    forecast: Forecaster | None = None,
) -> Series:
    """The phases in their order with the figures over all of them.

    In: each phase's point, and its summary where it could be told. Out: the series; figures with
    a target in any phase come first, then those of components, then the rest, at most
    `SHOWN_TRENDS`; a figure that one phase measured and another did not has a gap there.
    """
    summaries = [summary for _, summary in told if summary is not None]
    return visible_record(
        Series(
            points=tuple(point for point, _ in told),
            states=_name_states(summaries),
            trends=_build_trends(summaries, forecast),
            paths=_build_paths(summaries),
            notes=_find_breaks(summaries),
        )
    )


def _name_states(summaries: list[ExecutiveSummary]) -> tuple[str, ...]:
    if not summaries:
        return ()
    return (summaries[0].title.before, *(summary.title.after for summary in summaries))


def _build_trends(
    summaries: list[ExecutiveSummary], forecast: Forecaster | None
) -> tuple[SeriesTrend, ...]:
    every = [
        {f.id: f for f in (*summary.provenance.figures, *summary.compliance)}
        for summary in summaries
    ]
    wanted = dict.fromkeys(figure.id for summary in summaries for figure in summary.compliance)
    primary = dict.fromkeys(figure.id for summary in summaries for figure in summary.figures)
    names = [*wanted, *(name for name in primary if name not in wanted)][:SHOWN_TRENDS]
    return tuple(_build_trend(name, every, summaries, forecast) for name in names)


def _build_trend(
    name: str,
    every: list[dict[str, Figure]],
    summaries: list[ExecutiveSummary],
    forecast: Forecaster | None,
) -> SeriesTrend:
    known = next(figures[name] for figures in every if name in figures)
    first = every[0].get(name)
    values = (
        first.before.value if first is not None else None,
        *(figures[name].after.value if name in figures else None for figures in every),
    )
    goals = tuple(
        (summary.title.phase, describe_goal(figure.goal, share=figure.share))
        for summary in summaries
        for figure in summary.compliance
        if figure.id == name and figure.goal is not None
    )
    return SeriesTrend(
        id=name,
        title=known.title,
        share=known.share,
        direction=known.direction,
        values=values,
        goals=_tell_goals(goals, len(summaries)),
        forecast=forecast(name, values[1:], known.share) if forecast is not None else None,
    )


def _tell_goals(goals: tuple[tuple[str, str], ...], phases: int) -> tuple[str, ...]:
    """Each target with its phase; one that every phase has, once."""
    wanted = {words for _, words in goals}
    if len(wanted) == 1 and len(goals) == phases > 1:
        return (f"every phase: {wanted.pop()}",)
    return tuple(f"{phase}: {words}" for phase, words in goals)


def _build_paths(
    summaries: list[ExecutiveSummary],
) -> tuple[tuple[str, tuple[PathState, ...]], ...]:
    """For each component that the first phase knows, its paths by class at every state."""
    found = []
    for item in summaries[0].consolidations if summaries else ():
        before = tuple((row.path_class, row.before) for row in item.classes)
        states = [PathState(label=summaries[0].title.before, classes=before)]
        for summary in summaries:
            later = next((c for c in summary.consolidations if c.id == item.id), None)
            if later is not None:
                classes = tuple((row.path_class, row.after) for row in later.classes)
                states.append(PathState(label=summary.title.after, classes=classes))
        found.append((item.title, tuple(states)))
    return tuple(found)


def _find_breaks(summaries: list[ExecutiveSummary]) -> tuple[str, ...]:
    """Where a phase does not begin at the revision that the one before it ended at, or was
    measured under other rules."""
    notes = []
    for earlier, later in pairwise(summaries):
        old, new = earlier.provenance.after, later.provenance.before
        names = f"{later.title.phase or later.title.title}"
        if old.revision != new.revision:
            notes.append(
                f"{names} does not begin where {earlier.title.phase or earlier.title.title} ended: "
                f"{new.label} is not {old.label}."
            )
        if old.rules_digest != new.rules_digest:
            notes.append(f"{names} was measured under other rules than the phase before it.")
    return tuple(notes)
