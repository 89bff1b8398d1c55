"""Roots and module names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import ConfigurationError
from audit.model.modules import ModulePlace, Zone
from audit.model.rules import ZonePattern
from audit.model.source import SourceFile, SourceKind, SourceTree
from audit.sources.roots import find_roots, place_modules
from audit.sources.source import Source
from audit.sources.worktree import open_worktree

Draw = Callable[..., Path]


def discover(root: Path) -> tuple[str, ...]:
    """The roots found in a folder."""
    return find_roots(open_worktree(root, label="x"))


def tree_of(paths: Iterable[str], links: tuple[tuple[str, str], ...] = ()) -> SourceTree:
    """A tree of empty files."""
    files = tuple(SourceFile(path=path, blob="0" * 40, size=0) for path in sorted(paths))
    return SourceTree(kind=SourceKind.FOLDER, label="x", revision="", files=files, links=links)


def names(places: Iterable[ModulePlace]) -> list[tuple[str, str]]:
    """Module names with the files that they are loaded from."""
    return [(place.name, place.file) for place in places]


def test_a_flat_layout(draw: Draw) -> None:
    """Packages at the top are found in the source itself."""
    assert discover(draw({"shop/__init__.py": "", "tests/test_a.py": "", "setup.py": ""})) == ("",)


def test_a_src_layout(draw: Draw) -> None:
    """`src` beside a project is a root; tests next to it are under the source itself."""
    root = draw({"pyproject.toml": "[build-system]", "src/shop/a.py": "", "tests/test_a.py": ""})
    assert discover(root) == ("", "src")


def test_only_src(draw: Draw) -> None:
    """The source itself is no root when every file is inside a deeper one."""
    assert discover(draw({"pyproject.toml": "[build-system]", "src/shop/a.py": ""})) == ("src",)


def test_a_src_package_is_no_root(draw: Draw) -> None:
    """A `src` with `__init__.py` is a package of that name."""
    root = draw({"src/__init__.py": "", "src/a.py": "", "pyproject.toml": "[build-system]"})
    assert discover(root) == ("",)


def test_a_src_that_is_imported_by_name_is_no_root(draw: Draw) -> None:
    """Where code says `from src.a import …`, the names start with `src`."""
    assert discover(draw({"src/shop/a.py": "", "main.py": "from src.shop import a\n"})) == ("",)
    assert discover(draw({"src/shop/a.py": "", "main.py": "import shop\n"}, "two")) == ("", "src")


def test_a_stray_import_by_the_name_src_does_not_outvote_the_others(draw: Draw) -> None:
    """One `from src.shop …` among several `import shop` is the odd one, not the layout."""
    files = {"src/shop/__init__.py": "", "src/shop/a.py": "import shop\n"}
    odd = {"main.py": "from src.shop import a\n", "b.py": "from shop import a\n"}
    assert discover(draw(files | odd)) == ("", "src")
    assert discover(draw(files | odd | {"b.py": "import shopping\n"}, "two")) == ("",)


def test_an_empty_source_has_itself_as_root(draw: Draw) -> None:
    """Without any Python file there is one root, the source."""
    assert discover(draw({"README.md": ""})) == ("",)


def test_namespace_packages_stay_under_their_root(draw: Draw) -> None:
    """A folder without `__init__.py` above a package is a namespace, not a root."""
    root = draw({"google/cloud/shop/__init__.py": "", "google/cloud/shop/a.py": ""})
    assert discover(root) == ("",)


def test_workspace_members(draw: Draw) -> None:
    """Each nested project is a root, its own `src` where it has one."""
    root = draw({
        "pyproject.toml": "",
        "packages/a/pyproject.toml": "[build-system]",
        "packages/a/src/a/__init__.py": "",
        "packages/a/tests/test_a.py": "",
        "packages/b/setup.py": "",
        "packages/b/b/__init__.py": "",
        "packages/c/src/c/__init__.py": "",
        "tools/x.py": "",
    })  # fmt: skip
    assert discover(root) == (
        "", "packages/a", "packages/a/src", "packages/b", "packages/c/src"
    )  # fmt: skip


def test_projects_in_tests_and_packages_are_data(draw: Draw) -> None:
    """Projects among the fixtures of tests, and templates inside a package, are no roots."""
    root = draw({
        "tests/fixtures/p/pyproject.toml": "[build-system]",
        "tests/fixtures/p/src/q/__init__.py": "",
        "shop/__init__.py": "",
        "shop/template/pyproject.toml": "",
        "shop/template/src/x.py": "",
    })  # fmt: skip
    assert discover(root) == ("",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", '[tool.setuptools]\npackage-dir = {"" = "code"}'),
        ("pyproject.toml", '[tool.setuptools.packages.find]\nwhere = ["code"]'),
        ("pyproject.toml", '[[tool.poetry.packages]]\ninclude = "shop"\nfrom = "code"'),
        ("pyproject.toml", '[tool.hatch.build.targets.wheel]\npackages = ["code/shop"]'),
        ("pyproject.toml", '[tool.pytest.ini_options]\npythonpath = ["code", "."]'),
        ("setup.cfg", "[options]\npackage_dir =\n    = code"),
        ("setup.cfg", "[options.packages.find]\nwhere = code"),
        ("pytest.ini", "[pytest]\npythonpath = ./code/"),
        ("tox.ini", "[pytest]\npythonpath = code"),
    ],
)
def test_declared_roots(draw: Draw, name: str, text: str) -> None:
    """What a project declares about its folders makes roots."""
    assert discover(draw({name: text, "code/shop/a.py": ""})) == ("code",)


@pytest.mark.parametrize(
    "text",
    ["[", "tool = 1", "[tool]\nsetuptools = 3", '[tool.setuptools]\npackage-dir = {"" = "../x"}',
     '[tool.setuptools]\npackage-dir = {"" = "/etc"}',
     '[tool.setuptools]\npackage-dir = {"" = "no"}',
     "[tool.pytest.ini_options]\npythonpath = [1, {}]", "\udcff"],
)  # fmt: skip
def test_odd_declarations_declare_nothing(draw: Draw, text: str) -> None:
    """A broken or malicious project file makes no root and no error."""
    content = text.encode("utf-8", "surrogateescape")
    assert discover(draw({"pyproject.toml": content, "code/a.py": ""})) == ("",)


def test_a_library_folder_that_holds_packages(draw: Draw) -> None:
    """A `lib` that is no package and is not imported by name puts its packages on the path."""
    assert discover(draw({"lib/shop/__init__.py": "", "main.py": ""})) == ("", "lib")
    assert discover(draw({"lib/a.py": "", "main.py": "import lib.a\n"}, "two")) == ("",)


def test_prescribed_roots_are_taken(draw: Draw) -> None:
    """A wheel's own roots are not second-guessed."""
    tree = open_worktree(draw({"src/a/b.py": "", "setup.py": ""}), label="x")
    source = Source(tree=tree.tree, fetch=tree.fetch, fixed_roots=("", "x.data/purelib"))
    assert find_roots(source) == ("", "x.data/purelib")


