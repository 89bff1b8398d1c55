"""Failing tests in themes."""

from __future__ import annotations

from dataclasses import replace

from audit.model.comparison import TestOutcome, TestResult, TestRun
from audit.phases.themes import group_failures, message_pattern
from tests.worlds.small_records import make_finding, make_snapshot


def _result(name: str, message: str, file: str = "tests/test_a.py", line: int = 1) -> TestResult:
    return TestResult(
        id=f"tests.test_a::{name}",
        outcome=TestOutcome.FAILED,
        message=message,
        file=file,
        line=line,
    )


def _run(*results: TestResult) -> TestRun:
    return TestRun(files=(), results=results)


def test_messages_are_compared_without_their_particulars() -> None:
    """Quoted texts, numbers, addresses and dotted names do not tell failures apart."""
    assert message_pattern("KeyError: 'a b' at 0x7f in shop.till.open, 3.5 of 4") == (
        "KeyError: … at … in …, … of …"
    )


def test_alike_messages_of_one_file_are_one_theme() -> None:
    """Same pattern and same file: one theme, the largest first, its places in the file's order;
    other files stand apart."""
    run = _run(
        _result("test_a", "KeyError: 'x'", line=3),
        _result("test_b", "KeyError: 'y'", line=10),
        _result("test_c", "KeyError: 'z'", file="tests/test_z.py"),
        _result("test_d", "ValueError: 1"),
        TestResult(id="tests.test_a::test_ok", outcome=TestOutcome.PASSED),
    )
    themes = group_failures(run, make_snapshot())
    assert [theme.tests for theme in themes] == [
        ("tests.test_a::test_a", "tests.test_a::test_b"),
        ("tests.test_a::test_c",),
        ("tests.test_a::test_d",),
    ]
    assert themes[0].title == "KeyError in tests/test_a.py: a and 1 more"
    assert themes[0].places == ("tests/test_a.py:3", "tests/test_a.py:10")
    assert themes[0].action == "Make all 2 pass: start at tests/test_a.py:3."


def test_failures_about_a_finding_share_its_theme() -> None:
    """Messages that name the subject of a finding join, with its component and its advice."""
    plain = make_finding("shop.till.Till")
    found = replace(plain, component="tills", advice="keep shop.till.Till")
    run = _run(
        _result("test_a", "AssertionError: shop.till.Till is there"),
        _result("test_b", "TypeError: no", file="tests/test_b.py"),
        _result("test_c", "ImportError: shop.till.Till", file="tests/test_c.py"),
    )
    theme = group_failures(run, make_snapshot(findings=(found,)))[0]
    assert theme.tests == ("tests.test_a::test_a", "tests.test_a::test_c")
    assert (theme.component, theme.findings) == ("tills", ("shop.till.Till",))
    assert theme.title == "Failures about shop.till.Till"
    assert theme.action == "keep shop.till.Till"


def test_every_failing_test_is_in_exactly_one_theme() -> None:
    """Nothing is dropped and nothing told twice."""
    run = _run(*(_result(f"test_{n}", f"{'KV'[n % 2]}Error: {n}") for n in range(20)))
    told = [test for theme in group_failures(run, make_snapshot()) for test in theme.tests]
    assert sorted(told) == sorted(result.id for result in run.results)
