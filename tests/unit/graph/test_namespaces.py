"""Bindings, exports and what may be there unseen."""

from __future__ import annotations

import pytest

from audit.graph.module_index import ModuleIndex
from audit.graph.namespaces import Namespaces
from audit.model.export_facts import LazyEntry, LazyFact
from audit.model.facts import FileFacts
from audit.model.modules import Module, Zone
from tests.worlds.codebases import build_world


def lines(text: str, name: str, **others: str) -> list[int]:
    """Lines of the live bindings of a name in `pkg/__init__.py`."""
    files = {"pkg/__init__.py": text, **{f"pkg/{key}.py": value for key, value in others.items()}}
    namespaces = build_world(files).symbols.namespaces
    return [binding.line for binding in namespaces.live_bindings("pkg", name)]


@pytest.mark.parametrize(
    ("text", "live"),
    [
        ("X = 1\nX = 2\n", [2]),
        ("X = 1\nif a:\n    X = 2\n", [1, 3]),
        ("if a:\n    X = 1\nelse:\n    X = 2\n", [2, 4]),
        ("if a:\n    X = 1\nX = 2\n", [3]),
        ("if a:\n    X = 1\n    X = 2\n", [3]),
        ("if a:\n    if b:\n        X = 1\n    X = 2\n", [4]),
        ("if a:\n    X = 1\n    if b:\n        X = 2\n", [2, 4]),
        ("X = 1\ndel X\n", []),
        ("del X\n", []),
        ("X = 1\ndel X\nX = 2\n", [3]),
        ("if a:\n    X = 1\n    del X\n", []),
        ("X = 1\nif a:\n    del X\n", [1]),
        ("try:\n    X = 1\nexcept ImportError:\n    X = 2\n", [2, 4]),
        ("try:\n    X = 1\nexcept ValueError:\n    X = 2\n", [2, 4]),
        ("X = f(1)\nX = wrap(X)\n", [1]),
        ("if TYPE_CHECKING:\n    X = 1\nX = 2\n", [3]),
        ("X = 1\nif TYPE_CHECKING:\n    X = 2\n", [1, 3]),
    ],
)
def test_live_bindings(text: str, live: list[int]) -> None:
    """An unconditional binding ends all earlier ones, a conditional one those of its branch."""
    assert lines(text, "X") == live


def test_stars_count_where_they_stand() -> None:
    """A star import binds in source order like any other statement."""
    star = "class X: ...\n"
    assert lines("X = 1\nfrom .a import *\n", "X", a=star) == [2]
    assert lines("from .a import *\nX = 1\n", "X", a=star) == [2]
    assert lines("X = 1\nfrom .a import *\n", "X", a="class Y: ...\n") == [1]


def test_loading_a_submodule_binds_its_name() -> None:
    """The first load of a submodule takes its place among the bindings of that name."""
    assert lines("X = 1\nfrom .X import y\n", "X", X="y = 1\n") == [2]
    assert lines("from .X import y\nX = 1\n", "X", X="y = 1\n") == [2]
    assert lines("X = 1\n", "X", X="y = 1\n") == [1]


def test_bindings_before_a_position() -> None:
    """What a statement in the middle can see are the bindings above it."""
    namespaces = build_world({"m.py": "X = 1\nY = X\nX = 2\n"}).symbols.namespaces
    position = namespaces.position_of_line("m", 2)
    found = namespaces.positioned_bindings("m", "X", position)
    assert [binding.line for _, binding in found] == [1]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("X = 1\n", ""),
        ("globals()[name] = 1\n", "makes names at run time"),
        ("def __getattr__(name): return name.upper()\n", "answers cannot all be read"),
        ("class (:\n", "does not parse"),
        ("from json import *\n", "star import of json"),
        ("from .dynamic import *\n", "makes names at run time"),
        ("from .computed import *\n", "__all__ is computed"),
        ("from .plain import *\n", ""),
    ],
)
def test_openness(text: str, reason: str) -> None:
    """A module says why it may have names that cannot be seen, and is closed otherwise."""
    symbols = build_world(
        {
            "pkg/__init__.py": text,
            "pkg/dynamic.py": "globals()[name] = 1\n",
            "pkg/computed.py": "__all__ = make()\n",
            "pkg/plain.py": "X = 1\n",
        }
    ).symbols
    found = symbols.openness.find("pkg")
    assert reason in found
    assert bool(found) is bool(reason)


def test_stars_in_a_circle_open_nothing() -> None:
    """Modules that star each other are as closed as they would be alone."""
    world = {"pkg/__init__.py": "", "pkg/a.py": "from .b import *\n"}
    for text, reason in (("", ""), ("globals()[name] = 1\n", "makes names at run time")):
        symbols = build_world({**world, "pkg/b.py": f"from .a import *\n{text}"}).symbols
        found = symbols.openness.find("pkg.a")
        assert reason in found
        assert bool(found) is bool(reason)


def test_declared_exports_in_a_circle_end() -> None:
    """Modules whose `__all__` take from each other have those names that are written out."""
    namespaces = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "from . import b\n__all__ = ['A'] + b.__all__\n",
            "pkg/b.py": "from . import a\n__all__ = ['B'] + a.__all__\n",
        }
    ).symbols.namespaces
    assert namespaces.declared_exports("pkg.a") == ("A", "B")


def test_end_lines() -> None:
    """A definition ends where its body does, told by name and line."""
    namespaces = build_world({"m.py": "def f():\n    pass\n\n\nclass C:\n    x = 1\n    y = 2\n"})
    assert namespaces.symbols.namespaces.end_line("m", "f", 1) == 2
    assert namespaces.symbols.namespaces.end_line("m", "C", 5) == 7
    assert namespaces.symbols.namespaces.end_line("m", "C", 4) == 4


def test_the_first_lazy_entry_of_a_name_counts() -> None:
    """Where a `__getattr__` has two answers for one name, it never gets to the second."""
    entries = tuple(
        LazyEntry(name="A", module=module, attribute="A", line=line)
        for line, module in enumerate((".first", ".second"))
    )
    lazy = LazyFact(entries=entries, delegates=(), opaque=False, line=1)
    module = Module(
        name="pkg",
        file="pkg.py",
        root="",
        zone=Zone.PRODUCTION,
        is_package=False,
        blob="",
        lines=0,
        statements=0,
    )
    namespaces = Namespaces(ModuleIndex([(module, FileFacts(blob="", lazy=lazy))]))
    assert namespaces.lazy_entry("pkg", "A") == entries[0]
    assert namespaces.lazy_entry("pkg", "B") is None
    assert namespaces.lazy_entry("gone", "A") is None
