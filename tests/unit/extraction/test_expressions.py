"""Chains, strings and calls inside expressions."""

from __future__ import annotations

import pytest

from tests.worlds.codebases import facts_of


def chains(text: str) -> list[tuple[str, bool]]:
    """Chains that start at an imported name, and whether they are called."""
    return [(use.chain, use.call) for use in facts_of(text).uses]


@pytest.mark.parametrize(
    "expression",
    [
        "m.C",
        "[m.C]",
        "(m.C, 1)",
        "{m.C}",
        "{1: m.C}",
        "{m.C: 1}",
        "-m.C",
        "m.C + 1",
        "m.C < 1 < 2",
        "x[m.C]",
        "m.C[0]",
        "x[1:m.C]",
        "a if m.C else b",
        "lambda: m.C",
        "lambda a=m.C: a",
        "[y for x in z if m.C]",
        "{y: m.C for x in z}",
        "f(m.C)",
        "f(a=m.C)",
        "f(*m.C)",
        "f(**m.C)",
        "f'{m.C}'",
        "(y := m.C)",
        "getattr(m, 'C')",
        "x.y().z(m.C)",
    ],
)
def test_chains_are_found_wherever_they_stand(expression: str) -> None:
    """A chain is found in every kind of expression, at module level and inside functions."""
    assert ("m.C", False) in chains(f"import m\nv = {expression}\n")
    assert ("m.C", False) in chains(f"import m\ndef f():\n    return {expression}\n")


@pytest.mark.parametrize(
    "statement",
    [
        "def f(a: m.C): ...",
        "def f() -> list[m.C]: ...",
        "x: m.C | None = None",
        "class K(m.C): ...",
        "class K(metaclass=m.C): ...",
        "@m.C\ndef f(): ...",
        "raise m.C",
        "raise x from m.C",
        "assert m.C",
        "del m.C",
        "for m.C in x: pass",
        "with x as m.C: pass",
        "try:\n    pass\nexcept m.C:\n    pass",
        "match x:\n    case m.C:\n        pass",
        "match x:\n    case m.C(a=1):\n        pass",
        "match x:\n    case 1 if m.C:\n        pass",
        "x += m.C",
        "type T = m.C",
        "async def f():\n    await m.C",
        "def f():\n    yield m.C",
    ],
)
def test_chains_are_found_in_every_statement(statement: str) -> None:
    """A chain is found in annotations, bases, decorators, patterns and all other places."""
    assert "m.C" in [chain for chain, _ in chains(f"import m\n{statement}\n")]


def test_calls_are_told_apart() -> None:
    """A called chain is marked, its use as a value is not."""
    assert chains("import m\nm.f()\nm.f\n") == [("m.f", True), ("m.f", False)]


def test_local_names_hide_imported_ones() -> None:
    """Parameters, local assignments and loops hide an imported name; global brings it back."""
    assert chains("import m\ndef f(m):\n    return m.a\n") == []
    assert chains("import m\ndef f():\n    m = 1\n    return m.a\n") == []
    assert chains("import m\ndef f():\n    for m in x:\n        m.a\n") == []
    assert chains("import m\ndef f():\n    global m\n    m = m.a\n") == [("m.a", False)]


def test_names_imported_in_a_function_count_inside_it() -> None:
    """A lazy import is used by its own function and those nested in it, not by others."""
    text = """
        def f():
            import m
            def g():
                return m.a
            return m.b
        def h():
            return m.c
        """
    assert [chain for chain, _ in chains(text)] == ["m.a", "m.b"]


@pytest.mark.parametrize(
    ("text", "value", "place"),
    [
        ("mock.patch('a.b.C')", "a.b.C", "mock.patch"),
        ("X = ['a.b']", "a.b", "X"),
        ("X = {'k': {'class': 'a.b'}}", "a.b", "X[k][class]"),
        ("f(x='a.b')", "a.b", "f"),
        ("'a.b:c'", "a.b:c", ""),
    ],
)
def test_strings_know_their_place(text: str, value: str, place: str) -> None:
    """A dotted string is kept with the call or assignment around it."""
    assert [(s.value, s.context) for s in facts_of(text).strings] == [(value, place)]


@pytest.mark.parametrize("text", ["'plain'", "'a b.c'", "'a..b'", "'1.2'", "f'a.{b}'", "b'a.b'"])
def test_other_strings_are_left(text: str) -> None:
    """Only texts that look like dotted names are kept."""
    assert facts_of(f"x = {text}\n").strings == ()
