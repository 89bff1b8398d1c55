"""Import statements and dynamic imports as facts."""

from __future__ import annotations

import pytest

from audit.model.facts import ImportKind
from tests.worlds.codebases import facts_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a.b", ("a.b", 0, None, None)),
        ("import a.b as c", ("a.b", 0, None, "c")),
        ("from a import b", ("a", 0, "b", None)),
        ("from a import b as c", ("a", 0, "b", "c")),
        ("from . import b", ("", 1, "b", None)),
        ("from ..a.b import c", ("a.b", 2, "c", None)),
        ("from .a import *", ("a", 1, "*", None)),
    ],
)
def test_parts_of_a_statement(text: str, expected: tuple[str, int, str | None, str | None]) -> None:
    """Module, level, name and alias stand as they are written."""
    (fact,) = facts_of(text).imports
    assert (fact.module, fact.level, fact.name, fact.alias) == expected


@pytest.mark.parametrize(
    ("call", "module", "level", "computed"),
    [
        ("importlib.import_module('a.b')", "a.b", 0, False),
        ("importlib.import_module(name='a.b')", "a.b", 0, False),
        ("importlib.import_module('.b', __package__)", "b", 1, False),
        ("importlib.import_module('.b', package=__name__)", "b", 1, False),
        ("importlib.import_module('.b', 'a.c')", "a.c.b", 0, False),
        ("importlib.import_module('..b', 'a.c')", "a.b", 0, False),
        ("importlib.import_module('.b', other)", "b", 1, True),
        ("importlib.import_module(name)", "", 0, True),
        ("importlib.import_module(f'a.{name}')", "", 0, True),
        ("__import__('a.b')", "a.b", 0, False),
        ("__import__('b', globals(), locals(), [], 1)", "b", 1, False),
        ("__import__('b', level=2)", "b", 2, False),
        ("pytest.importorskip('a')", "a", 0, False),
    ],
)
def test_dynamic_imports(call: str, module: str, level: int, computed: bool) -> None:
    """Literal arguments are read with their package and level, others are kept as computed."""
    fact = facts_of(f"import importlib, pytest\n{call}\n").imports[-1]
    assert ImportKind.DYNAMIC in fact.kinds
    assert (fact.module, fact.level, fact.computed) == (module, level, computed)


@pytest.mark.parametrize("call", ["self.import_module('a')", "loader.import_module(x)", "load(x)"])
def test_other_calls_are_no_imports(call: str) -> None:
    """A method of that name on something else imports nothing that we know of."""
    assert facts_of(f"{call}\n").imports == ()


def test_scope_is_the_enclosing_definition() -> None:
    """An import in a method names class and method, in a nested function both functions."""
    facts = facts_of(
        """
        class C:
            def m(self):
                import a
        def f():
            def g():
                import b
            class D:
                import c
        """
    )
    assert [fact.scope for fact in facts.imports] == ["C.m", "f.<locals>.g", "f.<locals>.D"]