def test_configured_roots_must_exist(draw: Draw) -> None:
    """Every configured root that is missing is named at once, with the nearest folder."""
    source = open_worktree(draw({"src/shop/a.py": "", "lib/b.py": ""}), label="x")
    assert find_roots(source, ("src/", ".", "src")) == ("", "src")
    with pytest.raises(ConfigurationError) as caught:
        find_roots(source, ("scr", "lib", "src/shpo"))
    assert caught.value.mistakes == (
        "roots[0]: no folder 'scr' with Python files; did you mean 'src'?",
        "roots[2]: no folder 'src/shpo' with Python files; did you mean 'src/shop'?",
    )


def test_a_file_has_one_name_under_its_deepest_root() -> None:
    """In discovery a file is named once, from the deepest root that holds it."""
    tree = tree_of(["src/shop/__init__.py", "src/shop/a.py", "tests/test_a.py"])
    assert names(place_modules(tree, ("", "src"), ())) == [
        ("shop", "src/shop/__init__.py"),
        ("shop.a", "src/shop/a.py"),
        ("tests.test_a", "tests/test_a.py"),
    ]


def test_a_file_has_one_name_per_configured_root() -> None:
    """Under configured roots a file has every name that it can be imported by."""
    tree = tree_of(["src/shop/a.py", "tests/test_a.py"])
    assert names(place_modules(tree, ("src", ""), (), every_root=True)) == [
        ("shop.a", "src/shop/a.py"),
        ("src.shop.a", "src/shop/a.py"),
        ("tests.test_a", "tests/test_a.py"),
    ]


