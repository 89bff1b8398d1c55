"""The package graph as a static picture for notebooks and pages."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from audit.model.imports import View
from audit.model.modules import Zone
from audit.model.snapshot import Snapshot
from audit.views.column import Column, Dtype
from audit.views.escape import escape_html, show_invisible
from audit.views.layers import order_layers
from audit.views.package_graph import MOST_NODES, PackageEdge, PackageGraph, fold_packages
from audit.views.picture import Picture
from audit.views.svg import ALARM, MARGIN, name_part, wrap_svg
from audit.views.table import Table, build_table

__all__ = ["draw_package_graph"]

NODE_WIDTH, NODE_HEIGHT, GAP, ROW_HEIGHT = 150, 34, 22, 96
WIDEST_ROW = 6
LONGEST_LABEL = 20

GRAPH_COLUMNS = (
    Column(key="importer", title="Importer", dtype=Dtype.CODE, meaning="Importing package."),
    Column(key="imported", title="Imported", dtype=Dtype.CODE, meaning="Imported package."),
    Column(key="imports", title="Imports", dtype=Dtype.INTEGER, meaning="Import statements."),
    Column(key="cyclic", title="In a cycle", dtype=Dtype.FLAG, meaning="A chain leads back."),
)


def draw_package_graph(
    snapshot: Snapshot,
    *,
    view: View = View.LOAD_TIME,
    zone: Zone | None = Zone.PRODUCTION,
    most: int = MOST_NODES,
) -> Picture:
    """The imports between packages, importers above; at most `most` nodes, the rest folded.

    Lines are as wide as the imports are many; those that lead back up, and so close a cycle, are
    dashed and red.
    """
    graph = fold_packages(snapshot, view=view, zone=zone, most=most)
    description = _describe_graph(graph, snapshot.provenance.label)
    return Picture(
        title="Imports between packages",
        description=description,
        svg=_draw_graph(graph, description),
        table=_tabulate_graph(graph),
    )


def _describe_graph(graph: PackageGraph, label: str) -> str:
    cyclic = sum(edge.cyclic for edge in graph.edges)
    folded = sum(node.modules for node in graph.nodes if node.folded)
    rest = f" {folded:,} modules are folded into one node." if folded else ""
    return (
        f"Imports between {len(graph.nodes):,} packages ({graph.modules:,} modules) of {label}, "
        f"{graph.view.value} view. Connections: {len(graph.edges):,}, in cycles: {cyclic:,}."
        f"{rest} Importers stand above what they import; dashed red lines lead back up and close "
        "a cycle."
    )


def _tabulate_graph(graph: PackageGraph) -> Table:
    return build_table(
        title=f"Imports between packages, {graph.view.value} view",
        columns=GRAPH_COLUMNS,
        rows=((each.importer, each.imported, each.imports, each.cyclic) for each in graph.edges),
        note=f"{len(graph.nodes):,} packages, {graph.modules:,} modules.",
    )


def _draw_graph(graph: PackageGraph, description: str) -> str:
    targets: dict[str, set[str]] = {node.name: set() for node in graph.nodes}
    for edge in graph.edges:
        targets[edge.importer].add(edge.imported)
    weights = {(edge.importer, edge.imported): edge.imports for edge in graph.edges}
    frozen = {name: frozenset(each) for name, each in targets.items()}
    places, width, height = _place_nodes(order_layers(frozen, WIDEST_ROW, weights))
    lines = [_draw_edge(edge, places, description) for edge in graph.edges]
    prefix = _find_prefix([node.name for node in graph.nodes if not node.folded])
    boxes = [
        _draw_node(node.name, _shorten(node.name, prefix), node.modules, places[node.name])
        for node in graph.nodes
    ]
    mask = name_part("boxes", description)
    holes = "".join(_draw_box(place, 'fill="black"') for place in places.values())
    parts = [
        f'<mask id="{mask}"><rect width="100%" height="100%" fill="white"/>{holes}</mask>',
        f'<g mask="url(#{mask})">',
        *lines,
        "</g>",
        *boxes,
    ]
    return wrap_svg(width, height, description, parts)


def _place_nodes(
    rows: Sequence[Sequence[str]],
) -> tuple[dict[str, tuple[float, float]], float, float]:
    """The centre of every node, and the size of the picture."""
    widest = max((len(row) for row in rows), default=1)
    side = MARGIN + 0.75 * _find_bow(len(rows) - 1)
    width = widest * (NODE_WIDTH + GAP) - GAP + 2 * side
    places: dict[str, tuple[float, float]] = {}
    for level, row in enumerate(rows):
        taken = len(row) * (NODE_WIDTH + GAP) - GAP
        left = (width - taken) / 2 + NODE_WIDTH / 2
        for position, name in enumerate(row):
            middle = MARGIN + level * ROW_HEIGHT + NODE_HEIGHT / 2
            places[name] = (left + position * (NODE_WIDTH + GAP), middle)
    height = max(len(rows) - 1, 0) * ROW_HEIGHT + NODE_HEIGHT + 2 * MARGIN
    return places, width, height


def _find_bow(rows: int) -> float:
    """How far a line over so many rows swings out: down on the right, back up on the left."""
    return min(max(rows - 1, 0), 6) * 45.0


def _draw_edge(
    edge: PackageEdge, places: Mapping[str, tuple[float, float]], description: str
) -> str:
    (x1, y1), (x2, y2) = places[edge.importer], places[edge.imported]
    half = NODE_HEIGHT / 2
    if y1 == y2:
        bend = half + 26
        curve = f"M{x1:.0f},{y1 + half:.0f} Q{(x1 + x2) / 2:.0f},{y1 + half + bend:.0f} "
        curve += f"{x2:.0f},{y2 + half:.0f}"
    else:
        sign = 1 if y2 > y1 else -1
        start, end = y1 + sign * half, y2 - sign * half
        reach = (end - start) * 0.5
        bow = sign * _find_bow(round(abs(y2 - y1) / ROW_HEIGHT))
        curve = f"M{x1:.0f},{start:.0f} C{x1 + bow:.0f},{start + reach:.0f} "
        curve += f"{x2 + bow:.0f},{end - reach:.0f} {x2:.0f},{end:.0f}"
    width = 1 + min(math.log2(edge.imports), 4) * 0.6
    upward = y2 <= y1
    look = f'stroke="{ALARM}" stroke-dasharray="6 3"' if upward else 'stroke="currentColor"'
    strength = "0.95" if upward else "0.5"
    marker = name_part("alarm" if upward else "arrow", description)
    told = escape_html(f"{edge.importer} → {edge.imported}: {edge.imports} imports")
    return (
        f'<path d="{curve}" fill="none" {look} stroke-width="{width:.1f}" '
        f'stroke-opacity="{strength}" marker-end="url(#{marker})"><title>{told}</title></path>'
    )


def _draw_node(name: str, label: str, modules: int, place: tuple[float, float]) -> str:
    noun = "module" if modules == 1 else "modules"
    look = 'fill="currentColor" fill-opacity="0.07" stroke="currentColor" stroke-opacity="0.7"'
    return (
        f"<g><title>{escape_html(name)}: {modules:,} {noun}</title>{_draw_box(place, look)}"
        f'<text x="{place[0]:.0f}" y="{place[1] - 1:.0f}" text-anchor="middle" '
        f'fill="currentColor" font-weight="600">{escape_html(label)}</text>'
        f'<text x="{place[0]:.0f}" y="{place[1] + 12:.0f}" text-anchor="middle" '
        f'fill="currentColor" font-size="10">{modules:,} {noun}</text></g>'
    )


def _draw_box(place: tuple[float, float], look: str) -> str:
    left, top = place[0] - NODE_WIDTH / 2, place[1] - NODE_HEIGHT / 2
    size = f'width="{NODE_WIDTH}" height="{NODE_HEIGHT}" rx="6"'
    return f'<rect x="{left:.0f}" y="{top:.0f}" {size} {look}/>'


def _find_prefix(names: Sequence[str]) -> str:
    """The top-level package and its dot when all names share it, else nothing."""
    tops = {name.partition(".")[0] for name in names}
    return f"{tops.pop()}." if len(tops) == 1 and len(names) > 1 else ""


def _shorten(name: str, prefix: str) -> str:
    label = show_invisible(name.removeprefix(prefix))
    return label if len(label) <= LONGEST_LABEL else f"…{label[1 - LONGEST_LABEL :]}"
