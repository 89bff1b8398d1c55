"""Every import in one bucket, with the reason."""

from __future__ import annotations

import pytest

from audit.analysis.uses import find_uses
from audit.graph.loading_strings import loads_code
from audit.model.facts import StringFact
from audit.model.imports import Bucket
from tests.worlds.codebases import build_world


def test_buckets_and_reasons() -> None:
    """Each import says where it ends, and why when that is nowhere."""
    codebase = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/open.py": "globals()[x] = 1\n",
            "pkg/a.py": """
                import json, numpy
                import pkg.gone
                from pkg import gone
                from pkg.open import anything
                from .... import far
                from pkg._fast import f
                import pkg._fast
                __import__(x)
                """,
        },
        compiled=["pkg._fast"],
    )
    found = {(i.line, i.path): (i.bucket, i.reason) for i in codebase.imports}
    assert found == {
        (2, "json"): (Bucket.STANDARD_LIBRARY, ""),
        (2, "numpy"): (Bucket.THIRD_PARTY, ""),
        (3, "pkg.gone"): (Bucket.BROKEN, "there is no module pkg.gone"),
        (4, "pkg.gone"): (Bucket.BROKEN, "pkg has no name gone"),
        (5, "pkg.open.anything"): (Bucket.UNRESOLVABLE, "pkg.open makes names at run time"),
        (6, "...."): (Bucket.BROKEN, "the relative import leaves the top-level package"),
        (7, "pkg._fast.f"): (Bucket.UNRESOLVABLE, "pkg._fast is compiled and cannot be read"),
        (8, "pkg._fast"): (Bucket.FIRST_PARTY, ""),
        (9, ""): (Bucket.UNRESOLVABLE, "the argument is computed at run time"),
    }


def test_ambiguous_modules() -> None:
    """An import of a name that two files claim is ambiguous, and names both."""
    codebase = build_world({"m.py": "", "m/__init__.py": "", "app.py": "import m\n"})
    (item,) = codebase.imports
    assert item.bucket is Bucket.AMBIGUOUS
    assert item.reason == "claimed by m.py and m/__init__.py"


def test_stars_load_the_submodules_they_name() -> None:
    """A star is an import of the submodules in `__all__` too, of bound names it is not."""
    codebase = build_world(
        {
            "pkg/__init__.py": "__all__ = ['a', 'b', 'C']\nfrom .a import a\nclass C: ...\n",
            "pkg/a.py": "a = 1\n",
            "pkg/b.py": "",
            "app.py": "from pkg import *\n",
        }
    )
    assert [i.imported for i in codebase.imports if i.importer == "app"] == ["pkg", "pkg.b"]


def test_dynamic_imports_count_once() -> None:
    """The string in a dynamic import is not counted a second time."""
    codebase = build_world(
        {"pkg/__init__.py": "", "pkg/a.py": "import importlib\nimportlib.import_module('pkg.a')\n"}
    )
    assert len([i for i in codebase.imports if i.line == 2]) == 1


def test_groups_of_entry_points_are_no_paths() -> None:
    """What `entry_points` is asked for is the name of a group, an entry point in a `setup` call
    leads to a module."""
    codebase = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/cli.py": "def main(): ...\n",
            "pkg/a.py": """
                from importlib import metadata
                from importlib.metadata import entry_points
                found = [*entry_points(group="pkg.themes"), *entry_points("pkg.themes")]
                found += metadata.entry_points(group="pkg.themes")
                """,
            "setup.py": """
                from setuptools import setup
                setup(entry_points={"pkg.themes": ["shop = pkg.cli:main", "other = pkg.gone:f"]})
                """,
        }
    )
    found = [(i.importer, i.path, i.bucket) for i in codebase.imports if i.path.startswith("pkg")]
    assert found == [
        ("setup", "pkg.cli.main", Bucket.FIRST_PARTY),
        ("setup", "pkg.gone.f", Bucket.BROKEN),
    ]


