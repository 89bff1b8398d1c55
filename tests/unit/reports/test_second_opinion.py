"""pydeps in a subprocess: its edges, and none of the audited code run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from audit.errors import ReportError, UnknownNameError
from audit.model.modules import Zone
from audit.reports.second_opinion import (
    find_main_package,
    find_package_folder,
    read_pydeps_edges,
)
from tests.worlds.command_line import write_tree
from tests.worlds.small_records import make_module, make_snapshot


def test_edges_are_those_of_import_statements_and_packages_above(tmp_path: Path) -> None:
    """Load-time, lazy and typing-only imports are edges, packages above and broken ones as well."""
    package = write_tree(
        tmp_path / "shop",
        {
            "__init__.py": "",
            "cart.py": "import json, shop.cart\nfrom shop.goods import Good\n",
            "goods.py": "def f():\n    from shop import till\n",
            "till.py": "from typing import TYPE_CHECKING as T\nif T:\n    import shop.cart\n",
        },
    )
    edges = read_pydeps_edges(package)
    assert edges.package == "shop"
    assert edges.tool.startswith("pydeps ")
    assert edges.modules == ("shop", "shop.cart", "shop.goods", "shop.till")
    assert edges.edges == (
        ("shop.cart", "shop"),
        ("shop.cart", "shop.goods"),
        ("shop.goods", "shop"),
        ("shop.goods", "shop.till"),
        ("shop.till", "shop"),
        ("shop.till", "shop.cart"),
    )
    assert edges.skipped == ()


def test_audited_code_is_never_run(tmp_path: Path) -> None:
    """Neither module bodies nor code hidden in a file name run, and such files are reported."""
    mark = tmp_path / "mark"
    run = f"open({str(mark)!r}, 'w').close()\n"
    hostile = "[getattr(__import__('os'),'_exit')(3)][0].py"  # run, it would end pydeps
    package = write_tree(
        tmp_path / "shop",
        {
            "__init__.py": run,
            "yaml.py": run,
            "warnings.py": run,
            hostile: "",
            "ok.py": "import shop",
        },
    )
    write_tree(tmp_path, {"yaml.py": run, "json.py": run})
    before = sorted(path.name for path in tmp_path.rglob("*"))
    edges = read_pydeps_edges(package)
    assert edges.skipped == (hostile,)
    assert ("shop.ok", "shop") in edges.edges
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_a_package_named_like_one_that_pydeps_imports_is_not_run(tmp_path: Path) -> None:
    """pydeps tries to import yaml with the audited root first on the path: that is barred."""
    mark = tmp_path / "mark"
    run = f"open({str(mark)!r}, 'w').close()\n"
    package = write_tree(tmp_path / "yaml", {"__init__.py": run, "a.py": "import yaml\n"})
    assert ("yaml.a", "yaml") in read_pydeps_edges(package).edges
    assert not mark.exists()


def test_files_that_pydeps_cannot_take_are_left_out(tmp_path: Path) -> None:
    """NUL bytes, unknown encodings, links and syntax errors end neither the run nor the rest."""
    package = write_tree(
        tmp_path / "shop",
        {"__init__.py": "", "good.py": "import shop.bad\n", "bad.py": "def (\n"},
    )
    (package / "nul.py").write_bytes(b"x = 1\0\n")
    (package / "latin.py").write_bytes(b"# \xe9\n")
    os.symlink(package / "good.py", package / "link.py")
    edges = read_pydeps_edges(package)
    assert edges.skipped == ("latin.py", "link.py", "nul.py")
    assert ("shop.good", "shop") in edges.edges


def test_a_run_that_takes_too_long_ends_in_one_sentence(tmp_path: Path) -> None:
    """The time limit stops pydeps, and the error says so."""
    package = write_tree(tmp_path / "shop", {"__init__.py": ""})
    with pytest.raises(ReportError, match=r"longer than 0\.001 s"):
        read_pydeps_edges(package, time_limit=0.001)


def test_a_folder_without_package_is_named(tmp_path: Path) -> None:
    """A folder without __init__.py is no package."""
    with pytest.raises(UnknownNameError, match="there is no package 'nothing'"):
        read_pydeps_edges(tmp_path / "nothing")


def test_the_main_package_is_the_largest_production_one(tmp_path: Path) -> None:
    """Tests do not count, the most modules win, and its folder is found below the source."""
    snapshot = make_snapshot(
        modules=(
            make_module("tests", zone=Zone.TEST, is_package=True),
            *(make_module(f"tests.t{number}", zone=Zone.TEST) for number in range(9)),
            make_module("shop", is_package=True),
            make_module("shop.cart"),
            make_module("attic", is_package=True),
            make_module("script"),
        )
    )
    found = find_main_package(snapshot)
    assert found is not None
    assert found.name == "shop"
    assert find_package_folder(snapshot, str(tmp_path)) is None
    write_tree(tmp_path / "shop", {"__init__.py": ""})
    assert find_package_folder(snapshot, str(tmp_path)) == tmp_path / "shop"
    assert find_package_folder(snapshot, "") is None
    assert find_main_package(make_snapshot()) is None
