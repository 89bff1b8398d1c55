"""Answers of a module-level `__getattr__`."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from audit.model.export_facts import LazyFact
from tests.worlds.codebases import facts_of


def lazy_fact(text: str) -> LazyFact:
    """The lazy fact of a file; there must be one."""
    found = facts_of(text).lazy
    assert found is not None
    return found


def entries(text: str) -> list[tuple[str, str, str]]:
    """Name, module and attribute of each entry."""
    return [(e.name, e.module, e.attribute) for e in lazy_fact(text).entries]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("'A': 'm'", ("A", "m", "A")),
        ("'A': '.m'", ("A", ".m", "A")),
        ("'A': 'm:B'", ("A", "m", "B")),
        ("'A': ('m', 'B')", ("A", "m", "B")),
        ("'A': ('.m', 'B')", ("A", ".m", "B")),
        ("'A': (__name__, '.m')", ("A", ".m", "A")),
        ("'A': ('p', '.m')", ("A", "p.m", "A")),
        ("'m': ['A']", ("A", "m", "A")),
        ("'m': ('A',)", ("A", "m", "A")),
        ("'A': thing.B", ("A", "", "thing.B")),
        ("'A': Later('m', 'B')", ("A", "m", "B")),
        ("'A': ('m', 'B', 'extra')", ("A", "m", "B")),
    ],
)
def test_rows_of_tables(row: str, expected: tuple[str, str, str]) -> None:
    """Each shape of a row names module and attribute."""
    text = f"T = {{{row}}}\ndef __getattr__(name):\n    return load(T[name])\n"
    assert entries(text) == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if name == 'A':\n    from .m import A\n    return A", [("A", ".m", "A")]),
        ("if name == 'A':\n    from .m import B as A\n    return A", [("A", ".m", "B")]),
        ("if 'A' == name:\n    import p.m as m\n    return m.A", [("A", "p.m", "A")]),
        (
            "if name in {'A', 'B'}:\n    from . import m\n    return getattr(m, name)",
            [("A", ".m", "A"), ("B", ".m", "B")],
        ),
        ("if name == 'A':\n    return import_module('.m', __name__).A", [("A", ".m", "A")]),
        ("if name == 'm':\n    return import_module(f'.{name}', __name__)", [("m", ".m", "")]),
        ("if name == 'm':\n    return import_module('.' + name, __name__)", [("m", ".m", "")]),
        ("if name == 'A':\n    return helper()", [("A", ".h", "A")]),
        (
            "try:\n  if name == 'A':\n    from .m import A\n    return A\nfinally:\n  pass",
            [("A", ".m", "A")],
        ),
    ],
)
def test_answers_of_chains(body: str, expected: list[tuple[str, str, str]]) -> None:
    """Chains of ifs with imports, helpers and literal `import_module` are followed."""
    text = "def helper():\n    from .h import A\n    return A\n"
    text += f"def __getattr__(name):\n{indent(dedent(body), '    ')}\n    raise AttributeError\n"
    assert entries(text) == expected
    assert not lazy_fact(text).opaque


def test_method_of_a_mapping_is_consulted_too() -> None:
    """A table that is asked through a method or a local function is read."""
    text = """
        T = {'A': 'm'}
        def find(name):
            return T.get(name)
        def __getattr__(name):
            target = find(name)
            return load(target)
        """
    assert entries(text) == [("A", "m", "A")]


def test_delegation() -> None:
    """What is handed on to another module is a delegate, not opaque."""
    found = lazy_fact("from . import new\ndef __getattr__(name):\n    return getattr(new, name)\n")
    assert (found.delegates, found.opaque, found.deprecated) == (("new",), False, False)


def test_warned_delegation() -> None:
    """Delegation behind a warning is deprecated."""
    text = """
        import warnings
        def __getattr__(name):
            from . import new
            warnings.warn('moved', DeprecationWarning)
            return getattr(new, name)
        """
    assert lazy_fact(text).delegates == (".new",)
    assert lazy_fact(text).deprecated


def test_modules_handed_to_a_foreign_function() -> None:
    """Modules that a call is given by name are delegates."""
    text = """
        def __getattr__(name):
            return sub_module_deprecation(private_modules=['_a', '_b'], attribute=name)
        """
    found = lazy_fact(text)
    assert found.delegates == ("._a", "._b")
    assert found.deprecated


@pytest.mark.parametrize(
    "body", ["return name.upper()", "return globals()[name]", "return compute(name)"]
)
def test_unreadable_answers_are_opaque(body: str) -> None:
    """An answer that cannot be read leaves the door open."""
    assert lazy_fact(f"def __getattr__(name):\n    {body}\n").opaque


def test_attach() -> None:
    """`lazy_loader.attach` takes submodules and a table of module to names."""
    text = """
        import lazy_loader as lazy
        __getattr__, __dir__, _ = lazy.attach(__name__, ['s'], submod_attrs={'m': ['A']})
        """
    assert entries(text) == [("A", ".m", "A"), ("s", ".s", "")]


def test_attach_stub() -> None:
    """`attach_stub` is marked: its names stand in the stub beside the file."""
    text = "import lazy_loader\n__getattr__, _, _ = lazy_loader.attach_stub(__name__, __file__)\n"
    assert lazy_fact(text).stub
    assert lazy_fact(text).opaque


def test_factory_with_a_table_of_deprecated_names() -> None:
    """A table handed over as deprecated gives deprecated entries."""
    text = """
        _OLD = {'A': 'm:A'}
        _NEW = {'B': 'm:B'}
        __getattr__ = create_importer(__package__, lookups=_NEW, deprecated_lookups=_OLD)
        """
    assert {e.name: e.deprecated for e in lazy_fact(text).entries} == {"A": True, "B": False}


def test_call_of_what_a_factory_made() -> None:
    """`__getattr__` may call a function that the file had made: its tables and its fallback."""
    fact = lazy_fact("""
        importer = create_importer(__package__, lookup={'A': 'm'}, fallback_module='p.rest')
        def __getattr__(name):
            return importer(name)
        """)
    assert [(e.name, e.module, e.attribute) for e in fact.entries] == [("A", "m", "A")]
    assert fact.delegates == ("p.rest",)
    assert not fact.opaque


def test_call_of_something_unknown_is_opaque() -> None:
    """What answers is not known when the function was made without a table or a module."""
    made = "importer = create_importer(__package__)\n"
    assert lazy_fact(made + "def __getattr__(name):\n    return importer(name)\n").opaque


def test_module_without_getattr_has_no_lazy_names() -> None:
    """A table alone hands out nothing, nor does a method of that name."""
    assert facts_of("T = {'A': 'm'}\nclass C:\n    def __getattr__(self, n): ...\n").lazy is None
