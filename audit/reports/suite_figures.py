"""Figures of the test runs, as another tool reported them."""

from __future__ import annotations

import math

from audit.model.comparison import TestOutcome, TestRun
from audit.model.figures import Evidence, Figure, Goal, Origin, OriginSource, Reading, Trend
from audit.model.metrics import Direction

__all__ = [
    "REPORTED_TITLES",
    "SUCCESS_RATE",
    "build_count_figures",
    "build_rate_figure",
    "judge_change",
    "reported_origin",
]

SUCCESS_RATE = "tests.success_rate"
REPORTED_TITLES = {"tests.passed": "Tests passing", "tests.failed": "Tests failing"}


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


def build_rate_figure(
    tests: tuple[TestRun | None, TestRun | None], goal: Goal | None
) -> Figure | None:
    """The success rate of both runs; None without any results."""
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


def build_count_figures(
    tests: tuple[TestRun | None, TestRun | None], goals: dict[str, Goal]
) -> tuple[Figure, ...]:
    """How many tests passed, and how many failed or broke, as reported."""
    if tests == (None, None):
        return ()
    bad = {TestOutcome.FAILED, TestOutcome.ERROR}
    wanted = {"tests.passed": {TestOutcome.PASSED}, "tests.failed": bad}
    figures = []
    for name, outcomes in wanted.items():
        before, after = (_count_reading(run, outcomes) for run in tests)
        missing = before.value is None or after.value is None
        direction = Direction.LOWER if name == "tests.failed" else Direction.HIGHER
        figures.append(
            Figure(
                id=name,
                title=REPORTED_TITLES[name],
                unit="tests",
                share=False,
                direction=direction,
                before=before,
                after=after,
                change=None if missing else (after.value or 0) - (before.value or 0),
                trend=judge_change(before.value, after.value, direction),
                origin=reported_origin(tests),
                goal=goals.get(name),
            )
        )
    return tuple(figures)


def _count_reading(run: TestRun | None, outcomes: set[TestOutcome]) -> Reading:
    known = _suite_reading(run)
    if run is None or known.value is None:
        return known
    count = sum(1 for result in run.results if result.outcome in outcomes)
    return Reading(value=count, covers=f"{run.total:,} tests in the given results")
