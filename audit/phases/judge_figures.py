"""Improved figures and met targets: earned by the code, or given by the gate."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.model.comparison import (
    Comparison,
    MetricDelta,
    Status,
    TargetResult,
    TestOutcome,
    TestRun,
)
from audit.model.gate import (
    FigureJudgement,
    GateEffect,
    Judgement,
    RuleChange,
    RuleEffect,
    TargetJudgement,
    TestJudgement,
)
from audit.model.metrics import Direction
from audit.model.rules import Target
from audit.phases.explanations import Components, explain_metric
from audit.phases.verdicts import TEST_METRICS, holds, measure_test_figure

__all__ = ["ChangedCode", "judge_figures", "judge_targets"]

_FAILING = (TestOutcome.FAILED, TestOutcome.ERROR)
_AGAINST = (Judgement.GATE_MOVED, Judgement.MIXED)
_EVERY_ZONE = frozenset(
    {
        "broken_imports",
        "broken_strings",
        "coverage.files_parsed",
        "coverage.imports_decided",
        "deprecated_paths",
        "parse_problems",
    }
)
_WORSE = {Direction.LOWER: 1, Direction.HIGHER: -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedCode:
    """The production files that really changed, and which definitions are of which component."""

    files: frozenset[str]
    components: Components


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """What moved one test figure, and the value without what the gate gave."""

    tests: tuple[TestJudgement, ...]
    without_gate: float


def judge_figures(
    comparison: Comparison,
    runs: tuple[TestRun | None, TestRun | None],
    tests: Sequence[TestJudgement],
    effects: Iterable[RuleEffect],
    code: ChangedCode,
) -> tuple[FigureJudgement, ...]:
    """Every figure that improved by its own direction, sorted by id.

    A metric is judged by the code and by the rules: what it would be under the older rules is its
    value without the gate. A test figure is judged by its tests: all earned, all given by the
    gate, or both.
    """
    by_id = {effect.id: effect for effect in effects}
    found = [
        judged
        for delta in comparison.metrics
        if (judged := _judge_metric(delta, by_id.get(delta.id), comparison, code)) is not None
    ]
    if runs[0] is not None and runs[1] is not None:
        for name in TEST_METRICS:
            judged = _judge_test_figure(name, runs[0], runs[1], tests)
            if judged is not None:
                found.append(judged)
    return tuple(sorted(found, key=lambda figure: figure.id))


def judge_targets(
    results: Sequence[TargetResult],
    figures: Iterable[FigureJudgement],
    effects: Iterable[RuleEffect],
    rules: Iterable[RuleChange],
) -> tuple[TargetJudgement, ...]:
    """Each target with the judgement of its figure, in the order of the results."""
    known = {figure.id: figure for figure in figures}
    older = {effect.id: effect.after_older for effect in effects}
    lowered = {
        rule.path.partition(".targets.")[2]: rule
        for rule in rules
        if ".targets." in rule.path and rule.effect is not GateEffect.TIGHTENED
    }
    return tuple(
        _judge_target(result, known.get(result.target.metric), older, lowered) for result in results
    )


def _judge_target(
    result: TargetResult,
    figure: FigureJudgement | None,
    older: Mapping[str, float | None],
    lowered: Mapping[str, RuleChange],
) -> TargetJudgement:
    target = result.target
    judgement = figure.judgement if figure else None
    met = result.status is Status.MET
    without = figure.without_gate if figure else older.get(target.metric)
    if met and without is not None and not holds(target, without):
        missed = "The rules changed; under the older ones it is missed."
        reason = figure.reason if figure else missed
        return TargetJudgement(
            target=target,
            judgement=judgement or Judgement.GATE_MOVED,
            only_by_gate=True,
            reason=f"Without what the gate gave, the value is {without:g}. {reason}",
        )
    rule = lowered.get(target.metric)
    if met and rule is not None:
        op, _, value = rule.before.partition(" ")
        if result.after is not None and not holds(_with(target, op, float(value)), result.after):
            return TargetJudgement(
                target=target,
                judgement=Judgement.GATE_MOVED,
                only_by_gate=True,
                reason=f"The target was {rule.before} in the older configuration.",
            )
    reason = figure.reason if figure else "The figure did not improve in this phase."
    return TargetJudgement(target=target, judgement=judgement, only_by_gate=False, reason=reason)


def _with(target: Target, op: str, value: float) -> Target:
    return dataclasses.replace(target, op=op, value=value)


def _judge_metric(
    delta: MetricDelta,
    effect: RuleEffect | None,
    comparison: Comparison,
    code: ChangedCode,
) -> FigureJudgement | None:
    sign = _WORSE.get(delta.direction, 0)
    start = effect.before_older if effect and effect.before_older is not None else delta.before
    if not sign or start is None or delta.after is None or (delta.after - start) * sign >= 0:
        return None
    by_rules = effect is not None and (effect.rules or 0) * sign < 0
    by_code = (effect.code or 0) * sign < 0 if effect is not None else True
    touched = _touched(delta.id, comparison, code.files)
    explained = explain_metric(delta.id, comparison, code.files, code.components)
    if by_rules and by_code and touched:
        judgement, reason = Judgement.MIXED, "The code changed, and so did the rules."
    elif by_rules:
        judgement = Judgement.GATE_MOVED
        reason = "The rules changed; under the older ones it did not improve."
    elif touched:
        judgement, reason = Judgement.EARNED, f"{_count(touched)} and no rule made it easier."
    else:
        judgement, reason = Judgement.UNEXPLAINED, "No audited file changed that could explain it."
    return FigureJudgement(
        id=delta.id,
        title=delta.title,
        unit=delta.unit,
        before=start,
        after=delta.after,
        judgement=judgement,
        without_gate=effect.after_older if by_rules and effect else delta.after,
        reason=reason,
        explained_by=explained,
    )


def _touched(name: str, comparison: Comparison, changed: frozenset[str]) -> int:
    """How many changed files the metric looks at: those of production, for some of any zone."""
    files = comparison.files
    if name.endswith(".paths_test") or name in _EVERY_ZONE:
        others = (files.added, files.removed, files.changed)
        number = sum(1 for part in others for _, zone in part if zone != "production")
        return len(changed) + number - len(files.rewritten)
    return len(changed - {old for old, _, _ in files.rewritten})


def _judge_test_figure(
    name: str, before: TestRun, after: TestRun, tests: Sequence[TestJudgement]
) -> FigureJudgement | None:
    old, _ = measure_test_figure(name, before)
    new, _ = measure_test_figure(name, after)
    better = -1 if name == "tests.failed" else 1
    if old is None or new is None or (new - old) * better <= 0:
        return None
    share = _share(name, after, tests)
    title, unit = TEST_METRICS[name]
    judgement, reason = _combined(share.tests)
    return FigureJudgement(
        id=name,
        title=title,
        unit=unit,
        before=old,
        after=new,
        judgement=judgement,
        without_gate=share.without_gate,
        reason=reason,
        tests=tuple(test.test for test in share.tests),
        explained_by=_explained(share.tests, judgement),
    )


def _share(name: str, after: TestRun, tests: Sequence[TestJudgement]) -> _Share:
    gained = [t for t in tests if t.after is TestOutcome.PASSED]
    lost = [t for t in tests if t.before in _FAILING and t.after is not TestOutcome.PASSED]
    gone = [t for t in lost if t.after is None]
    if name == "tests.passed":
        return _Share(tests=tuple(gained), without_gate=after.passed - _given(gained))
    if name == "tests.failed":
        fixed = [t for t in gained if t.before in _FAILING]
        failed = sum(1 for result in after.results if result.outcome in _FAILING)
        moved = _given(fixed) + _given(lost)
        return _Share(tests=(*fixed, *lost), without_gate=float(failed + moved))
    fresh = [t for t in gained if t.before is None]
    total = after.total - _given(fresh) + _given(gone)
    passed = after.passed - _given(gained)
    rate = passed / total if total else 0.0
    return _Share(tests=(*gained, *gone), without_gate=rate)


def _given(tests: Iterable[TestJudgement]) -> int:
    """Tests that owe their pass to the gate, wholly or in part: it cannot be shown otherwise."""
    return sum(1 for test in tests if test.judgement in _AGAINST)


def _combined(tests: Sequence[TestJudgement]) -> tuple[Judgement, str]:
    counts = {j: sum(1 for t in tests if t.judgement is j) for j in Judgement}
    parts = [f"{count} {judgement}" for judgement, count in counts.items() if count]
    noun = "test" if len(tests) == 1 else "tests"
    reason = f"Of {len(tests)} {noun} behind it: {', '.join(parts)}." if parts else ""
    present = {judgement for judgement, count in counts.items() if count}
    if len(present) == 1:
        return present.pop(), reason
    if present & set(_AGAINST):
        return Judgement.MIXED, reason
    if not present:
        return Judgement.UNEXPLAINED, "No test changed its outcome for the better."
    return Judgement.UNEXPLAINED, reason


def _explained(tests: Sequence[TestJudgement], judgement: Judgement) -> tuple[str, ...]:
    """Changed production files behind the tests, by how many tests reach them, and changes of the
    gate; the latter first unless the figure is earned."""
    reach: dict[str, int] = {}
    gate: list[str] = []
    for test in tests:
        for file in test.code if test.judgement is not Judgement.GATE_MOVED else ():
            reach[file] = reach.get(file, 0) + 1
        for change in test.changes:
            text = f"{change.kind}: {change.file}:{change.line} {change.name}"
            if change.effect is not GateEffect.NEUTRAL and text not in gate:
                gate.append(text)
    files = sorted(reach, key=lambda file: (-reach[file], file))
    code = [f"changed: {file}" for file in files]
    return tuple(code + gate if judgement is Judgement.EARNED else gate + code)


def _count(number: int) -> str:
    return f"{number} audited {'file' if number == 1 else 'files'} changed"
