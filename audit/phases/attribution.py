"""The cross-run: old and new tests on old and new code, split into what each side earned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from audit.model.attribution import Attribution, CrossRun, TestSplit
from audit.model.comparison import TestOutcome, TestResult, TestRun
from audit.model.gate import Judgement, TestJudgement

__all__ = ["CROSS_RUNS", "attribute_runs", "weigh_by_runs"]

CROSS_RUNS = tuple((tests, code) for tests in ("before", "after") for code in ("before", "after"))
"""The four runs, each (tests, production), in the order of `Attribution.runs`."""


_RUN: Mapping[TestSplit | None, tuple[Judgement, str]] = MappingProxyType(
    {
        TestSplit.CODE: (Judgement.EARNED, "the old test passes on the new code"),
        TestSplit.TESTS: (Judgement.GATE_MOVED, "the new test passes on the old code as well"),
        TestSplit.EITHER: (
            Judgement.MIXED,
            "the new test passes on the old code, and the old test on the new code",
        ),
    }
)
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
        runs=tuple(
            CrossRun(tests=t, production=p, passed=runs[t, p].passed, total=runs[t, p].total)
            for t, p in CROSS_RUNS
        ),
        gained=tuple(gained),
        lost=tuple(sorted(first - last)),
    )


def weigh_by_runs(
    tests: Sequence[TestJudgement], attribution: Attribution | None
) -> tuple[TestJudgement, ...]:
    """The judgements of tests, corrected by what running old and new on each other showed.

    A test that its side alone explains is that side's, whatever its source looks like: *earned*
    when the old test passes on the new code, *gate moved* when the new test passes on the old
    code, *mixed* when either is enough. One that needs both and was held against the gate alone
    is *mixed*. Tests that the cross-run did not gain keep their judgement.
    """
    owners = dict(attribution.gained) if attribution is not None else {}
    weighed = []
    for test in tests:
        owner = owners.get(test.test)
        judgement, reason = _RUN.get(owner, (test.judgement, ""))
        if owner is TestSplit.TOGETHER and judgement is Judgement.GATE_MOVED:
            judgement, reason = Judgement.MIXED, "it passes with both new alone"
        changed = f"Cross-run: {reason}." if reason else test.reason
        weighed.append(replace(test, judgement=judgement, reason=changed))
    return tuple(weighed)


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
