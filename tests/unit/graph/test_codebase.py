"""The codebase as one value."""

from __future__ import annotations

import pytest

from audit.graph.codebase import build_codebase
from audit.model.modules import ModulePlace, Zone
from tests.worlds.codebases import build_world


@pytest.mark.parametrize(
    ("text", "shim"),
    [
        ("from .a import A\n", True),
        ("from .a import *\n__all__ = ['A']\n", True),
        ("from .a import A\nB = A\n", True),
        ("from .a import A\ndef f(): ...\n", False),
        ("class C: ...\n", False),
        ("", False),
        ("X = 1\n", False),
    ],
)
def test_shims(text: str, shim: bool) -> None:
    """A module that hands on and does nothing else is a shim."""
    codebase = build_world({"pkg/__init__.py": "", "pkg/s.py": text, "pkg/a.py": "class A: ..."})
    module = codebase.index.module("pkg.s")
    assert module is not None
    assert module.shim is shim


@pytest.mark.parametrize(
    ("text", "deprecated"),
    [
        ("import warnings\nwarnings.warn('x', DeprecationWarning)\n", True),
        ("if old:\n    warnings.warn('x', DeprecationWarning)\n", False),
        ("def f():\n    warnings.warn('x', DeprecationWarning)\n", False),
        ('"""Old.\n\n.. deprecated:: 1.0\n"""\n', True),
    ],
)
def test_deprecated_modules(text: str, deprecated: bool) -> None:
    """A module is deprecated when it warns unconditionally or its docstring says so."""
    module = build_world({"m.py": text}).index.module("m")
    assert module is not None
    assert module.deprecated is deprecated


def test_places_without_facts_are_left_out() -> None:
    """A file that could not be read is no module."""
    place = ModulePlace(
        name="m", file="m.py", root="", zone=Zone.PRODUCTION, is_package=False, blob="b"
    )
    assert build_codebase([place], {}).index.names == ()


def test_imports_are_ordered() -> None:
    """Imports come by importer, line and path."""
    codebase = build_world({"b.py": "import json\n", "a.py": "import sys\nimport os, abc\n"})
    assert [(i.importer, i.line, i.path) for i in codebase.imports] == [
        ("a", 1, "sys"),
        ("a", 2, "abc"),
        ("a", 2, "os"),
        ("b", 1, "json"),
    ]
