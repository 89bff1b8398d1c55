"""The three questions of the first screen, each answered in one sentence from evidence."""

from __future__ import annotations

from audit.model.comparison import Forecast, Status
from audit.model.figures import Figure
from audit.model.findings import Severity
from audit.model.gate import Judgement
from audit.model.metrics import Direction
from audit.model.rules import Component
from audit.model.snapshot import ComponentFigures, Snapshot
from audit.model.summary import Answer
from audit.model.summary_parts import GateSection, Suite
from audit.reports.cautions import find_unexplained, find_worse, tell_sides, tell_smallness
from audit.reports.phase_parts import PhaseParts
from audit.reports.prose import count_of, describe_forecast, join_words

__all__ = ["CONTROL", "PROMISE", "STOPPING", "answer_control", "answer_promise", "answer_stopping"]

CONTROL = "Are we in control?"
PROMISE = "Did this phase do what it promised?"
STOPPING = "What gets worse if we stop?"
_NAMED = 2
_WORDS = {
    Status.MET: "Yes",
    Status.PARTLY_MET: "In part",
    Status.MISSED: "No",
    Status.REGRESSED: "No",
}


def answer_control(parts: PhaseParts) -> Answer:
    """Whether the declared components keep to their own limits after the phase.

    Looked at is the phase's component, without one all declared ones. In control means: no more
    paths in production use than `max_paths`, none of them broken or deprecated, nothing
    constructed beside the declared factory; and in part, when paths in use are none of the
    declared canonical ones.
    """
    after, component = parts.after, parts.component
    rules = {rule.id: rule for rule in after.rules.components}
    found = [
        item
        for item in after.components
        if not item.proposed and item.id in rules and component in {"", item.id}
    ]
    if not found:
        return _unknown(CONTROL, "no component is declared, so no limit holds any import path")
    empty = tuple(f"“{item.title}”" for item in found if not item.symbols)
    if len(empty) == len(found):
        return _unknown(CONTROL, f"the patterns of {join_words(empty)} match no symbol")
    measured = [item for item in found if item.symbols]
    broken = [item for item in measured if _list_faults(item, rules[item.id])]
    astray = [item for item in measured if _count_astray(item, rules[item.id])]
    word = "No" if broken and len(broken) == len(measured) else "In part"
    word = word if broken or astray else "Yes"
    worst = broken or astray or measured
    told = [_tell_component(item, rules[item.id]) for item in worst[:_NAMED]]
    more = len(worst) - _NAMED
    if more > 0:
        told.append(f"{more:,} more alike")
    if empty:
        told.append(f"{join_words(empty)} cannot be measured, its patterns match no symbol")
    return Answer(question=CONTROL, sentence=f"{word}: {'; '.join(told)}.", known=True)


def _tell_component(item: ComponentFigures, rule: Component) -> str:
    paths = count_of(len(item.paths_production), "import path")
    astray = _count_astray(item, rule)
    note = f", {len(item.paths_production) - astray:,} canonical" if astray else ""
    return (
        f"production reaches “{item.title}” through {paths} where {rule.max_paths:,} "
        f"{'is' if rule.max_paths == 1 else 'are'} allowed, {_tell_rest(item)}{note}"
    )


def _count_astray(item: ComponentFigures, rule: Component) -> int:
    """Paths in production use that are none of the declared canonical ones."""
    return len(set(item.paths_production) - set(rule.canonical)) if rule.canonical else 0


def _tell_rest(item: ComponentFigures) -> str:
    bad = _count_bad(item)
    return f"with {join_words(bad)}" if bad else "none of them broken or deprecated"


def _count_bad(item: ComponentFigures) -> tuple[str, ...]:
    counts = (
        (len(item.broken_in_use), "broken path", "broken paths"),
        (len(item.deprecated_in_use), "deprecated path", "deprecated paths"),
        (len(item.bypasses), "construction beside the factory", "constructions beside the factory"),
    )
    return tuple(count_of(count, one, many) for count, one, many in counts if count)


def _list_faults(item: ComponentFigures, rule: Component) -> bool:
    return len(item.paths_production) > rule.max_paths or bool(_count_bad(item))


