"""Test suites drawn as texts, parsed as the kit parses them."""

from __future__ import annotations

from textwrap import dedent

from audit.model.comparison import TestOutcome, TestResult, TestRun
from audit.model.modules import Zone
from audit.phases.suite_source import SuiteSource, Unit, build_suite_source
from tests.worlds.small_records import make_module

__all__ = ["draw_run", "draw_suite", "find_unit"]

_MARKS = {
    "P": TestOutcome.PASSED,
    "F": TestOutcome.FAILED,
    "E": TestOutcome.ERROR,
    "S": TestOutcome.SKIPPED,
}


def draw_suite(*production: str, **files: str) -> SuiteSource:
    """A suite of test files by stem (`test_a=…` is `tests/test_a.py`) beside production modules."""
    texts = {f"tests/{stem}.py": dedent(text) for stem, text in files.items()}
    modules = [make_module(f"tests.{stem}", zone=Zone.TEST) for stem in files]
    modules += [make_module(name) for name in production]
    return build_suite_source(texts, modules)


def find_unit(suite: SuiteSource, identifier: str) -> Unit:
    """The unit of a test that has to be there."""
    unit = suite.find_test(identifier)
    assert unit is not None, identifier
    return unit


def draw_run(outcomes: str) -> TestRun:
    """A run from words like `a.b::test:P`."""
    pairs = [word.rpartition(":") for word in outcomes.split()]
    results = [TestResult(id=name, outcome=_MARKS[mark]) for name, _, mark in pairs]
    return TestRun(files=(), results=tuple(sorted(results, key=lambda result: result.id)))
