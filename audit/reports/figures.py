"""Figures of a summary: every metric before → after → target, with its evidence."""

from __future__ import annotations

import math
from dataclasses import dataclass

from audit.model.comparison import Comparison, MetricDelta, TargetResult, TestRun
from audit.model.figures import Evidence, Figure, Goal, Origin, OriginSource, Reading, Trend
from audit.model.gate import GateReport
from audit.model.metrics import Direction, Metric
from audit.model.snapshot import Provenance, Snapshot

__all__ = [
    "HEADLINES",
    "PRIMARY_FIGURES",
    "SHARE_UNITS",
    "SUCCESS_RATE",
    "FigureSet",
    "build_figures",
    "judge_change",
    "reported_origin",
]

PRIMARY_FIGURES = 8
SUCCESS_RATE = "tests.success_rate"
HEADLINES = (
    "fragmented_symbols",
    "families.duplicates",
    "deprecated_paths",
    "broken_imports",
    "cycles.load_time",
    "canonical_share",
    "cycles.run_time",
    "shim_debt",
    "production_imports_test",
    "families.duplicate_lines",
)
"""Figures of a whole codebase, the most telling first."""

SHARE_UNITS = frozenset({"share", "ratio", "0–1"})
"""Units of values 0–1, shown in per cent."""