def test_submodules_that_an_open_getattr_may_lend() -> None:
    """Python asks a module for `__path__` to load what is below it: an open `__getattr__` of a
    module that is no package may answer, a package has a path of its own."""
    opaque = "def __getattr__(name): return name.upper()\n"
    codebase = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/new/__init__.py": "",
            "pkg/new/sub.py": "X = 1\n",
            "pkg/plain.py": "",
            "pkg/hub.py": "def __getattr__(name):\n    import hub\n    return getattr(hub, name)\n",
            "pkg/old.py": "from . import new\ndef __getattr__(name): return getattr(new, name)\n",
            "pkg/flat.py": "from . import plain\ndef __getattr__(n): return getattr(plain, n)\n",
            "pkg/opaque.py": opaque,
            "pkg/closed/__init__.py": opaque,
            "app.py": """
                import importlib
                from pkg.hub.protocol import dumps
                import pkg.opaque.gone.further
                importlib.import_module("pkg.opaque.gone")
                from pkg.old.sub import X
                import pkg.flat.gone
                import pkg.closed.gone
                """,
        }
    )
    found = {i.line: (i.bucket, i.reason) for i in codebase.imports if i.importer == "app"}
    unread = "pkg.opaque has a __getattr__ whose answers cannot all be read"
    assert found == {
        2: (Bucket.STANDARD_LIBRARY, ""),
        3: (Bucket.UNRESOLVABLE, "pkg.hub hands other names on to hub"),
        4: (Bucket.UNRESOLVABLE, unread),
        5: (Bucket.UNRESOLVABLE, unread),
        6: (Bucket.FIRST_PARTY, ""),
        7: (Bucket.BROKEN, "there is no module pkg.flat.gone"),
        8: (Bucket.BROKEN, "there is no module pkg.closed.gone"),
    }


@pytest.mark.parametrize(
    ("context", "loads"),
    [
        ("mock.patch", True),
        ("patch", True),
        ("mock.patch.dict", True),
        ("mocker.patch", True),
        ("monkeypatch.setattr", True),
        ("setattr", False),
        ("importlib.util.find_spec", True),
        ("import_string", True),
        ("INSTALLED_APPS", True),
        ("MIDDLEWARE", True),
        ("DATABASES[default][ENGINE]", True),
        ("DATABASES[default][HOST]", False),
        ("AUTH_USER_MODEL", False),
        ("AUTH_PASSWORD_VALIDATORS[NAME]", True),
        ("TEMPLATES[OPTIONS][context_processors]", True),
        ("REST_FRAMEWORK[DEFAULT_RENDERER_CLASSES]", True),
        ("setup[package_data]", False),
        ("entry point", True),
        ("entry_points", False),
        ("importlib.metadata.entry_points", False),
        ("LOGGING[handlers][console][class]", True),
        ("CACHES[default][BACKEND]", True),
        ("TITLE", False),
        ("print", False),
        ("", False),
    ],
)
def test_places_that_load_code(context: str, loads: bool) -> None:
    """Strings load code in patches, importers and settings, and nowhere else."""
    assert loads_code(StringFact(value="a.b", context=context, scope="", line=1)) is loads


def test_patches_of_builtins() -> None:
    """`mock.patch` puts a builtin into a module that has no such name: an import of the module. Not
    so another function, another name, and a module that is not there."""
    codebase = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "class C: ...\n",
            "tests/test_a.py": """
                @mock.patch("pkg.a.open")
                @patch("pkg.a.print", autospec=True)
                @patch("pkg.gone.open")
                @patch("pkg.a.gone")
                @patch("pkg.a.lost", create=True)
                def test(monkeypatch):
                    monkeypatch.setattr("pkg.a.open", 1)
                """,
        }
    )
    found = [(i.line, i.imported, i.bucket) for i in codebase.imports]
    assert found == [
        (2, "pkg.a", Bucket.FIRST_PARTY),
        (3, "pkg.a", Bucket.FIRST_PARTY),
        (4, "pkg", Bucket.BROKEN),
        (5, "pkg.a", Bucket.BROKEN),
        (6, "pkg.a", Bucket.BROKEN),
        (8, "pkg.a", Bucket.BROKEN),
    ]


def test_patches_of_what_a_class_lacks() -> None:
    """A patch of an attribute that a class has nowhere is broken where all of the class can be
    seen, and cannot be resolved where something outside may give it."""
    codebase = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "import x\nclass C:\n    def run(self): ...\nclass D(x.Y): ...\n",
            "tests/test_a.py": """
                from unittest import mock
                mock.patch("pkg.a.C.run")
                mock.patch("pkg.a.C.gone")
                mock.patch("pkg.a.D.gone")
                """,
        }
    )
    found = {(i.line, i.bucket, i.reason) for i in codebase.imports if i.line > 2}
    assert found == {
        (3, Bucket.FIRST_PARTY, ""),
        (4, Bucket.BROKEN, "class pkg.a.C has no attribute gone"),
        (5, Bucket.UNRESOLVABLE, "class pkg.a.D has no attribute gone that can be seen"),
    }


