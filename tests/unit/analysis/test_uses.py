"""Use sites."""

from __future__ import annotations

from audit.analysis.uses import find_calls, find_uses
from audit.model.ledger import UseKind
from audit.model.loads import LoadSetting, SettingKind
from audit.model.modules import Zone
from tests.worlds.codebases import build_world


def uses(files: dict[str, str]) -> list[str]:
    """Path, importer, line and kind of every use site."""
    found = find_uses(build_world({"pkg/__init__.py": "", **files}))
    return [f"{site.path} {site.importer}:{site.line} {site.kind}" for site in found]


def test_import_of_a_path() -> None:
    """An import of a name is one use, an import of a module none of its names."""
    files = {"pkg/m.py": "class C: ...\n", "app.py": "from pkg.m import C\nimport pkg.m\n"}
    assert uses(files) == ["pkg.m.C app:1 import"]


def test_attribute_chains_end_at_the_symbol() -> None:
    """A chain on an imported module uses the first symbol on it, whatever hangs behind."""
    files = {
        "pkg/m.py": "class C:\n    def run(self): ...\n",
        "app.py": "import pkg.m as m\nm.C.run()\nm.C\n",
    }
    assert uses(files) == ["pkg.m.C app:2 attribute", "pkg.m.C app:3 attribute"]


def test_chain_on_a_class_is_no_use_of_a_module() -> None:
    """What hangs on an imported class is not counted again."""
    files = {
        "pkg/m.py": "class C:\n    def run(self): ...\n",
        "app.py": "from pkg.m import C\nC.run()\n",
    }
    assert uses(files) == ["pkg.m.C app:1 import"]


def test_innermost_import_binds() -> None:
    """In a function that imports another module under the same name, that one is meant."""
    files = {
        "pkg/m.py": "class C: ...\n",
        "pkg/n.py": "class C: ...\n",
        "app.py": "import pkg.m as x\ndef f():\n    import pkg.n as x\n    return x.C\nx.C\n",
    }
    assert uses(files) == ["pkg.m.C app:5 attribute", "pkg.n.C app:4 attribute"]


def test_broken_paths_are_uses_of_nothing() -> None:
    """A broken path is listed without a definition."""
    codebase = build_world({"pkg/__init__.py": "", "app.py": "from pkg.gone import C\n"})
    (site,) = find_uses(codebase)
    assert (site.path, site.definition) == ("pkg.gone.C", "")


def test_same_line_counts_once() -> None:
    """The same path on one line of one module counts once for each kind."""
    files = {"pkg/m.py": "def f(): ...\n", "app.py": "import pkg.m as m\nm.f(m.f, m.f())\n"}
    assert uses(files) == ["pkg.m.f app:2 attribute"]


def test_zone_is_the_importers() -> None:
    """A use counts in the zone of the module that uses."""
    codebase = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/m.py": "class C: ...\n",
            "tests/test_m.py": "from pkg.m import C\n",
            "scripts/run.py": "from pkg.m import C\n",
        }
    )
    assert [site.zone for site in find_uses(codebase)] == [Zone.TOOL, Zone.TEST]


def test_calls_by_whichever_path() -> None:
    """Calls of a symbol are found by every path it is imported by."""
    codebase = build_world(
        {
            "pkg/__init__.py": "from .m import C\n",
            "pkg/m.py": "class C: ...\n",
            "app.py": "import pkg\nfrom pkg.m import C as K\npkg.C()\nK()\nK\n",
        }
    )
    calls = find_calls(codebase, ["pkg.m.C"])["pkg.m.C"]
    assert [(site.path, site.line) for site in calls] == [("pkg.C", 3), ("pkg.m.C", 4)]


def test_settings_count_their_strings_once_each() -> None:
    """Django's and logging's settings, added ones too, are uses of kind string of their module."""
    codebase = build_world(
        {
            "shop/__init__.py": "",
            "shop/parts.py": "class Guard: ...\nclass Handler: ...\nclass Plain: ...\n",
            "shop/settings.py": """
                MIDDLEWARE = ["shop.parts.Guard"]
                MIDDLEWARE += ["shop.parts.Guard"]
                AUTHENTICATION_BACKENDS = ["shop.parts.Guard"]
                LOGGING = {"handlers": {"a": {"class": "shop.parts.Handler"}}}
                TITLE = "shop.parts.Plain"
                """,
        }
    )
    assert [(site.path, site.line, site.kind) for site in find_uses(codebase)] == [
        ("shop.parts.Guard", 2, UseKind.STRING),
        ("shop.parts.Guard", 3, UseKind.STRING),
        ("shop.parts.Guard", 4, UseKind.STRING),
        ("shop.parts.Handler", 5, UseKind.STRING),
    ]


def test_entry_points_count_where_they_stand() -> None:
    """An entry point is one use of kind string: in `setup.py` of that module, in the settings of
    the project of the file itself, and one that leads nowhere is a use without a definition."""
    codebase = build_world(
        {
            "shop/__init__.py": "",
            "shop/cli.py": "def main(): ...\n",
            "scripts/setup.py": """
                from setuptools import setup
                setup(
                    entry_points={"console_scripts": ["shop = shop.cli:main"]},
                    package_data={"shop": ["shop.cli"]},
                )
                """,
        }
    )
    settings = [
        LoadSetting(
            kind=SettingKind.ENTRY_POINT, value=value, file="pyproject.toml", line=5, text=""
        )
        for value in ("shop.cli.main", "shop.cli.gone", "other.cli.main")
    ]
    assert [
        (site.path, site.definition, site.importer, site.zone)
        for site in find_uses(codebase, settings)
    ] == [
        ("shop.cli.gone", "", "pyproject.toml", Zone.PRODUCTION),
        ("shop.cli.main", "shop.cli.main", "pyproject.toml", Zone.PRODUCTION),
        ("shop.cli.main", "shop.cli.main", "scripts.setup", Zone.TOOL),
    ]


def test_calls_of_several_symbols_are_told_apart() -> None:
    """Each symbol asked for has its own calls, one that nobody calls has none."""
    codebase = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/m.py": "class C: ...\ndef f(): ...\ndef g(): ...\n",
            "app.py": "from pkg import m\nfrom pkg.m import f as run\nm.C()\nrun()\nrun\n",
        }
    )
    calls = find_calls(codebase, ["pkg.m.C", "pkg.m.f", "pkg.m.g"])
    told = {path: [(site.path, site.line) for site in sites] for path, sites in calls.items()}
    assert told == {"pkg.m.C": [("pkg.m.C", 3)], "pkg.m.f": [("pkg.m.f", 4)], "pkg.m.g": []}