def test_a_file_outside_of_all_roots_is_named_from_the_source() -> None:
    """Tests beside a configured root are looked at too."""
    places = place_modules(tree_of(["src/a.py", "tests/t.py"]), ("src",), (), every_root=True)
    assert [(place.name, place.root) for place in places] == [("a", "src"), ("tests.t", "")]


def test_names_that_are_no_identifiers_are_kept() -> None:
    """Files that cannot be imported but run have their text as name."""
    tree = tree_of(["2to3.py", "foo-bar/baz.py", "__init__.py", "__main__.py"])
    places = place_modules(tree, ("",), ())
    assert [place.name for place in places] == ["2to3", "__init__", "__main__", "foo-bar.baz"]
    assert not any(place.is_package for place in places)


def test_packages_zones_and_keys() -> None:
    """A place carries the zone, the content key and whether the file makes a package."""
    tree = tree_of(["src/shop/__init__.py", "src/shop/tools/x.py", "tools/y.py", "pyproject.toml"])
    pattern = ZonePattern(zone="vendored", glob="tools/**")
    places = place_modules(tree, ("", "src"), (pattern,))
    assert [(place.name, place.is_package, place.zone) for place in places] == [
        ("shop", True, Zone.PRODUCTION),
        ("shop.tools.x", False, Zone.PRODUCTION),
        ("tools.y", False, Zone.VENDORED),
    ]
    assert {place.blob for place in places} == {"0" * 40}


def test_links_give_further_names() -> None:
    """What a link within the source leads to can be imported by the link's name too."""
    tree = tree_of(
        ["core/__init__.py", "core/a.py", "corex.py"],
        links=(("alone.py", "core/a.py"), ("python/ray/core", "core")),
    )
    assert names(place_modules(tree, ("", "python"), ())) == [
        ("alone", "core/a.py"),
        ("core", "core/__init__.py"),
        ("core.a", "core/a.py"),
        ("corex", "corex.py"),
        ("ray.core", "core/__init__.py"),
        ("ray.core.a", "core/a.py"),
    ]


PART = st.text(alphabet="ab", min_size=1, max_size=2)
PATHS = st.sets(st.lists(PART, min_size=1, max_size=4).map(lambda parts: "/".join(parts) + ".py"))
ROOTS = st.sets(st.lists(PART, max_size=2).map("/".join)).map(lambda roots: tuple(sorted(roots)))


@given(PATHS, ROOTS)
def test_every_file_has_a_place(paths: set[str], roots: tuple[str, ...]) -> None:
    """Each file has exactly one name in discovery, and that is one of its configured names."""
    tree = tree_of(paths)
    single = place_modules(tree, roots, ())
    several = place_modules(tree, roots, (), every_root=True)
    assert sorted(place.file for place in single) == sorted(paths)
    assert set(single) <= set(several)
    for place in several:
        prefix = place.root + "/" if place.root else ""
        assert prefix + place.name.replace(".", "/") + ".py" == place.file