def test_imports_from_above_a_root() -> None:
    """`from src.shop.till import Till` with the root `src` leads to the file in the tree."""
    codebase = build_world(
        {
            "src/shop/__init__.py": "",
            "src/shop/till.py": "class Till: ...\n",
            "src/tests/test_till.py": """
                from src.shop.till import Till, gone
                from src.shop import till
                import src.shop.till as t
                import src.shop.till
                from src.other import x
                """,
        },
        root="src",
    )
    found = [(i.line, i.imported, i.path, i.bucket) for i in codebase.imports]
    assert found == [
        (2, "shop.till", "shop.till.Till", Bucket.FIRST_PARTY),
        (2, "shop.till", "shop.till.gone", Bucket.BROKEN),
        (3, "shop.till", "shop.till", Bucket.FIRST_PARTY),
        (4, "shop.till", "shop.till", Bucket.FIRST_PARTY),
        (5, "shop.till", "shop.till", Bucket.FIRST_PARTY),
        (6, "src", "src.other.x", Bucket.THIRD_PARTY),
    ]
    assert codebase.symbols.follow("tests.test_till.Till")[0].path == "shop.till.Till"
    assert codebase.symbols.follow("tests.test_till.t.Till")[0].path == "shop.till.Till"
    assert codebase.symbols.follow("tests.test_till.src")[0].kind == "external"


def test_what_an_import_of_a_neighbour_binds() -> None:
    """`import kit.tool` beside a folder `kit` binds that folder, whichever it is from the top."""
    codebase = build_world(
        {
            "scripts/run.py": "import kit.tool\nkit.tool.Tool()\n",
            "scripts/kit/__init__.py": "",
            "scripts/kit/tool.py": "class Tool: ...\n",
        }
    )
    assert codebase.symbols.follow("scripts.run.kit.tool.Tool")[0].path == "scripts.kit.tool.Tool"
    (use,) = find_uses(codebase)
    assert (use.path, use.definition) == ("scripts.kit.tool.Tool", "scripts.kit.tool.Tool")


def test_relative_imports_in_a_package_without_a_name() -> None:
    """An `__init__.py` in a root makes that folder a package whose name cannot be told: what is
    relative to it cannot be resolved, what leads further up is broken."""
    codebase = build_world(
        {
            "__init__.py": "from .error import Error\n",
            "error.py": "class Error: ...\n",
            "tokens.py": "from .error import Error\nfrom ..error import Error\n",
            "sub/__init__.py": "from ..error import Error\n",
            "sub/a.py": "from . import b\nfrom ..error import Error\nfrom ...error import Error\n",
        }
    )
    found = {(i.importer, i.line, i.bucket.value) for i in codebase.imports}
    assert found == {
        ("__init__", 1, "unresolvable"),
        ("tokens", 1, "unresolvable"),
        ("tokens", 2, "broken"),
        ("sub", 1, "unresolvable"),
        ("sub.a", 1, "broken"),
        ("sub.a", 2, "unresolvable"),
        ("sub.a", 3, "broken"),
    }
    plain = build_world({"error.py": "", "tokens.py": "from .error import Error\n"})
    assert [i.bucket.value for i in plain.imports] == ["broken"]


def test_a_package_that_asks_itself_for_what_nobody_has() -> None:
    """`from . import gone` in a package without that module is a broken import, no circle of
    aliases; where the package makes names it cannot be told."""
    for text, bucket, reason in (
        ("", Bucket.BROKEN, "pkg has no name gone"),
        ("exec(x)\n", Bucket.UNRESOLVABLE, "pkg makes names at run time"),
    ):
        codebase = build_world({"pkg/__init__.py": f"{text}from . import gone\n"})
        (item,) = codebase.imports
        assert (item.bucket, item.reason) == (bucket, reason)
        assert codebase.symbols.follow("pkg.gone")[0].reason == reason
        assert codebase.symbols.alias_cycles == set()
