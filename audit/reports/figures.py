"""Figures of a summary: every metric before → after → target, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from audit.model.comparison import Comparison, MetricDelta, Status, TargetResult, TestRun
from audit.model.figures import Evidence, Figure, Goal, Origin, OriginSource, Reading, Trend
from audit.model.gate import GateReport
from audit.model.metrics import Direction, Metric
from audit.model.phase_dossier import PhaseDossier
from audit.model.scope import Scope
from audit.model.snapshot import Provenance, Snapshot
from audit.reports.suite_figures import (
    REPORTED_TITLES,
    SUCCESS_RATE,
    build_count_figures,
    build_rate_figure,
    judge_change,
    reported_origin,
)

__all__ = [
    "HEADLINES",
    "PRIMARY_FIGURES",
    "SHARE_UNITS",
    "FigureSet",
    "build_figures",
]

PRIMARY_FIGURES = 8
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

_NO_EVIDENCE = PhaseDossier()


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
    evidence: PhaseDossier = _NO_EVIDENCE,
) -> FigureSet:
    """All figures of a phase.

    `component` is the id of the phase's component or "". Primary figures come in this order:
    those with a target, the test success rate, those of the component (its id is part of the
    metric's id), those of the whole codebase in the order of `HEADLINES`, the others; of each,
    those that changed come first. Without a target, a metric that no direction makes better is
    never a primary figure.
    """
    judged = _judgements(evidence.gate)
    goals = {result.target.metric: _goal(result, judged) for result in targets}
    origin = _measured_origin(comparison.before, comparison.after)
    scopes = evidence.scopes or (None, None)
    sides = (_metrics(before, scopes[0]), _metrics(after, scopes[1]))
    figures = [_figure(delta, sides, origin, goals.get(delta.id)) for delta in comparison.metrics]
    suite = build_rate_figure(tests, goals.get(SUCCESS_RATE))
    if suite is not None and all(figure.id != suite.id for figure in figures):
        figures.append(suite)
    every = tuple(figures)
    every += tuple(f for f in build_count_figures(tests, goals) if all(f.id != g.id for g in every))
    compliance = tuple(
        _target_figure(result, _goal(result, judged), every, tests, origin) for result in targets
    )
    primary = _rank_figures(compliance, every, component)
    return FigureSet(primary=primary[:PRIMARY_FIGURES], compliance=compliance, every=every)


def _metrics(snapshot: Snapshot, scope: Scope | None) -> dict[str, Metric]:
    """All metrics of one side by id, the coverage of the audit among them where it is known."""
    found = {metric.id: metric for metric in snapshot.metrics}
    return found if scope is None else {**found, scope.metric.id: scope.metric}


def _rank_figures(
    compliance: tuple[Figure, ...], every: tuple[Figure, ...], component: str
) -> tuple[Figure, ...]:
    """Figures with a target, then the others that a direction makes better, each id once."""
    others = [
        figure
        for figure in every
        if figure.goal is None
        and figure.direction is not Direction.NEUTRAL
        and figure.id not in REPORTED_TITLES
    ]
    ranked = sorted(others, key=lambda figure: _rank(figure, component))
    unique: dict[str, Figure] = {}
    for figure in (*compliance, *ranked):
        unique.setdefault(figure.id, figure)
    return tuple(unique.values())


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


def _target_figure(
    result: TargetResult,
    goal: Goal,
    every: tuple[Figure, ...],
    tests: tuple[TestRun | None, TestRun | None],
    measured: Origin,
) -> Figure:
    """The figure that a target is about, with the values that its verdict was given on."""
    known = next((figure for figure in every if figure.id == result.target.metric), None)
    title = known.title if known else REPORTED_TITLES.get(result.target.metric, "")
    reported = result.target.metric in REPORTED_TITLES
    direction = _wanted(result.target.op) if known is None else known.direction
    lack = _tell_lack(result)
    before = _target_reading(result.before, known.before if known else None, lack)
    after = _target_reading(result.after, known.after if known else None, lack)
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


def _tell_lack(result: TargetResult) -> str:
    """Why a value of a target's figure is missing, as what follows `is not measurable:`."""
    if result.status is Status.NOT_MEASURABLE:
        return result.reason.removeprefix("Not measurable: ").removesuffix(".")
    return "there is none on this side"


def _target_reading(value: float | None, known: Reading | None, lack: str) -> Reading:
    if known is not None and known.value == value:
        return known
    return Reading(value=value, reason=lack if value is None else "")
