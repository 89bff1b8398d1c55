"""Names that a module gets from other places."""

from __future__ import annotations

from tests.worlds.codebases import build_world


def test_attribute_set_by_another_module() -> None:
    """`other.name = thing` is found, but what the module binds itself comes first."""
    symbols = build_world(
        {
            "pkg/__init__.py": "from . import a\nfrom .b import B\na.given = B\na.own = B\n",
            "pkg/a.py": "def own(): ...\n",
            "pkg/b.py": "class B: ...\n",
        }
    ).symbols
    assert symbols.follow("pkg.a.given")[0].path == "pkg.b.B"
    assert symbols.follow("pkg.a.own")[0].path == "pkg.a.own"


def test_lazy_attribute_is_never_its_module() -> None:
    """A lazy name that its module lacks is nothing, also where the module bears a name of here."""
    symbols = build_world(
        {
            "pkg/__init__.py": "import pkg\nclass Y: ...\n",
            "pkg/b.py": """
                from pkg import *
                def __getattr__(name):
                    if name == "Z":
                        from pkg import X
                        return X
                    if name == "Other":
                        from pkg import Y
                        return Y
                """,
            "pkg/c.py": """
                import pkg
                def __getattr__(name):
                    if name == "X":
                        from pkg import X
                        return X
                """,
        }
    ).symbols
    assert symbols.follow("pkg.c.X")[0].kind == "missing"
    assert symbols.follow("pkg.b.Z")[0].kind == "missing"
    assert symbols.follow("pkg.b.Other")[0].path == "pkg.Y"


def test_attribute_of_an_unseen_value() -> None:
    """What another module sets to something that is no name leaves the attribute open."""
    codebase = build_world(
        {
            "pkg/__init__.py": "import pkg.a\npkg.a.given = make()\n",
            "pkg/a.py": "",
            "app.py": "from pkg.a import given, gone\n",
        }
    )
    found = [(i.name, i.bucket.value, i.reason) for i in codebase.imports if i.importer == "app"]
    assert found == [
        ("given", "unresolvable", "pkg sets pkg.a.given"),
        ("gone", "broken", "pkg.a has no name gone"),
    ]


def test_attribute_set_on_something_else() -> None:
    """An attribute set on a class or an outside module gives no module a name."""
    symbols = build_world(
        {
            "pkg/__init__.py": "import json\nfrom .a import C\nC.x = json.x = C\n",
            "pkg/a.py": "class C: ...",
        }
    ).symbols
    assert symbols.follow("pkg.a.x")[0].kind == "missing"


def test_names_of_a_replaced_module() -> None:
    """What stands for a module gives its names to importers, whether the module has a file of its
    own or lies below nothing; modules below it may exist."""
    symbols = build_world(
        {
            "pkg/__init__.py": """
                import sys
                from . import new
                sys.modules["pkg.old"] = new
                sys.modules["pkg.moved.deep"] = new
                """,
            "pkg/old.py": "class C: ...\n",
            "pkg/new.py": "class C: ...\n",
            "app.py": "from pkg.old import C\n",
        }
    ).symbols
    assert symbols.follow("app.C")[0].path == "pkg.new.C"
    assert symbols.follow("pkg.moved.deep.C")[0].path == "pkg.new.C"
    assert symbols.may_be_module("pkg.old.below")
    assert not symbols.may_be_module("pkg.new.below")


def test_replaced_modules() -> None:
    """An entry in `sys.modules` stands for its module, under literal and own names."""
    symbols = build_world(
        {
            "pkg/__init__.py": """
                import sys
                from . import new
                sys.modules["pkg.old"] = new
                sys.modules[__name__ + ".older"] = new
                sys.modules["pkg.nothing"] = None
                """,
            "pkg/new.py": "class C: ...\n",
        }
    ).symbols
    assert symbols.follow("pkg.old.C")[0].path == "pkg.new.C"
    assert symbols.follow("pkg.older.C")[0].path == "pkg.new.C"
    assert symbols.follow("pkg.nothing.C")[0].kind == "missing"
