"""What happened to a test between two versions of it."""

from __future__ import annotations

from textwrap import dedent

import pytest

from audit.model.gate import GateChangeKind, GateEffect
from audit.phases.function_changes import FunctionReading
from audit.phases.suite_changes import compare_tests
from tests.worlds.suites import draw_suite, find_unit

L, T, U, N = GateEffect.LOOSENED, GateEffect.TIGHTENED, GateEffect.UNKNOWN, GateEffect.NEUTRAL
K = GateChangeKind
_HEAD = "import pytest\nfrom shop.till import Till, total\n"


def _compare(
    old: str, new: str, *names: str, kept: str = ""
) -> list[tuple[GateChangeKind, GateEffect]]:
    """Kinds and effects of the changes of `test` between two module texts."""
    suites = [
        draw_suite("shop.till", test_a=_HEAD + dedent(kept) + dedent(text)) for text in (old, new)
    ]
    units = [find_unit(suite, "tests.test_a::test") for suite in suites]
    reading = FunctionReading(names=frozenset(names))
    changes = compare_tests(suites[0], units[0], suites[1], units[1], reading)
    return [(change.kind, change.effect) for change in changes]


def _body(*lines: str) -> str:
    return "def test():\n" + "".join(f"    {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("assert total() == 3", "assert total() == 3, 'told'", []),
        ("assert total() <= 2", "assert total() <= 3", [(K.CONSTANT, L)]),
        ("assert total() <= 3", "assert total() <= 2", [(K.CONSTANT, T)]),
        ("assert 2 >= total()", "assert 3 >= total()", [(K.CONSTANT, L)]),
        ("assert total() >= 3", "assert total() >= 2", [(K.CONSTANT, L)]),
        ("assert 0 < total() < 5", "assert 0 < total() < 9", [(K.CONSTANT, L)]),
        ("assert total() == 3", "assert total() == 4", [(K.CONSTANT, U)]),
        (
            "assert total() == pytest.approx(3, abs=0.1)",
            "assert total() == pytest.approx(3, abs=1.0)",
            [(K.CONSTANT, L)],
        ),
        ("assert total() == 3", "assert total() == pytest.approx(3)", [(K.WEAKER_ASSERTION, L)]),
        ("assert total() == 3", "assert total() in (3, 4)", [(K.WEAKER_ASSERTION, L)]),
        ("assert total() == 3", "assert total() is not None", [(K.WEAKER_ASSERTION, L)]),
        ("assert total() == 3", "assert total() == 3 or True", [(K.WEAKER_ASSERTION, L)]),
        ("assert total() > 2", "assert total() == 3", [(K.STRONGER_ASSERTION, T)]),
        ("assert total() == 3", "pass", [(K.FEWER_ASSERTIONS, L)]),
        (
            "assert total() in [1, 2]",
            "assert total() in [1, 2, 3]",
            [(K.EXPECTED_LIST, L)],
        ),
        ("assert total() in [1, 2]", "assert total() in [1]", [(K.EXPECTED_LIST, T)]),
        ("assert total() == [1, 2]", "assert total() == [1]", [(K.EXPECTED_LIST, U)]),
    ],
)
def test_assertions(old: str, new: str, expected: list[tuple[GateChangeKind, GateEffect]]) -> None:
    """A changed assertion asks less, more, or it is not known which."""
    found = _compare(_body(old), _body(new))
    assert [change for change in found if change[0] is not K.EDITED] == expected


def test_an_assertion_under_a_condition_is_weaker() -> None:
    """An assertion that moves below `if` is not asked on every path any more."""
    found = _compare(
        _body("assert total() == 3"),
        _body("if hasattr(Till, 'x'):", "    assert total() == 3"),
    )
    assert (K.WEAKER_ASSERTION, L) in found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("KeyError", "Exception", (K.WIDER_EXCEPTION, L)),
        ("KeyError", "(KeyError, ValueError)", (K.WIDER_EXCEPTION, L)),
        ("KeyError", "LookupError", (K.WIDER_EXCEPTION, L)),
        ("Exception", "KeyError", (K.NARROWER_EXCEPTION, T)),
        ("ShopError", "Exception", (K.WIDER_EXCEPTION, L)),
    ],
)
def test_exceptions(old: str, new: str, expected: tuple[GateChangeKind, GateEffect]) -> None:
    """A handler or a `raises` block that takes more is wider, by the builtin hierarchy."""
    handlers = [
        _body("try:", "    assert total() == 3", f"except {name}:", "    pass")
        for name in (old, new)
    ]
    assert _compare(handlers[0], handlers[1]) == [expected]
    raising = [_body(f"with pytest.raises({name}):", "    total()") for name in (old, new)]
    assert _compare(raising[0], raising[1]) == [expected]