def answer_promise(parts: PhaseParts) -> Answer:
    """Whether the targets are met, and what that rests on."""
    status, figures, gate = parts.status, parts.figures, parts.gate
    unexplained = bool(find_unexplained(parts))
    goals = [figure.goal for figure in figures.compliance if figure.goal is not None]
    if not goals:
        return _unknown(PROMISE, "no targets are declared, so there is nothing to hold it against")
    if status is Status.NOT_MEASURABLE:
        return _unknown(PROMISE, "none of its targets could be measured")
    met = sum(1 for goal in goals if goal.status is Status.MET)
    counted = f"{met:,} of {count_of(len(goals), 'target')} met"
    if unexplained and gate is None and status is Status.MET:
        return _unknown(PROMISE, f"{counted}, yet no production file changed between the revisions")
    return Answer(
        question=PROMISE,
        sentence=f"{_WORDS[status]}: {counted}{_tell_basis(gate, bool(met), unexplained)}.",
        known=True,
    )


def _tell_basis(gate: GateSection | None, any_met: bool, unexplained: bool) -> str:
    if not any_met:
        return ""
    if gate is not None:
        return _tell_judgement(gate)
    if unexplained:
        return ", though no production file changed between the revisions"
    return "; whether the code earned them was not examined"


def _tell_judgement(gate: GateSection) -> str:
    if gate.only_by_gate:
        return f", {len(gate.only_by_gate):,} of them only because the gate moved"
    total = sum(count for _, count in gate.tally)
    earned = sum(count for judgement, count in gate.tally if judgement is Judgement.EARNED)
    if not total:
        return ", and no figure improved"
    if earned == total:
        return f"; the code earned all {count_of(total, 'improved figure')}"
    return f"; the code alone earned {earned:,} of {count_of(total, 'improved figure')}"


def answer_stopping(parts: PhaseParts) -> Answer:
    """What already grows, or what the forecasts say; without either, what stays open."""
    comparison, figures, forecasts = parts.comparison, parts.figures, parts.evidence.forecasts
    ordered = {figure.id: figure for figure in (*figures.primary, *figures.every)}
    worse = find_worse(figures)
    coming = tuple(
        forecast
        for forecast in forecasts
        if forecast.value is not None and forecast.id in ordered and _gets_worse(forecast, ordered)
    )
    notes = sum(each.severity is Severity.NOTE for each in comparison.introduced)
    new = len(comparison.introduced)
    rest = _tell_open(parts.after, parts.suite)
    told = []
    if worse:
        told.append(f"worse than before: {_name_figures(worse)}")
    if new > notes:
        told.append(count_of(new, "new finding") + (f", {notes:,} of them notes" if notes else ""))
    told += [
        f"forecast for {ordered[each.id].title}: "
        f"{describe_forecast(each, share=ordered[each.id].share)}"
        for each in coming[:_NAMED]
    ]
    if not told:
        return _unknown(STOPPING, f"nothing measured got worse; what stays open is {rest}")
    sentence = "; ".join(told)
    return Answer(
        question=STOPPING,
        sentence=f"{sentence[0].upper()}{sentence[1:]}; open in all: {rest}.",
        known=True,
    )


def _gets_worse(forecast: Forecast, figures: dict[str, Figure]) -> bool:
    """Whether even the better end of the interval is worse than what was measured last."""
    figure = figures[forecast.id]
    last, low, high = figure.after.value, forecast.low, forecast.high
    if last is None or low is None or high is None:
        return False
    return low > last if figure.direction is Direction.LOWER else high < last


def _name_figures(figures: tuple[Figure, ...]) -> str:
    names = tuple(f"{figure.title} ({_tell_change(figure)})" for figure in figures[:_NAMED])
    more = len(figures) - _NAMED
    return join_words((*names, f"{more:,} more") if more > 0 else names)


def _tell_change(figure: Figure) -> str:
    sides, small = " → ".join(tell_sides(figure)), tell_smallness(figure)
    return f"{sides}, {small}" if small else sides


def _tell_open(after: Snapshot, suite: Suite | None) -> str:
    findings = sum(1 for finding in after.findings if finding.severity is not Severity.NOTE)
    rest = count_of(findings, "finding")
    if suite is not None and suite.after is not None:
        failing = suite.after.failed + suite.after.errors
        rest = f"{rest} and {count_of(failing, 'failing test')}"
    return rest


def _unknown(question: str, why: str) -> Answer:
    return Answer(question=question, sentence=f"Cannot be said: {why}.", known=False)
