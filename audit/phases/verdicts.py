"""Targets against what was measured: the verdict on each, and on the phase."""

from __future__ import annotations

import difflib
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from audit.model.comparison import (
    Comparison,
    MetricDelta,
    Status,
    TargetResult,
    TestOutcome,
    TestRun,
)
from audit.model.gate import TargetJudgement
from audit.model.rules import OPERATOR_WORDS, Phase, Target

__all__ = [
    "TEST_METRICS",
    "check_targets",
    "holds",
    "measure_test_figure",
    "phase_status",
]

TEST_METRICS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "tests.failed": ("Tests failing", "tests"),
        "tests.passed": ("Tests passing", "tests"),
        "tests.success_rate": ("Test success rate", "share"),
    }
)
"""Metrics of the test runs: id to title and unit. `failed` counts failures and errors;
`success_rate` is passed / reported, 0–1, skipped tests included below the line."""

_OPERATORS: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {
        "<=": operator.le,
        "<": operator.lt,
        ">=": operator.ge,
        ">": operator.gt,
        "==": operator.eq,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """The two values of one metric as they will be shown; `lack` says why `after` is None."""

    title: str
    unit: str
    before: float | None = None
    after: float | None = None
    before_text: str = ""
    after_text: str = ""
    lack: str = ""


def check_targets(
    phase: Phase,
    comparison: Comparison,
    before_tests: TestRun | None,
    after_tests: TestRun | None,
) -> tuple[TargetResult, ...]:
    """The verdict on each target of the phase, in the phase's order.

    A target is *met* when `after` satisfies it; *regressed* when it does not and `after` is
    further from the target than `before`; else *missed*; *not measurable* without a value of
    `after`, and the reason says what is missing. Example: with the target `<= 2`, 6 → 2 is met,
    6 → 3 missed, 6 → 7 regressed.
    """
    deltas = {delta.id: delta for delta in comparison.metrics}
    results = []
    for target in phase.targets:
        if target.metric in TEST_METRICS:
            measured = _measure_tests(target.metric, before_tests, after_tests)
        elif target.metric in deltas:
            measured = _measure_delta(deltas[target.metric])
        else:
            measured = _unknown_metric(target.metric, deltas)
        results.append(_judge(target, measured))
    return tuple(results)


def phase_status(
    results: Sequence[TargetResult], judgements: Sequence[TargetJudgement] = ()
) -> Status:
    """The verdict on a phase from those on its targets.

    Regressed if any is; met if all are met; partly met if some are; not measurable if none could
    be measured, no target included; else missed. A target that is met only because the gate moved
    does not count as met: with one of them the phase is at most partly met, and missed when no
    other target is met.
    """
    given = {judged.target for judged in judgements if judged.only_by_gate}
    found = [
        Status.MISSED if r.status is Status.MET and r.target in given else r.status for r in results
    ]
    if Status.REGRESSED in found:
        return Status.REGRESSED
    if Status.MET in found:
        return Status.MET if set(found) == {Status.MET} else Status.PARTLY_MET
    if set(found) <= {Status.NOT_MEASURABLE}:
        return Status.NOT_MEASURABLE
    return Status.MISSED


def holds(target: Target, value: float) -> bool:
    """Whether a value satisfies the target."""
    return _OPERATORS[target.op](value, target.value)


def _judge(target: Target, measured: _Measured) -> TargetResult:
    status, reason = _verdict(target, measured)
    return TargetResult(
        target=target,
        title=target.title or measured.title,
        unit=measured.unit,
        before=measured.before,
        after=measured.after,
        status=status,
        reason=reason,
    )


def _verdict(target: Target, measured: _Measured) -> tuple[Status, str]:
    before, after = measured.before, measured.after
    if after is None:
        return Status.NOT_MEASURABLE, f"Not measurable: {measured.lack}."
    asked = f"the target of {OPERATOR_WORDS[target.op]} {_tell(target.value, measured.unit)}"
    if before is None:
        met = holds(target, after)
        status = Status.MET if met else Status.MISSED
        verb = "meets" if met else "misses"
        return status, f"{measured.after_text}: {verb} {asked}; there is no earlier value."
    change = f"{measured.before_text} → {measured.after_text}"
    if holds(target, after):
        already = "; it already held before" if holds(target, before) else ""
        return Status.MET, f"{change}: meets {asked}{already}."
    if _is_further(target, before, after):
        lost = "; it held before" if holds(target, before) else ""
        return Status.REGRESSED, f"{change}: moves away from {asked}{lost}."
    still = "; nothing changed" if before == after else ""
    return Status.MISSED, f"{change}: misses {asked}{still}."


def _is_further(target: Target, before: float, after: float) -> bool:
    """Whether `after`, which misses the target, is further from it than `before`."""
    if target.op in ("<=", "<"):
        return after > before
    if target.op in (">=", ">"):
        return after < before
    return abs(after - target.value) > abs(before - target.value)


def _measure_delta(delta: MetricDelta) -> _Measured:
    return _Measured(
        title=delta.title,
        unit=delta.unit,
        before=delta.before,
        after=delta.after,
        before_text="" if delta.before is None else _tell(delta.before, delta.unit),
        after_text="" if delta.after is None else _tell(delta.after, delta.unit),
        lack=(delta.reason or "the later snapshot has no value for it").rstrip("."),
    )


def _measure_tests(metric: str, before: TestRun | None, after: TestRun | None) -> _Measured:
    title, unit = TEST_METRICS[metric]
    old, old_text = measure_test_figure(metric, before)
    new, new_text = measure_test_figure(metric, after)
    lack = "no test results are given for the later state"
    if after is not None:
        lack = "the later test run collected no tests"
    return _Measured(
        title=title,
        unit=unit,
        before=old,
        after=new,
        before_text=old_text,
        after_text=new_text,
        lack=lack,
    )


def measure_test_figure(metric: str, run: TestRun | None) -> tuple[float | None, str]:
    """The value of a test metric and its text with the denominator; None and "" where no test
    was run."""
    if run is None or not run.total:
        return None, ""
    if metric == "tests.success_rate":
        rate = run.passed / run.total
        return rate, f"{_tell(rate, 'share')} ({run.passed} of {run.total})"
    failing = (TestOutcome.FAILED, TestOutcome.ERROR)
    failed = sum(1 for result in run.results if result.outcome in failing)
    count = run.passed if metric == "tests.passed" else failed
    return float(count), f"{count} of {run.total} tests"


def _unknown_metric(metric: str, known: Mapping[str, MetricDelta]) -> _Measured:
    names = sorted({*known, *TEST_METRICS})
    nearest = difflib.get_close_matches(metric, names, n=1, cutoff=0.0)[0]
    return _Measured(
        title=metric,
        unit="",
        lack=f"there is no metric {metric!r}, the nearest known name is {nearest!r}",
    )


def _tell(value: float, unit: str) -> str:
    """At most four decimals, whole numbers without a point; a share in per cent."""
    if unit == "share":
        return f"{_tell(value * 100, '')} %"
    return f"{value:,.4f}".rstrip("0").rstrip(".")
