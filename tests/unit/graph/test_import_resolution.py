"""Every import in one bucket, with the reason."""

from __future__ import annotations

import pytest

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
