"""Tests that can fail, and tests that cannot."""

from __future__ import annotations

import pytest

from audit.model.gate import Strength
from audit.phases.strength import assess_test
from tests.worlds.suites import draw_suite, find_unit

_ATTRIBUTES = frozenset({"open", "close"})


def _lookup(module: str, name: str) -> frozenset[str] | None:
    return _ATTRIBUTES if (module, name) == ("shop.till", "Till") else None


def _assess(*lines: str, head: str = "") -> tuple[Strength, str, str]:
    body = "".join(f"    {line}\n" for line in lines)
    text = f"import pytest\nfrom shop.till import Till, total\n{head}\n\ndef test():\n{body}"
    suite = draw_suite("shop.till", test_a=text)
    found = assess_test(
        "tests.test_a::test[1]", suite, find_unit(suite, "tests.test_a::test"), _lookup
    )
    assert found.test == "tests.test_a::test"
    return found.strength, found.text, found.reason


@pytest.mark.parametrize(
    "lines",
    [
        ("assert total() == 3",),
        ("assert Till().is_open()",),
        ("with pytest.raises(KeyError):", "    total()"),
        ("try:", "    total()", "except KeyError:", "    pytest.fail('no')"),
        ("try:", "    assert total() == 3", "except AttributeError:", "    pass"),
        ("try:", "    assert total() == 3", "except Exception:", "    raise"),
        ("for n in (1, 2):", "    assert total(n) == n"),
        ("if total() != 3:", "    raise AssertionError(total())"),
        ("if total():", "    assert total() == 3", "else:", "    assert Till().open()"),
        ("check(total())",),
        ("bad = [n for n in CASES if total(n)]", "assert len(bad) <= 2"),
        ("assert len(total()) <= 5",),
        ("assert len([n for n in CASES if total(n)]) < 3",),
    ],
)
def test_substantive(lines: tuple[str, ...]) -> None:
    """A test that fails when its subject answers otherwise is substantive."""
    head = "CASES = [1, 2, 3]\n\ndef check(x):\n    assert x == 3\n"
    assert _assess(*lines, head=head)[0] is Strength.SUBSTANTIVE


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (("total()",), "def test():"),
        (("pass",), "def test():"),
        (("assert True",), "assert True"),
        (("assert (total() == 3, 'told')",), "assert (total() == 3, 'told')"),
        (("assert total() or True",), "assert total() or True"),
        (("assert len(total()) >= 0",), "assert len(total()) >= 0"),
        (("x = total()", "assert x == x"), "assert x == x"),
        (("assert isinstance(total(), object)",), "assert isinstance(total(), object)"),
    ],
)
def test_vacuous(lines: tuple[str, ...], line: str) -> None:
    """A test that asserts nothing, or nothing that could be false, is vacuous."""
    assert _assess(*lines)[:2] == (Strength.VACUOUS, line)


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (("try:", "    assert total() == 3", "except Exception:", "    pass"),
         "except Exception:"),
        (("try:", "    assert total() == 3", "except:", "    print('x')"), "except:"),
        (("try:", "    assert total() == 3", "except AssertionError:", "    pytest.skip('x')"),
         "except AssertionError:"),
        (("with contextlib.suppress(Exception):", "    assert total() == 3"),
         "with contextlib.suppress(Exception):"),
        (("if hasattr(Till, 'total'):", "    assert Till().total() == 3"),
         "if hasattr(Till, 'total'):"),
        (("till = Till()", "if hasattr(till, 'total'):", "    assert till.total() == 3"),
         "if hasattr(till, 'total'):"),
        (("bad = [n for n in CASES if total(n)]", "assert len(bad) <= LIMIT"),
         "assert len(bad) <= LIMIT"),
        (("assert sum(1 for n in [1, 2] if total(n)) < 3",),
         "assert sum(1 for n in [1, 2] if total(n)) < 3"),
        (("for n in []:", "    assert total(n)"), "for n in []:"),
        (("till = MagicMock()", "till.total.return_value = 3", "assert till.total() == 3"),
         "assert till.total() == 3"),
        (("with patch('shop.till.total', return_value=3):", "    assert till.total() == 3"),
         "assert till.total() == 3"),
    ],
)  # fmt: skip
def test_cannot_fail(lines: tuple[str, ...], line: str) -> None:
    """What would fail is caught, mocked, out of reach or never run; the line says so."""
    head = "import contextlib\nCASES = [1, 2, 3]\nLIMIT = 3\n"
    assert _assess(*lines, head=head)[:2] == (Strength.CANNOT_FAIL, line)


@pytest.mark.parametrize(
    "lines",
    [
        ("if hasattr(Till, 'open'):", "    assert Till().open()"),
        ("if total():", "    assert total() == 3"),
        ("for n in total():", "    assert n == 3"),
        ("assert total() is not None",),
        ("assert callable(total)",),
        ("found = total()", "assert found"),
    ],
)
def test_weak(lines: tuple[str, ...]) -> None:
    """A test that asserts on some paths only, or only that something is there, is weak."""
    assert _assess(*lines)[0] is Strength.WEAK


def test_one_good_assertion_makes_a_test_substantive() -> None:
    """The strongest assertion counts: a vacuous one beside it does no harm."""
    assert _assess("assert True", "assert total() == 3")[0] is Strength.SUBSTANTIVE
