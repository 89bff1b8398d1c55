"""A source whose folder is itself a package keeps the names that its code goes by."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from audit.model.imports import Bucket
from audit.model.modules import Zone
from audit.model.rules import Rules
from audit.pipeline.codebase import read_codebase
from audit.sources.inner_package import name_package
from audit.sources.locate import open_source
from tests.unit.sources.conftest import Draw

Git = Callable[..., str]
FILES = {
    "src/shop/__init__.py": "from shop.till import Till\n",
    "src/shop/till/__init__.py": "from shop.till.drawer import Till\nimport shop.lamp\n",
    "src/shop/till/drawer.py": "class Till: ...\n",
    "src/shop/tools/count.py": "from shop.till import Till\nimport shop.gone\n",
    "src/shop/tools/__init__.py": "",
}


def names_of(specification: str) -> set[str]:
    """The module names of a source."""
    return set(read_codebase(open_source(specification), Rules(), cache=False)[0].index.names)


def test_a_package_as_source_keeps_its_name(draw: Draw) -> None:
    """Modules are named as code imports them, and those imports are first-party."""
    folder = draw(FILES) / "src" / "shop"
    codebase, roots = read_codebase(open_source(str(folder)), Rules(), cache=False)
    assert set(codebase.index.names) == names_of(str(folder.parent))
    assert roots == ("",)
    assert codebase.symbols.follow("shop.Till")[0].path == "shop.till.drawer.Till"
    buckets = {item.path: item.bucket for item in codebase.imports}
    assert buckets["shop.gone"] is Bucket.BROKEN
    assert buckets["shop.till.Till"] is Bucket.FIRST_PARTY


def test_a_folder_inside_the_package_is_the_product(draw: Draw) -> None:
    """A folder `tools` of the package is production, as it is when the project is the source."""
    codebase, _ = read_codebase(
        open_source(str(draw(FILES) / "src" / "shop")), Rules(), cache=False
    )
    module = codebase.index.module("shop.tools.count")
    assert module is not None
    assert module.zone is Zone.PRODUCTION


def test_a_package_within_a_package(draw: Draw) -> None:
    """Its name has all parts; what lies outside of it was not looked at and is not broken."""
    codebase, _ = read_codebase(
        open_source(str(draw(FILES) / "src" / "shop" / "till")), Rules(), cache=False
    )
    assert set(codebase.index.names) == {"shop.till", "shop.till.drawer"}
    buckets = {item.path: item.bucket for item in codebase.imports}
    assert buckets["shop.till.drawer.Till"] is Bucket.FIRST_PARTY
    assert buckets["shop.lamp"] is Bucket.THIRD_PARTY


def test_a_revision_of_a_package(draw: Draw, git: Git) -> None:
    """A folder of a commit gets the same names as the folder on disk."""
    repository = draw(FILES)
    git(repository, "init", "-q")
    git(repository, "add", "--all")
    git(repository, "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "m")
    inner = repository / "src" / "shop" / "till"
    assert names_of(f"{inner}@HEAD") == names_of(str(inner)) == {"shop.till", "shop.till.drawer"}


@pytest.mark.parametrize("mark", ["pyproject.toml", "setup.py", "setup.cfg"])
def test_the_top_of_a_project_is_no_package(draw: Draw, mark: str) -> None:
    """An `__init__.py` beside a project's own file does not make the checkout a package."""
    folder = draw({"repo/__init__.py": "", "repo/a.py": "", f"repo/{mark}": ""}) / "repo"
    assert names_of(str(folder)) >= {"__init__", "a"}


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        ([("till", ["__init__.py"]), ("shop", ["__init__.py"]), ("src", [])], "shop.till"),
        ([("till", ["a.py"]), ("shop", ["__init__.py"])], ""),
        ([("my-till", ["__init__.py"])], ""),
        ([("till", ["__init__.py"]), ("shop", ["__init__.py", ".git"])], "till"),
        ([], ""),
    ],
)
def test_names_end_where_packages_end(folders: list[tuple[str, list[str]]], expected: str) -> None:
    """The name goes up as long as each folder is a package and no top of a project."""
    assert name_package(folders) == expected
