"""Static pictures: few nodes, readable labels, harmless names, a text alternative."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import networkx
from hypothesis import given
from hypothesis import strategies as st

from audit.model.facts import ImportKind
from audit.model.imports import View
from audit.model.modules import Zone
from audit.model.snapshot import Snapshot
from audit.views.bars import draw_bars, draw_fragmented_bars
from audit.views.column import Column, Dtype
from audit.views.layers import find_components, order_layers
from audit.views.package_graph import fold_packages
from audit.views.pictures import draw_package_graph
from audit.views.table import build_table
from tests.worlds.small_records import (
    make_entry,
    make_import,
    make_module,
    make_path,
    make_snapshot,
)

SVG = "{http://www.w3.org/2000/svg}"
GRAPHS = st.integers(1, 9).flatmap(
    lambda size: st.fixed_dictionaries(
        {str(node): st.frozensets(st.integers(0, size - 1).map(str)) for node in range(size)}
    )
)


def make_package(names: list[str], pairs: list[tuple[str, str]]) -> Snapshot:
    """A snapshot of modules and the imports between them."""
    return make_snapshot(
        modules=tuple(make_module(name) for name in names),
        imports=tuple(make_import(a, b) for a, b in pairs),
    )


@given(GRAPHS)
def test_components_are_those_of_networkx(graph: dict[str, frozenset[str]]) -> None:
    """Our components are the strongly connected ones, in reverse topological order."""
    peer = networkx.DiGraph((a, b) for a, targets in graph.items() for b in targets)
    peer.add_nodes_from(graph)
    found = find_components(graph)
    assert {frozenset(each) for each in found} == {
        frozenset(each) for each in networkx.strongly_connected_components(peer)
    }
    home = {node: number for number, members in enumerate(found) for node in members}
    assert all(home[b] <= home[a] for a, targets in graph.items() for b in targets)


@given(GRAPHS)
def test_rows_hold_every_node_once_importers_above(graph: dict[str, frozenset[str]]) -> None:
    """No row is too wide, no node is lost, and outside cycles importers stand above."""
    rows = order_layers(graph, widest=3)
    assert sorted(node for row in rows for node in row) == sorted(graph)
    assert all(1 <= len(row) <= 3 for row in rows)
    level = {node: number for number, row in enumerate(rows) for node in row}
    home = {node: each for each in find_components(graph) for node in each}
    for importer, targets in graph.items():
        for imported in targets:
            if home[importer] != home[imported]:
                assert level[importer] < level[imported]


def test_a_long_chain_needs_no_recursion() -> None:
    """A chain of 20,000 nodes is laid out without reaching Python's recursion limit."""
    graph = {str(number): frozenset({str(number + 1)}) for number in range(20_000)}
    graph["20000"] = frozenset()
    assert len(find_components(graph)) == 20_001


def test_modules_are_folded_to_the_deepest_cut_that_fits() -> None:
    """Names are cut after as many parts as keep the nodes within the limit."""
    names = ["p", "p.a", "p.a.x", "p.a.y", "p.b"]
    snapshot = make_package(names, [("p.a.x", "p.b"), ("p.a.y", "p.b"), ("p.a.x", "p.a.y")])
    fine = fold_packages(snapshot, most=5)
    assert [node.name for node in fine.nodes] == names
    coarse = fold_packages(snapshot, most=3)
    assert [(node.name, node.modules) for node in coarse.nodes] == [
        ("p", 1),
        ("p.a", 3),
        ("p.b", 1),
    ]
    assert [(edge.importer, edge.imported, edge.imports) for edge in coarse.edges] == [
        ("p.a", "p.b", 2)
    ]


def test_too_many_packages_are_folded_into_one_with_a_count() -> None:
    """At most `most` nodes are drawn; those with the fewest imports stand as one."""
    names = [f"p.m{number:02}" for number in range(60)]
    graph = fold_packages(make_package(names, [("p.m58", "p.m59")]), most=40)
    assert len(graph.nodes) == 40
    rest = [node for node in graph.nodes if node.folded]
    assert [(node.name, node.modules) for node in rest] == [("21 more", 21)]
    assert {"p.m58", "p.m59"} <= {node.name for node in graph.nodes}
    assert sum(node.modules for node in graph.nodes) == 60


def test_the_view_and_the_zone_choose_what_counts() -> None:
    """Lazy imports count from run-time on, typing ones in the conceptual view only."""
    lazy = make_import("a", "b", kinds=(ImportKind.LAZY,))
    typing = make_import("a", "b", kinds=(ImportKind.TYPING,))
    snapshot = make_snapshot(
        modules=(make_module("a"), make_module("b"), make_module("t", zone=Zone.TEST)),
        imports=(lazy, typing, make_import("t", "a")),
    )
    assert fold_packages(snapshot).edges == ()
    assert [each.imports for each in fold_packages(snapshot, view=View.RUN_TIME).edges] == [1]
    assert [each.imports for each in fold_packages(snapshot, view=View.CONCEPTUAL).edges] == [2]
    assert len(fold_packages(snapshot, view=View.RUN_TIME, zone=None).edges) == 2


