"""When submodules are loaded."""

from __future__ import annotations

from audit.graph.load_order import LoadOrder
from tests.worlds.codebases import build_world


def order(files: dict[str, str]) -> LoadOrder:
    """The load order of a small codebase."""
    return LoadOrder(build_world(files).index)


def test_first_load_is_direct_or_through_others() -> None:
    """A submodule is loaded by the first statement that reaches it, through whatever modules."""
    loads = order(
        {
            "pkg/__init__.py": "from .a import x\nfrom .b import y\n",
            "pkg/a.py": "x = 1\n",
            "pkg/b.py": "import other\ny = 1\n",
            "pkg/c.py": "",
            "pkg/d.py": "",
            "other.py": "import pkg.c\ndef f():\n    import pkg.d\n",
        }
    )
    assert loads.first_load("pkg", "pkg.a") == (0, 1)
    assert loads.first_load("pkg", "pkg.c") == (1, 2)
    assert loads.first_load("pkg", "pkg.d") is None


def test_typing_imports_load_nothing() -> None:
    """What type checkers see is not loaded."""
    loads = order(
        {"pkg/__init__.py": "if TYPE_CHECKING:\n    from . import a\n", "pkg/a.py": "x = 1\n"}
    )
    assert loads.first_load("pkg", "pkg.a") is None
    assert loads.loaded_submodules("pkg") == set()


def test_loaded_submodules_are_names() -> None:
    """The direct submodules that a package's own imports load, deeper ones by their first part."""
    loads = order(
        {
            "pkg/__init__.py": "from .a.b import x\nfrom . import c\nimport json\n",
            "pkg/a/__init__.py": "",
            "pkg/a/b.py": "x = 1\n",
            "pkg/c.py": "",
        }
    )
    assert loads.loaded_submodules("pkg") >= {"a", "c"}
