"""`__all__` and `sys.modules`."""

from __future__ import annotations

import pytest

from tests.worlds.codebases import facts_of


@pytest.mark.parametrize(
    ("text", "operation", "names", "modules", "complete"),
    [
        ("__all__ = ['a', 'b']", "set", ("a", "b"), (), True),
        ("__all__ = ('a',) + ('b',)", "set", ("a", "b"), (), True),
        ("__all__: list[str] = ['a']", "set", ("a",), (), True),
        ("__all__ = [*m.__all__, 'a']", "set", ("a",), ("m",), True),
        ("__all__ = m.__all__ + p.q.__all__", "set", (), ("m", "p.q"), True),
        ("__all__ = sorted(set(m.__all__))", "set", (), ("m",), True),
        ("__all__ += ['a']", "add", ("a",), (), True),
        ("__all__ += m.__all__", "add", (), ("m",), True),
        ("__all__ -= ['a']", "remove", ("a",), (), True),
        ("__all__.extend(m.__all__)", "add", (), ("m",), True),
        ("__all__.append('a')", "add", ("a",), (), True),
        ("__all__.insert(0, 'a')", "add", ("a",), (), True),
        ("__all__.remove('a')", "remove", ("a",), (), True),
        ("__all__ = [C.__name__, 'b']", "set", ("C", "b"), (), True),
        ("__all__ = [n for n in dir()]", "set", (), (), False),
        ("__all__ = [n for n in m.__all__ if n]", "set", (), ("m",), False),
        ("__all__ = make()", "set", (), (), False),
        ("__all__ = ['a', name]", "set", ("a",), (), False),
    ],
)
def test_operations(
    text: str, operation: str, names: tuple[str, ...], modules: tuple[str, ...], complete: bool
) -> None:
    """Each way to build `__all__` gives its operation, names, modules, and whether that is all."""
    (export,) = facts_of(text).exports
    assert (export.operation, export.names, export.modules) == (operation, names, modules)
    assert export.complete is complete


def test_keys_of_a_table() -> None:
    """`__all__ = list(TABLE)` has the table's keys, also when it was filled later."""
    facts = facts_of("T = {'a': 1}\nT['b'] = 2\n__all__ = list(T.keys())\n")
    assert facts.exports[0].names == ("a", "b")
    assert facts.exports[0].complete


def test_function_that_extends() -> None:
    """A local function that speaks of `__all__` adds that of the modules it is given."""
    facts = facts_of("def grow(m):\n    __all__.extend(m.__all__)\ngrow(sub)\n")
    assert [(e.operation, e.modules, e.complete) for e in facts.exports] == [
        ("add", ("sub",), False)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sys.modules['a.b'] = c", [("a.b", "c")]),
        ("sys.modules['a.b'] = sys.modules['c']", [("a.b", "c")]),
        ("sys.modules[__name__] = other", [("__name__", "other")]),
        ("sys.modules[__name__ + '.x'] = other", [("__name__.x", "other")]),
        ("sys.modules['a'] = import_module('b')", [("a", "b")]),
        ("sys.modules[name] = other", []),
        ("cache['a'] = b", []),
    ],
)
def test_entries_in_sys_modules(text: str, expected: list[tuple[str, str]]) -> None:
    """Readable keys and values of `sys.modules` are kept, others are not guessed."""
    found = facts_of(f"import sys\n{text}\n").module_aliases
    assert [(alias.key, alias.value) for alias in found] == expected


@pytest.mark.parametrize(
    ("text", "dynamic"),
    [
        ("globals()[name] = 1", True),
        ("globals().update(x)", True),
        ("exec(code)", True),
        ("setattr(sys.modules[__name__], 'a', 1)", True),
        ("me = sys.modules[__name__]\nsetattr(me, 'a', 1)", True),
        ("def f(name):\n    globals()[name] = 1", True),
        ("vars()['a' + b] = 1", True),
        ("globals()['a']", False),
        ("globals()['a'] = 1", False),
        ("x = 'a' in globals()", False),
        ("globals().get('a')", False),
        ("exec(code, space)", False),
        ("vars(thing)", False),
        ("setattr(C, 'a', 1)", False),
        ("def f():\n    locals()", False),
    ],
)
def test_writing_into_the_own_namespace(text: str, dynamic: bool) -> None:
    """A module that writes names which cannot be read says so, one that only reads does not."""
    assert facts_of(f"{text}\n").dynamic_names is dynamic
