"""The cross-run: old and new tests on old and new code, split into what each side earned."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from audit.model.comparison import TestOutcome, TestResult, TestRun
from audit.model.gate import Attribution, CrossRun, TestSplit

__all__ = ["CROSS_RUNS", "attribute_runs"]

CROSS_RUNS = tuple((tests, code) for tests in ("before", "after") for code in ("before", "after"))
"""The four runs, each (tests, production), in the order of `Attribution.runs`."""


_NOTHING: Mapping[str, str] = MappingProxyType({})


def attribute_runs(
    runs: Mapping[tuple[str, str], TestRun], *, renamed: Mapping[str, str] = _NOTHING
) -> Attribution:
    """Split the gained tests of four runs by (tests, production), each "before" or "after".

    A test is gained when it passes with both new and did not with both old. It is the code's when
    the old test passes on the new code and the new test fails on the old code; the tests' the
    other way round; either's when both pass; and needs both when neither does. `renamed` leads
    from earlier test ids to later ones. A test that the older suite has not, passes on the old
    code: the tests'; on the new code only: needs both.
    Example: a test fails at first; only with its edited version it passes, on the old code too:
    the code earned nothing.
    """
    passing = {
        key: {_later(result.id, key[0], renamed) for result in run.results if _passes(result)}
        for key, run in runs.items()
    }
    first, last = passing["before", "before"], passing["after", "after"]
    by_code, by_tests = passing["before", "after"], passing["after", "before"]
    gained = [(name, _split(name in by_code, name in by_tests)) for name in sorted(last - first)]
    return Attribution(
        runs=tuple(CrossRun(tests=t, production=p, run=runs[t, p]) for t, p in CROSS_RUNS),
        gained=tuple(gained),
        lost=tuple(sorted(first - last)),
    )


def _split(by_code: bool, by_tests: bool) -> TestSplit:
    if by_code and by_tests:
        return TestSplit.EITHER
    if by_code:
        return TestSplit.CODE
    return TestSplit.TESTS if by_tests else TestSplit.TOGETHER


def _later(name: str, tests: str, renamed: Mapping[str, str]) -> str:
    return renamed.get(name, name) if tests == "before" else name


def _passes(result: TestResult) -> bool:
    return result.outcome is TestOutcome.PASSED
