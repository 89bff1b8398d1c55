"""Targets and verdicts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.model import comparison as compared
from audit.model.comparison import MetricDelta, Status, TargetResult
from audit.model.rules import Phase, Target
from audit.phases.verdicts import check_targets, phase_status
from tests.worlds.small_records import make_delta
from tests.worlds.snapshots import small_comparison


def _run(outcomes: str) -> compared.TestRun:
    """A run with one test per letter: P, F, E, S."""
    names = {outcome.value[0].upper(): outcome for outcome in compared.TestOutcome}
    return compared.TestRun(
        files=(),
        results=tuple(
            compared.TestResult(id=str(number), outcome=names[mark])
            for number, mark in enumerate(outcomes)
        ),
    )


def _check(
    target: str,
    *deltas: MetricDelta,
    before: compared.TestRun | None = None,
    after: compared.TestRun | None = None,
) -> TargetResult:
    metric, op, value = target.split()
    phase = Phase(
        id="p",
        title="P",
        before="a",
        after="b",
        targets=(Target(metric=metric, op=op, value=float(value)),),
    )
    comparison = replace(small_comparison(), metrics=deltas)
    (result,) = check_targets(phase, comparison, before, after)
    return result


@pytest.mark.parametrize(
    ("target", "before", "after", "status", "reason"),
    [
        ("m <= 2", 6, 2, "met", "6 → 2: meets the target of at most 2."),
        ("m <= 2", 6, 3, "missed", "6 → 3: misses the target of at most 2."),
        ("m <= 2", 6, 6, "missed", "6 → 6: misses the target of at most 2; nothing changed."),
        ("m <= 2", 6, 7, "regressed", "6 → 7: moves away from the target of at most 2."),
        (
            "m <= 2",
            2,
            3,
            "regressed",
            "2 → 3: moves away from the target of at most 2; it held before.",
        ),
        ("m <= 2", 2, 1, "met", "2 → 1: meets the target of at most 2; it already held before."),
        ("m < 2", 3, 2, "missed", "3 → 2: misses the target of below 2."),
        ("m >= 0.5", 0.25, 0.5, "met", "0.25 → 0.5: meets the target of at least 0.5."),
        ("m >= 0.5", 0.25, 0.125, "regressed", "0.25 → 0.125: moves away from the target"),
        ("m > 0.5", 0.25, 0.5, "missed", "0.25 → 0.5: misses the target of above 0.5."),
        ("m == 3", 5, 3, "met", "5 → 3: meets the target of exactly 3."),
        ("m == 3", 5, 4, "missed", "5 → 4: misses the target of exactly 3."),
        ("m == 3", 4, 1, "regressed", "4 → 1: moves away from the target of exactly 3."),
        ("m <= 2", None, 2, "met", "2: meets the target of at most 2; there is no earlier value."),
        ("m <= 2", None, 3, "missed", "3: misses the target of at most 2; there is no earlier"),
    ],
)
def test_a_target_gets_its_verdict_with_a_reason(
    target: str, before: float | None, after: float, status: str, reason: str
) -> None:
    """Met, missed or regressed follow from the two values and the target alone."""
    result = _check(target, replace(make_delta("m", before, after), title="Paths", unit="paths"))
    assert result.status == status
    assert result.reason.startswith(reason)
    assert (result.before, result.after) == (before, after)
    assert (result.unit, result.title) == ("paths", "Paths")


def test_a_value_that_is_missing_is_not_measurable() -> None:
    """Without a value there is no verdict, and the metric's own reason is given."""
    result = _check("m <= 2", make_delta("m", 6, None, reason="component 'x' matches nothing"))
    assert result.status is Status.NOT_MEASURABLE
    assert result.reason == "Not measurable: component 'x' matches nothing."


def test_an_unknown_metric_is_answered_with_the_nearest() -> None:
    """A misspelt metric is not measurable, and the reason names the nearest."""
    result = _check(
        "cycles.loadtime == 0", make_delta("cycles.load_time", 1, 0), make_delta("x", 1, 1)
    )
    assert result.status is Status.NOT_MEASURABLE
    assert "no metric 'cycles.loadtime', the nearest known name is 'cycles.load_time'" in (
        result.reason
    )


def test_test_metrics_come_from_the_runs() -> None:
    """Passed, failed and success rate are counted in the runs, skipped tests in the total."""
    before, after = _run("PFFES"), _run("PPPFS")
    rate = _check("tests.success_rate >= 0.6", before=before, after=after)
    assert (rate.before, rate.after, rate.status) == (0.2, 0.6, Status.MET)
    assert rate.reason == "20 % (1 of 5) → 60 % (3 of 5): meets the target of at least 60 %."
    failed = _check("tests.failed == 0", before=before, after=after)
    assert (failed.before, failed.after, failed.status) == (3.0, 1.0, Status.MISSED)
    passed = _check("tests.passed >= 2", before=after, after=before)
    assert (passed.before, passed.after, passed.status) == (3.0, 1.0, Status.REGRESSED)
    assert passed.title == "Tests passing"


@pytest.mark.parametrize(
    ("metric", "value"), [("tests.passed >= 0", 1.0), ("tests.failed == 0", 0.0)]
)
def test_no_tests_are_not_green(metric: str, value: float) -> None:
    """No results, or a run of zero tests, is not measurable however low the target."""
    missing = _check(metric, before=_run("P"))
    assert (missing.status, missing.before) == (Status.NOT_MEASURABLE, value)
    assert "no test results are given for the later state" in missing.reason
    empty = _check(metric, before=_run("P"), after=_run(""))
    assert empty.status is Status.NOT_MEASURABLE
    assert "the later test run collected no tests" in empty.reason


def test_an_earlier_run_is_not_needed() -> None:
    """Results of the later state alone decide a target, and the reason says so."""
    for before in (None, _run("")):
        result = _check("tests.failed == 0", before=before, after=_run("PP"))
        assert (result.status, result.before) == (Status.MET, None)
        assert result.reason.endswith("there is no earlier value.")


def _results(*statuses: str) -> list[TargetResult]:
    model = _check("m <= 2", make_delta("m", 6, 2))
    names = {"m": Status.MET, "x": Status.MISSED, "r": Status.REGRESSED, "n": Status.NOT_MEASURABLE}
    return [replace(model, status=names[status]) for status in "".join(statuses)]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ("", "not measurable"),
        ("n", "not measurable"),
        ("nn", "not measurable"),
        ("m", "met"),
        ("mm", "met"),
        ("mx", "partly met"),
        ("mn", "partly met"),
        ("x", "missed"),
        ("xn", "missed"),
        ("r", "regressed"),
        ("mmr", "regressed"),
        ("rnx", "regressed"),
    ],
)
def test_the_status_of_a_phase_follows_from_its_targets(statuses: str, expected: str) -> None:
    """A phase is met only if every target is, and never by having none."""
    assert phase_status(_results(statuses)) == expected


def test_targets_keep_their_order_and_titles() -> None:
    """Results come in the phase's order, with the target's own title where it has one."""
    targets = (
        Target(metric="imports.broken", op="==", value=0, title="Nothing broken"),
        Target(metric="component.tickets.paths_production", op="<=", value=3),
    )
    phase = Phase(id="p", title="P", before="a", after="b", targets=targets)
    results = check_targets(phase, small_comparison(), None, None)
    assert [(r.title, r.status.value) for r in results] == [
        ("Nothing broken", "missed"),
        ("Ticket sales: paths in use", "met"),
    ]
    assert phase_status(results) is Status.PARTLY_MET