def test_a_match_that_goes_is_weaker() -> None:
    """Without `match`, any message will do."""
    found = _compare(
        _body("with pytest.raises(KeyError, match='x'):", "    total()"),
        _body("with pytest.raises(KeyError):", "    total()"),
    )
    assert found == [(K.WEAKER_ASSERTION, L)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "@pytest.mark.skip\n", (K.SKIP, L)),
        ("@pytest.mark.skip\n", "", (K.SKIP, T)),
        ("", "@pytest.mark.xfail(strict=True)\n", (K.XFAIL, L)),
        ("", "@pytest.mark.skipif(True, reason='x')\n", (K.SKIP, L)),
        ("", "@mock.patch('shop.till.total')\n", (K.MOCKED_SUBJECT, L)),
        (
            "@pytest.mark.parametrize('n', [1, 2])\n",
            "@pytest.mark.parametrize('n', [1])\n",
            (K.PARAMETRISATION, L),
        ),
        (
            "@pytest.mark.parametrize('n', [1])\n",
            "@pytest.mark.parametrize('n', [1, 2])\n",
            (K.PARAMETRISATION, T),
        ),
        (
            "@pytest.mark.parametrize('n', [1, 2])\n",
            "@pytest.mark.parametrize('n', CASES)\n",
            (K.PARAMETRISATION, U),
        ),
    ],
)
def test_marks(old: str, new: str, expected: tuple[GateChangeKind, GateEffect]) -> None:
    """Marks that take a test out of the game ask less; taken away they ask more."""
    body = _body("assert total() == 3")
    assert _compare(old + body, new + body) == [expected]


def test_a_module_mark_is_a_mark_of_each_test() -> None:
    """`pytestmark = pytest.mark.skip` skips every test of the file."""
    body = _body("assert total() == 3")
    assert _compare(body, "pytestmark = pytest.mark.skip\n" + body) == [(K.SKIP, L)]


@pytest.mark.parametrize(
    ("constant", "changed", "use", "expected"),
    [
        ("M = 2", "M = 3", "assert total() <= M", [(K.CONSTANT, L)]),
        ("M = 3", "M = 2", "assert total() <= M", [(K.CONSTANT, T)]),
        ("M = 2", "M = 3", "assert total() >= M", [(K.CONSTANT, T)]),
        ("M = 2", "M = 3", "assert total() == M", [(K.CONSTANT, U)]),
        ("M = [1, 2]", "M = [1]", "assert [n for n in M if total(n)] == []",
         [(K.EXPECTED_LIST, L)]),
        ("M = [1]", "M = [1, 2]", "assert [n for n in M if total(n)] == []",
         [(K.EXPECTED_LIST, T)]),
        ("M = [1, 2]", "M = [2, 1]", "assert [n for n in M if total(n)] == []", []),
        ("M = {1}", "M = {1, 2}", "assert total() in M", [(K.EXPECTED_LIST, L)]),
        ("M = {1, 2}", "M = {1}", "assert total() not in M", [(K.EXPECTED_LIST, L)]),
        ("M = {1}", "M = {1, 2}", "assert [n for n in total() if n not in M] == []",
         [(K.EXPECTED_LIST, L)]),
        ("M = {1, 2}", "M = {1}", "assert [n for n in total() if n in M] == []",
         [(K.EXPECTED_LIST, L)]),
        ("M = [1]", "M = [2]", "assert total() == M", [(K.EXPECTED_LIST, U)]),
    ],
)  # fmt: skip
def test_constants(
    constant: str, changed: str, use: str, expected: list[tuple[GateChangeKind, GateEffect]]
) -> None:
    """A constant is judged by its use: as a bound, as what is checked, as what is allowed."""
    body = _body(use)
    assert _compare(f"{constant}\n{body}", f"{changed}\n{body}") == expected


def test_what_a_test_does_not_use_is_not_its_gate() -> None:
    """A constant or helper that the test does not reach may change as it likes."""
    body = _body("assert total() == 3")
    assert _compare("M = 2\n" + body, "M = 3\n" + body) == []


def test_helpers_and_fixtures_are_part_of_the_gate() -> None:
    """A helper or a fixture that the test uses changes it, by their own names."""
    helper = "def check(x):\n    assert x == {}\n"
    body = _body("check(total())")
    assert _compare(helper.format(3) + body, helper.format(4) + body) == [(K.SUPPORT, U)]
    fixture = "@pytest.fixture\ndef till():\n    return Till({})\n"
    use = "def test(till):\n    assert till.total() == 3\n"
    assert _compare(fixture.format(3) + use, fixture.format(4) + use) == [(K.FIXTURE, U)]


def test_an_autouse_fixture_counts_without_being_named() -> None:
    """An autouse fixture is part of every test of its file."""
    fixture = "@pytest.fixture(autouse=True)\ndef ready():\n    assert Till()\n"
    body = _body("assert total() == 3")
    assert _compare(fixture + body, body) == [(K.FIXTURE, U)]