_REPORTED_TITLES = {"tests.passed": "Tests passing", "tests.failed": "Tests failing"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSet:
    """`primary`: at most `PRIMARY_FIGURES`, most important first; `compliance`: one for each
    target, in the order of the phase; `every`: all metrics of both snapshots, then the tests."""

    primary: tuple[Figure, ...]
    compliance: tuple[Figure, ...]
    every: tuple[Figure, ...]


def build_figures(
    *,
    before: Snapshot,
    after: Snapshot,
    comparison: Comparison,
    targets: tuple[TargetResult, ...],
    tests: tuple[TestRun | None, TestRun | None],
    component: str,
    gate: GateReport | None = None,
) -> FigureSet:
    """All figures of a phase.

    `component` is the id of the phase's component or "". Primary figures come in this order:
    those with a target, the test success rate, those of the component (its id is part of the
    metric's id), those of the whole codebase in the order of `HEADLINES`, the others; of each,
    those that changed come first. Without a target, a metric that no direction makes better is
    never a primary figure.
    """
    judged = _judgements(gate)
    goals = {result.target.metric: _goal(result, judged) for result in targets}
    origin = _measured_origin(comparison.before, comparison.after)
    sides = ({m.id: m for m in before.metrics}, {m.id: m for m in after.metrics})
    figures = [_figure(delta, sides, origin, goals.get(delta.id)) for delta in comparison.metrics]
    suite = _suite_figure(tests, goals.get(SUCCESS_RATE))
    if suite is not None and all(figure.id != suite.id for figure in figures):
        figures.append(suite)
    every = tuple(figures)
    compliance = tuple(
        _target_figure(result, _goal(result, judged), every, tests, origin) for result in targets
    )
    primary = _rank_figures(compliance, every, component)
    return FigureSet(primary=primary[:PRIMARY_FIGURES], compliance=compliance, every=every)


def _rank_figures(
    compliance: tuple[Figure, ...], every: tuple[Figure, ...], component: str
) -> tuple[Figure, ...]:
    """Figures with a target, then the others that a direction makes better, each id once."""
    others = [
        figure
        for figure in every
        if figure.goal is None and figure.direction is not Direction.NEUTRAL
    ]
    ranked = sorted(others, key=lambda figure: _rank(figure, component))
    unique: dict[str, Figure] = {}
    for figure in (*compliance, *ranked):
        unique.setdefault(figure.id, figure)
    return tuple(unique.values())


def judge_change(before: float | None, after: float | None, direction: Direction) -> Trend:
    """How a change reads, given which way is better; values closer than 1e-12 are equal."""
    if before is None or after is None:
        return Trend.UNKNOWN
    if math.isclose(before, after, rel_tol=1e-12, abs_tol=1e-12):
        return Trend.UNCHANGED
    if direction is Direction.NEUTRAL:
        return Trend.CHANGED
    return Trend.BETTER if (after > before) is (direction is Direction.HIGHER) else Trend.WORSE


def reported_origin(tests: tuple[TestRun | None, TestRun | None]) -> Origin:
    """The files of test results on both sides, with their digests."""
    before, after = (
        tuple(OriginSource(name=name, digest=_with_kind(digest)) for name, digest in run.files)
        if run is not None
        else ()
        for run in tests
    )
    return Origin(evidence=Evidence.REPORTED, before=before, after=after)


def _with_kind(digest: str) -> str:
    return digest if ":" in digest else f"sha256:{digest}"


def _measured_origin(before: Provenance, after: Provenance) -> Origin:
    first, second = (
        (OriginSource(name=f"{side.label} at {side.revision}", digest=side.rules_digest),)
        for side in (before, after)
    )
    return Origin(evidence=Evidence.MEASURED, before=first, after=second)


def _judgements(gate: GateReport | None) -> dict[tuple[str, str, float], str]:
    """What each target's improvement rests on, by metric, comparison and value."""
    return {
        (judged.target.metric, judged.target.op, judged.target.value): str(judged.judgement)
        for judged in (gate.targets if gate is not None else ())
        if judged.judgement is not None
    }


def _goal(result: TargetResult, judged: dict[tuple[str, str, float], str]) -> Goal:
    target = result.target
    return Goal(
        title=target.title,
        op=target.op,
        value=target.value,
        status=result.status,
        reason=_sentence(result.reason),
        owner=target.owner,
        due=target.due,
        judgement=judged.get((target.metric, target.op, target.value), ""),
    )


def _sentence(words: str) -> str:
    return words if not words or words[-1] in ".!?…" else f"{words}."


def _rank(figure: Figure, component: str) -> tuple[bool, bool, bool, int]:
    ours = bool(component) and component in figure.id.replace(":", ".").split(".")
    place = HEADLINES.index(figure.id) if figure.id in HEADLINES else len(HEADLINES)
    return (
        figure.id != SUCCESS_RATE,
        not ours,
        figure.trend in {Trend.UNCHANGED, Trend.UNKNOWN},
        0 if ours else place,
    )


def _figure(
    delta: MetricDelta,
    sides: tuple[dict[str, Metric], dict[str, Metric]],
    origin: Origin,
    goal: Goal | None,
) -> Figure:
    before = _reading(delta.before, sides[0].get(delta.id))
    after = _reading(delta.after, sides[1].get(delta.id))
    share = delta.unit in SHARE_UNITS or after.denominator is not None
    return Figure(
        id=delta.id,
        title=delta.title,
        unit=delta.unit,
        share=share,
        direction=delta.direction,
        before=before,
        after=after,
        change=delta.change,
        trend=judge_change(delta.before, delta.after, delta.direction),
        origin=origin,
        goal=goal,
    )


def _reading(value: float | None, metric: Metric | None) -> Reading:
    if metric is None:
        reason = "" if value is not None else "the metric does not exist on this side"
        return Reading(value=value, reason=reason)
    same = metric.value == value  # the comparison may have measured this side under other rules
    return Reading(
        value=value,
        numerator=metric.numerator if same else None,
        denominator=metric.denominator if same else None,
        covers=metric.covers,
        reason=metric.reason if value is None else "",
    )


def _suite_figure(tests: tuple[TestRun | None, TestRun | None], goal: Goal | None) -> Figure | None:
    if tests == (None, None):
        return None
    before, after = (_suite_reading(run) for run in tests)
    measured = before.value is not None and after.value is not None
    return Figure(
        id=SUCCESS_RATE,
        title="Test success rate",
        unit="share",
        share=True,
        direction=Direction.HIGHER,
        before=before,
        after=after,
        change=(after.value or 0) - (before.value or 0) if measured else None,
        trend=judge_change(before.value, after.value, Direction.HIGHER),
        origin=reported_origin(tests),
        goal=goal,
    )


def _suite_reading(run: TestRun | None) -> Reading:
    if run is None:
        return Reading(value=None, reason="no test results were given")
    if run.total == 0:
        return Reading(value=None, reason="the test results hold no test")
    return Reading(
        value=run.passed / run.total,
        numerator=run.passed,
        denominator=run.total,
        covers="all tests in the given results, skipped ones included",
    )


def _target_figure(
    result: TargetResult,
    goal: Goal,
    every: tuple[Figure, ...],
    tests: tuple[TestRun | None, TestRun | None],
    measured: Origin,
) -> Figure:
    """The figure that a target is about, with the values that its verdict was given on."""
    known = next((figure for figure in every if figure.id == result.target.metric), None)
    title = known.title if known else _REPORTED_TITLES.get(result.target.metric, "")
    reported = result.target.metric in _REPORTED_TITLES
    direction = _wanted(result.target.op) if known is None else known.direction
    before = _target_reading(result.before, known.before if known else None, result.reason)
    after = _target_reading(result.after, known.after if known else None, result.reason)
    missing = result.before is None or result.after is None
    return Figure(
        id=result.target.metric,
        title=title or result.title or result.target.metric,
        unit=result.unit,
        share=known.share if known else result.unit in SHARE_UNITS,
        direction=direction,
        before=before,
        after=after,
        change=None if missing else (result.after or 0) - (result.before or 0),
        trend=judge_change(result.before, result.after, direction),
        origin=known.origin if known else (reported_origin(tests) if reported else measured),
        goal=goal,
    )


def _wanted(op: str) -> Direction:
    if op == "==":
        return Direction.NEUTRAL
    return Direction.LOWER if op.startswith("<") else Direction.HIGHER


def _target_reading(value: float | None, known: Reading | None, reason: str) -> Reading:
    if known is not None and known.value == value:
        return known
    return Reading(value=value, reason=reason if value is None else "")
