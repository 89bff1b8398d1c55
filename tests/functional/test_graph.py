"""`audit graph`: what other tools read."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import networkx
import pytest

from tests.worlds.command_line import SAMPLE, answer, draw_shop, run_audit

EDGES = {
    ("shop", "shop.tills"),
    ("shop.desk", "shop"),
    ("shop.night", "shop.tills"),
    ("shop.night", "shop.old"),
    ("shop.old", "shop.tills"),
    ("shop.left", "shop.right"),
    ("shop.right", "shop.left"),
    ("tests.test_shop", "shop.desk"),
}


def test_json_has_every_import(tmp_path: Path) -> None:
    """Nodes are the modules with their files, edges the imports with kinds and first place."""
    found = answer("graph", draw_shop(tmp_path))
    assert {(each["importer"], each["imported"]) for each in found["edges"]} == EDGES
    nodes = {each["name"]: (each["zone"], each["file"]) for each in found["nodes"]}
    assert nodes["shop"] == ("production", "shop/__init__.py")
    assert nodes["tests.test_shop"] == ("test", "tests/test_shop.py")
    (edge,) = [each for each in found["edges"] if each["importer"] == "shop.desk"]
    assert (edge["imports"], edge["kinds"], edge["place"]) == (1, ["load"], "shop/desk.py:1")


def test_graphml_is_read_by_networkx(tmp_path: Path) -> None:
    """The GraphML file has the same edges in another library's eyes."""
    out = tmp_path / "graph.graphml"
    run_audit("graph", draw_shop(tmp_path / "world"), "--as", "graphml", "--out", out)
    graph = networkx.read_graphml(out)
    assert set(graph.edges()) == EDGES
    assert graph.nodes["shop"]["zone"] == "production"
    assert graph.edges["shop.left", "shop.right"]["place"] == "shop/left.py:1"


@pytest.mark.skipif(shutil.which("dot") is None and "CI" not in os.environ, reason="needs Graphviz")
def test_dot_is_read_by_graphviz(tmp_path: Path) -> None:
    """Graphviz itself reads nodes and edges out of the dot file."""
    text = run_audit("graph", draw_shop(tmp_path)).stdout
    command = ["dot", "-Tplain"]
    found = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    assert found.stderr == ""
    rows = [line.split() for line in found.stdout.splitlines()]
    ends = {(row[1].strip('"'), row[2].strip('"')) for row in rows if row[0] == "edge"}
    assert ends == EDGES


def test_mermaid_numbers_its_nodes(tmp_path: Path) -> None:
    """The flowchart has a labelled node for each module and an arrow for each edge."""
    lines = run_audit("graph", draw_shop(tmp_path), "--as", "mermaid").stdout.splitlines()
    assert lines[0] == "flowchart LR"
    labels: dict[str, str] = {}
    arrows = set()
    for line in lines[1:]:
        name, arrow, rest = line.strip().partition(" --> ")
        if arrow:
            arrows.add((labels[name], labels[rest]))
        else:
            number, _, label = name.partition('["')
            labels[number] = label.removesuffix('"]')
    assert arrows == EDGES


def test_svg_is_one_picture(tmp_path: Path) -> None:
    """The SVG parses and is described in words on standard error."""
    found = run_audit("graph", SAMPLE / "baseline", "--as", "svg")
    assert ElementTree.fromstring(found.stdout).tag.endswith("svg")  # noqa: S314
    assert "Imports between" in found.stderr


def test_packages_fold_their_modules() -> None:
    """On the package level the modules of a package are one node, and its own imports are gone."""
    modules = answer("graph", SAMPLE / "baseline")
    packages = answer("graph", SAMPLE / "baseline", "--level", "package")
    assert sum(each["modules"] for each in packages["nodes"]) == len(modules["nodes"])
    assert len(packages["nodes"]) < len(modules["nodes"])
    assert all(each["importer"] != each["imported"] for each in packages["edges"])


def test_views_hold_each_other(tmp_path: Path) -> None:
    """An import in a function is run-time, one for type checkers conceptual alone."""
    world = draw_shop(
        tmp_path,
        {
            "shop/late.py": "def find() -> object:\n    import shop.desk\n\n    return shop.desk\n",
            "shop/hints.py": (
                "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import shop.tills\n"
            ),
        },
    )
    late, hint = ("shop.late", "shop.desk"), ("shop.hints", "shop.tills")
    for view, more in (
        ("load-time", set()),
        ("run-time", {late}),
        ("conceptual", {late, hint}),
    ):
        found = answer("graph", world, "--view", view)["edges"]
        assert {(each["importer"], each["imported"]) for each in found} == EDGES | more


def test_zone_leaves_the_others_out(tmp_path: Path) -> None:
    """`--zone production` has no test module."""
    found = answer("graph", draw_shop(tmp_path), "--zone", "production")
    assert {each["zone"] for each in found["nodes"]} == {"production"}


def test_an_empty_zone_is_told(tmp_path: Path) -> None:
    """A graph without a node is drawn, and what it lacks is said beside it."""
    found = run_audit("graph", draw_shop(tmp_path / "world"), "--zone", "vendored")
    assert found.exit_code == 0
    assert found.stderr.startswith("no module of world is in the zone vendored\n")


def test_out_writes_what_would_be_printed(tmp_path: Path) -> None:
    """`--out` holds the bytes of standard output, which then stays empty."""
    world = draw_shop(tmp_path / "world")
    printed = run_audit("graph", world).stdout
    found = run_audit("graph", world, "--out", tmp_path / "graph.dot")
    assert found.stdout == ""
    assert (tmp_path / "graph.dot").read_text(encoding="utf-8") == printed