def test_support_in_other_files_is_followed() -> None:
    """A helper of another test file is part of the gate, through imports of imports."""
    old, new = (
        draw_suite(
            "shop.till",
            test_a="from tests.support import check\n\ndef test():\n    check(1)\n",
            support="from tests.deep import check\n",
            deep=f"LIMIT = {limit}\n\ndef check(x):\n    assert x <= LIMIT\n",
        )
        for limit in (2, 3)
    )
    units = [find_unit(suite, "tests.test_a::test") for suite in (old, new)]
    (change,) = compare_tests(old, units[0], new, units[1], FunctionReading())
    assert (change.kind, change.effect, change.file) == (K.CONSTANT, L, "tests/deep.py")


def test_a_subject_from_the_tests_themselves_is_a_mock() -> None:
    """A name that came from production and now comes from the tests is a replaced subject."""
    fake = "class Till:\n    pass\n"
    body = "\n\ndef test():\n    assert Till()\n"
    old = draw_suite("shop.till", test_a="from shop.till import Till" + body, fake=fake)
    new = draw_suite("shop.till", test_a="from tests.fake import Till" + body, fake=fake)
    units = [find_unit(suite, "tests.test_a::test") for suite in (old, new)]
    changes = compare_tests(old, units[0], new, units[1], FunctionReading())
    assert (K.MOCKED_SUBJECT, L) in [(change.kind, change.effect) for change in changes]


def test_a_test_that_follows_its_code_is_adapted() -> None:
    """Where only names and calls that production changed differ, the test asks the same."""
    old, new = _body("assert total(3, 4) == 7"), _body("assert total(first=3, second=4) == 7")
    assert _compare(old, new, "total") == [(K.ADAPTED, N)]
    assert _compare(old, new) == [(K.EDITED, U)]
    assert _compare(old, _body("assert total(3, 5) == 7"), "total") == [(K.CONSTANT, U)]
    weaker = _body("assert total(first=3, second=4) > 0")
    assert (K.WEAKER_ASSERTION, L) in _compare(old, weaker, "total")


def test_docstrings_and_annotations_are_no_change() -> None:
    """Words and types change nothing that decides a result."""
    assert _compare(_body("assert total() == 3"), '''
        def test() -> None:
            """Said."""
            assert total() == 3
        ''') == []  # fmt: skip


def test_more_assertions_with_their_preparation_are_stricter() -> None:
    """Assertions that are added together with new names ask more, and nothing else changed."""
    old = _body("a = total()", "assert a == 3")
    assert _compare(
        old, _body("a = total()", "assert a == 3", "b = total(1)", "assert b == 4")
    ) == [(K.MORE_ASSERTIONS, T)]
    early = _body("a = total()", "assert a == 3", "return", "assert a == 4")
    assert (K.EDITED, U) in _compare(old, early)
    again = _body("a = total()", "a = 3", "assert a == 3", "assert a < 4")
    assert (K.EDITED, U) in _compare(old, again)


def test_what_a_handler_does_counts() -> None:
    """A handler that no longer fails the test is wider, whatever it catches."""
    old = _body("try:", "    total()", "except KeyError:", "    pytest.fail('no')")
    new = _body("try:", "    total()", "except KeyError:", "    pass")
    assert _compare(old, new) == [(K.WIDER_EXCEPTION, U)]


def test_hooks_of_conftest_decide_too() -> None:
    """A hook that comes into `conftest.py` may take tests out, so it is part of the gate."""
    body = "def test():\n    assert 1 == total()\n"
    hook = "def pytest_collection_modifyitems(items):\n    items.clear()\n"
    old = draw_suite("shop.till", test_a=body, conftest="x = 1\n")
    new = draw_suite("shop.till", test_a=body, conftest="x = 1\n" + hook)
    units = [find_unit(suite, "tests.test_a::test") for suite in (old, new)]
    (change,) = compare_tests(old, units[0], new, units[1], FunctionReading())
    assert (change.kind, change.effect, change.file) == (K.CONFIGURATION, U, "tests/conftest.py")


def test_cyclic_test_files_end() -> None:
    """Names that test files hand around in a circle, and classes that inherit from each other,
    end the search instead of the audit."""
    suite = draw_suite(
        "shop.till",
        test_a="from tests.test_b import x\n\ndef test():\n    assert x()\n",
        test_b="from tests.test_a import x\n\nclass A(B):\n    pass\n\nclass B(A):\n    pass\n",
    )
    unit = find_unit(suite, "tests.test_a::test")
    assert compare_tests(suite, unit, suite, unit, FunctionReading()) == ()
    assert suite.find_test("tests.test_b.A::test") is None