def test_edges_that_close_a_cycle_are_marked_without_colour_alone() -> None:
    """An edge that leads back up is dashed as well as red; the description counts cyclic ones."""
    picture = draw_package_graph(
        make_package(["p.a", "p.b", "p.c"], [("p.a", "p.b"), ("p.b", "p.a"), ("p.a", "p.c")])
    )
    assert picture.svg.count("stroke-dasharray") == 1
    assert "Connections: 3, in cycles: 2." in picture.description
    assert picture.table.column("cyclic") == (True, False, True)


def test_the_picture_is_well_formed_and_harmless() -> None:
    """Names with markup are text; the SVG parses, has no script and no outside link."""
    hostile = 'p.<script>alert("x")</script>\u202e'
    snapshot = make_package(["p.a", hostile], [("p.a", hostile)])
    svg = draw_package_graph(snapshot).svg
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own output
    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert not list(root.iter(f"{SVG}script"))
    assert "\u202e" not in svg
    assert not re.search(r"(?:href|src|url)\s*[=(]\s*['\"]?https?:", svg)


def test_labels_do_not_overlap() -> None:
    """Boxes of 40 packages with long names lie beside each other, not over each other."""
    names = [f"p.package_with_a_very_long_name_{number:02}" for number in range(40)]
    pairs = [(names[number], names[number // 3]) for number in range(1, 40)]
    root = ElementTree.fromstring(draw_package_graph(make_package(names, pairs)).svg)  # noqa: S314
    boxes = [
        tuple(float(box.get(key, "nan")) for key in ("x", "y", "width", "height"))
        for box in root.findall(f"{SVG}g/{SVG}rect")
    ]
    assert len(boxes) == 40
    for number, (x, y, width, height) in enumerate(boxes):
        for left, top, _, _ in boxes[number + 1 :]:
            assert abs(left - x) >= width or abs(top - y) >= height
    texts = [text.text or "" for text in root.iter(f"{SVG}text")]
    assert max(map(len, texts)) <= 20


def test_the_lightest_edge_of_a_cycle_leads_back_up() -> None:
    """A cycle is opened at its lightest edge, so that the heavy ones point down."""
    graph = {"a": frozenset("b"), "b": frozenset("c"), "c": frozenset("a")}
    weights = {("a", "b"): 1, ("b", "c"): 9, ("c", "a"): 9}
    assert order_layers(graph, 5, weights) == [["b"], ["c"], ["a"]]


def test_an_empty_codebase_is_a_picture_too() -> None:
    """Without any module there is an empty picture that says so."""
    picture = draw_package_graph(make_snapshot())
    ElementTree.fromstring(picture.svg)  # noqa: S314
    assert "0 packages" in picture.description


def test_a_picture_has_three_forms() -> None:
    """HTML holds drawing, caption and table; Markdown and plain text hold words and table."""
    picture = draw_package_graph(make_package(["p.a", "p.b"], [("p.a", "p.b")]))
    assert "<svg" in picture.render_html()
    assert "<figcaption>" in picture.render_html()
    assert "<table" in picture.render_html()
    assert "<" not in picture.render_markdown()
    assert picture.description in repr(picture)
    assert "p.b" in repr(picture)


def test_bars_are_as_long_as_their_values() -> None:
    """The largest value fills the width, half of it half; a missing one draws nothing."""
    columns = (
        Column(key="n", title="n"),
        Column(key="v", title="v", dtype=Dtype.INTEGER),
    )
    table = build_table(title="t", columns=columns, rows=[("a", 10), ("b", 5), ("c", None)])
    root = ElementTree.fromstring(  # noqa: S314
        draw_bars(table, name="n", value="v", description="three bars").svg
    )
    assert [bar.get("width") for bar in root.iter(f"{SVG}rect")] == ["420.0", "210.0", "0.0"]


def test_fragmented_bars_count_what_they_leave_out() -> None:
    """The worst symbols are drawn, and the description says of how many."""
    paths = (make_path("a.X", production=1), make_path("b.X", production=1))
    snapshot = make_snapshot(ledger=tuple(make_entry(f"a.X{n}", paths) for n in range(3)))
    picture = draw_fragmented_bars(snapshot, limit=2)
    assert picture.table.column("symbol") == ("a.X0", "a.X1")
    assert "for 2 of the 3 fragmented symbols" in picture.description
