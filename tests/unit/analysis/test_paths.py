"""Import paths: which are available, what class they are, where they end."""

from __future__ import annotations

import pytest

from audit.analysis.paths import find_available_paths, resolve_path
from audit.model.ledger import PathClass
from tests.worlds.codebases import build_world

FILES = {
    "pkg/__init__.py": """
        from .core import Thing
        from .core import Other as Other
        from .core import _hidden
        from .util import helper
        """,
    "pkg/core.py": "class Thing: ...\nclass Other: ...\ndef _hidden(): ...\n",
    "pkg/util.py": "def helper(): ...\n",
    "pkg/declared.py": "from .core import Thing\n__all__ = ['Thing']\ndef more(): ...\n",
    "pkg/worker.py": "from .core import Thing\ndef work(): return Thing()\n",
    "pkg/shim.py": "from .core import Thing\n",
    "pkg/alias.py": "from . import core\nRenamed = core.Thing\n",
    "pkg/stars.py": "from .core import *\ndef more(): ...\n",
    "pkg/old.py": """
        import warnings
        from .core import Thing
        warnings.warn("use pkg.core", DeprecationWarning)
        """,
    "pkg/lazy.py": """
        def __getattr__(name):
            if name == "Thing":
                from .core import Thing
                return Thing
            if name == "Old":
                warnings.warn("x", DeprecationWarning)
                from .core import Thing
                return Thing
            raise AttributeError(name)
        """,
    "pkg/typed.py": "if TYPE_CHECKING:\n    from .core import Thing\n",
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("pkg.core.Thing", PathClass.DEFINITION),
        ("pkg.Thing", PathClass.FACADE),
        ("pkg.Other", PathClass.FACADE),
        ("pkg._hidden", PathClass.ACCIDENTAL),
        ("pkg.declared.Thing", PathClass.FACADE),
        ("pkg.worker.Thing", PathClass.ACCIDENTAL),
        ("pkg.shim.Thing", PathClass.SHIM),
        ("pkg.alias.Renamed", PathClass.ALIAS_ASSIGNMENT),
        ("pkg.stars.Thing", PathClass.STAR),
        ("pkg.old.Thing", PathClass.DEPRECATED),
        ("pkg.lazy.Thing", PathClass.LAZY_MAP),
        ("pkg.lazy.Old", PathClass.DEPRECATED),
        ("pkg.gone.Thing", PathClass.BROKEN),
        ("json.dumps", PathClass.BROKEN),
    ],
)
def test_class_of_a_path(path: str, expected: PathClass) -> None:
    """Each way to hand on a symbol gives its path the class of that way."""
    assert resolve_path(build_world(FILES), path).path_class is expected


def test_available_paths_of_a_symbol() -> None:
    """Every path that exists at run time is available, with the chain that makes it."""
    found = find_available_paths(build_world(FILES))
    definition, available = found["pkg.core.Thing"]
    assert definition.line == 1
    assert {item.path: item.chain for item in available} == {
        "pkg.Thing": ("pkg.Thing", "pkg.core.Thing"),
        "pkg.alias.Renamed": (
            "pkg.alias.Renamed",
            "pkg.alias.core.Thing",
            "pkg.core.Thing",
        ),
        "pkg.core.Thing": ("pkg.core.Thing",),
        "pkg.declared.Thing": ("pkg.declared.Thing", "pkg.core.Thing"),
        "pkg.lazy.Old": ("pkg.lazy.Old", "pkg.core.Thing"),
        "pkg.lazy.Thing": ("pkg.lazy.Thing", "pkg.core.Thing"),
        "pkg.old.Thing": ("pkg.old.Thing", "pkg.core.Thing"),
        "pkg.shim.Thing": ("pkg.shim.Thing", "pkg.core.Thing"),
        "pkg.stars.Thing": ("pkg.stars.Thing", "pkg.core.Thing"),
        "pkg.worker.Thing": ("pkg.worker.Thing", "pkg.core.Thing"),
    }


def test_resolution_keeps_every_candidate() -> None:
    """A conditional definition has all its candidates, in order."""
    files = {
        "pkg/__init__.py": "try:\n  from .a import f\nexcept ImportError:\n  from .b import f\n",
        "pkg/a.py": "def f(): ...\n",
        "pkg/b.py": "def f(): ...\n",
    }
    found = resolve_path(build_world(files), "pkg.f")
    assert [definition.path for definition in found.definitions] == ["pkg.a.f", "pkg.b.f"]


def test_resolution_of_modules_and_what_is_none() -> None:
    """A module is its own definition; a namespace without a file and a stranger say so."""
    codebase = build_world({"space/a.py": "x = 1\n"})
    assert resolve_path(codebase, "space.a").definitions[0].kind == "module"
    assert "namespace package" in resolve_path(codebase, "space").reason
    assert resolve_path(codebase, "json.dumps").reason == "json.dumps is outside the codebase"
