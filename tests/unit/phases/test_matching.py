"""Tests that changed their name."""

from __future__ import annotations

from audit.phases.function_changes import FunctionReading
from audit.phases.matching import match_tests
from tests.worlds.suites import draw_run, draw_suite

_HEAD = "from shop.till import total, amount\n"


def _match(before: str, after: str, old: str, new: str, *names: str) -> dict[str, str]:
    suites = (
        draw_suite("shop.till", test_a=_HEAD + old),
        draw_suite("shop.till", test_b=_HEAD + new),
    )
    reading = FunctionReading(names=frozenset(names))
    return match_tests(draw_run(before), draw_run(after), suites, reading)


def test_a_test_keeps_its_identity_in_another_file() -> None:
    """The same source under the same name in another file is the same test."""
    body = "def test_x():\n    assert total() == 3\n"
    found = _match("tests.test_a::test_x:F", "tests.test_b::test_x:P", body, body)
    assert found == {"tests.test_a::test_x": "tests.test_b::test_x"}


def test_a_renamed_test_is_matched_by_its_body() -> None:
    """Another name with the same body is the same test; parameters have to agree."""
    old = "def test_x(n):\n    value = total(n)\n    assert value == 3\n"
    new = old.replace("test_x", "test_y")
    found = _match(
        "tests.test_a::test_x[1]:F tests.test_a::test_x[2]:F",
        "tests.test_b::test_y[1]:P tests.test_b::test_y[3]:P",
        old,
        new,
    )
    assert found == {"tests.test_a::test_x[1]": "tests.test_b::test_y[1]"}


def test_names_that_production_changed_are_no_difference() -> None:
    """A test renamed along with the function that it calls is the same test."""
    old = "def test_total():\n    assert total() == 3\n"
    new = "def test_amount():\n    assert amount(kind='all') == 3\n"
    ids = "tests.test_a::test_total:F", "tests.test_b::test_amount:P"
    assert _match(*ids, old, new, "total", "amount") == {
        "tests.test_a::test_total": "tests.test_b::test_amount"
    }


def test_another_test_is_not_the_same() -> None:
    """A deleted test and a new one with another body are two tests."""
    old = "def test_x():\n    assert total() == 3\n"
    new = "def test_y():\n    for n in range(9):\n        print(amount(n))\n"
    assert _match("tests.test_a::test_x:F", "tests.test_b::test_y:P", old, new) == {}


def test_without_sources_class_and_name_decide() -> None:
    """Without sources a test is matched when one test alone has its class and name."""
    before = draw_run("a.TestTill::test_x:F a::test_y:F a::test_z:F")
    after = draw_run("b.TestTill::test_x:P b::test_y:P c::test_y:P d::test_w:P")
    assert match_tests(before, after, None, FunctionReading()) == {
        "a.TestTill::test_x": "b.TestTill::test_x"
    }
