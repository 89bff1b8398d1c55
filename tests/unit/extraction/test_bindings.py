"""Module-level names and how they got their values."""

from __future__ import annotations

import pytest

from audit.model.facts import BindingKind
from tests.worlds.codebases import facts_of


def bindings(text: str) -> list[tuple[str, str, str]]:
    """Name, kind and target of each binding, in order."""
    return [(b.name, b.kind.value, b.target) for b in facts_of(text).bindings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("X = Y", [("X", "alias", "Y")]),
        ("X = pkg.sub.Y", [("X", "alias", "pkg.sub.Y")]),
        ("X: type = pkg.Y", [("X", "alias", "pkg.Y")]),
        ("X = getattr(pkg, 'Y')", [("X", "alias", "pkg.Y")]),
        ("X = getattr(pkg, 'Y', None)", [("X", "alias", "pkg.Y")]),
        ("X = getattr(pkg, name)", [("X", "value", "")]),
        ("X = wrap(X)", [("X", "alias", "X")]),
        ("X = wrap(Y)", [("X", "value", "")]),
        ("X = None", [("X", "value", "")]),
        ("X = Y = z.A", [("X", "alias", "z.A"), ("Y", "alias", "z.A")]),
        ("X, Y = a.A, 1", [("X", "alias", "a.A"), ("Y", "value", "")]),
        ("X, *Y = f()", [("X", "value", ""), ("Y", "value", "")]),
        ("[X, Y] = [a.A, a.B]", [("X", "alias", "a.A"), ("Y", "alias", "a.B")]),
        ("X = A if t else B", [("X", "alias", "A"), ("X", "alias", "B")]),
        ("X = A if t else None", [("X", "alias", "A")]),
        ("X = A or B", [("X", "alias", "A"), ("X", "alias", "B")]),
        ("for x, (y, z) in w: pass", [("x", "value", ""), ("y", "value", ""), ("z", "value", "")]),
        ("with f() as (a, b): pass", [("a", "value", ""), ("b", "value", "")]),
        ("if (n := f()): pass", [("n", "value", "")]),
        ("type X = int", [("X", "value", "")]),
        ("X: int", []),
        ("X.y = 1", []),
        ("import a\na.y = Z", [("a", "import", ""), ("a.y", "alias", "Z")]),
        ("globals()['X'] = a.B", [("X", "alias", "a.B")]),
        ("del X", [("X", "delete", "")]),
        ("def f(): ...\nclass C: ...", [("f", "function", ""), ("C", "class", "")]),
    ],
)
def test_what_an_assignment_makes_of_a_name(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    """Chains and literal attributes are aliases, conditionals every part, all else values."""
    assert bindings(text) == expected


@pytest.mark.parametrize(
    ("text", "aliases"),
    [
        ("X = Y\nX += 'more'", []),
        ("X = Y\nif t:\n    X += more()", []),
        ("if t:\n    X = Y\nX -= 1", []),
        ("X = A if t else B\nX += 1", []),
        ("X = Y\nX += 1\nX = Z", ["Z"]),
        ("if t:\n    X = Y\nelse:\n    X += 1", ["Y"]),
        ("X = Y\nX += ['a']", ["Y"]),
        ("X = Y\nX |= {'a': 1}", ["Y"]),
        ("X = Y\nZ += 1", ["Y"]),
        ("X = Y\ndef f():\n    X += 1", ["Y"]),
    ],
)
def test_a_name_that_is_augmented_later_is_no_alias(text: str, aliases: list[str]) -> None:
    """`X += …` makes X something else than what it was another name of, but for a list, set or
    dictionary that takes in more."""
    found = [target for name, kind, target in bindings(text) if (name, kind) == ("X", "alias")]
    assert found == aliases


def test_only_module_level_names_are_bound() -> None:
    """Names of functions and classes are none of the module's, those declared global are."""
    text = """
        class C:
            a = 1
        def f():
            b = 2
            global c, d
            c = 3
            import d
        """
    assert [name for name, _, _ in bindings(text)] == ["C", "f", "c", "d"]


def test_branches_tell_conditionals_apart() -> None:
    """Bindings of one branch share its name, unlikely branches end in a question mark."""
    facts = facts_of(
        """
        A = 1
        try:
            from a import B
        except ImportError:
            B = None
        if x is None:
            C = 1
        else:
            C = 2
        """
    )
    branches = [binding.branch for binding in facts.bindings]
    assert branches == ["", "/3:try", "/3:except0?", "/7:if?", "/7:else"]


def test_typing_bindings_are_marked() -> None:
    """What only type checkers see is marked, the else branch is not and has no condition."""
    facts = facts_of("if TYPE_CHECKING:\n    import a\nelse:\n    a = None\n")
    assert [(b.kind, b.typing, b.branch) for b in facts.bindings] == [
        (BindingKind.IMPORT, True, "/1:if"),
        (BindingKind.VALUE, False, ""),
    ]
