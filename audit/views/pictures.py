"""The package graph as a static picture for notebooks and pages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from audit.model.imports import View
from audit.model.modules import Zone
from audit.model.snapshot import Snapshot
from audit.views.column import Column, Dtype, tell_count
from audit.views.escape import escape_html, show_invisible
from audit.views.layers import order_layers
from audit.views.package_graph import (
    EARLIER_COLUMNS,
    MOST_NODES,
    PackageEdge,
    PackageGraph,
    PackageNode,
    fold_packages,
)
from audit.views.picture import Picture
from audit.views.svg import ADDED, ALARM, MARGIN, name_part, wrap_svg
from audit.views.table import Table, build_table

__all__ = ["draw_package_graph"]

NODE_WIDTH, NODE_HEIGHT, GAP, ROW_HEIGHT = 150, 34, 22, 96
WIDEST_ROW = 6
LONGEST_LABEL = 20

_Curve = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]

GRAPH_COLUMNS = (
    Column(key="importer", title="Importer", dtype=Dtype.CODE, meaning="Importing package."),
    Column(key="imported", title="Imported", dtype=Dtype.CODE, meaning="Imported package."),
    Column(key="imports", title="Imports", dtype=Dtype.INTEGER, meaning="Import statements."),
    Column(key="cyclic", title="In a cycle", dtype=Dtype.FLAG, meaning="A chain leads back."),
)
CHANGE_COLUMNS = (*GRAPH_COLUMNS, *EARLIER_COLUMNS)
SIGNS = {"added": "+", "removed": "−"}


def draw_package_graph(
    snapshot: Snapshot,
    *,
    view: View = View.LOAD_TIME,
    zone: Zone | None = Zone.PRODUCTION,
    most: int = MOST_NODES,
    before: Snapshot | None = None,
) -> Picture:
    """The imports between packages, importers above; at most `most` nodes, the rest folded.

    Lines are as wide as the imports are many; those that lead back up, and so close a cycle, are
    dashed and red. With `before`, an earlier state, what was added carries a plus sign and what
    was removed is dotted, with a minus sign.
    """
    graph = fold_packages(snapshot, view=view, zone=zone, most=most, before=before)
    description = _describe_graph(graph, snapshot.provenance.label)
    if before is not None:
        description = f"{description} {_describe_change(graph, before.provenance.label)}"
    return Picture(
        title="Imports between packages",
        description=description,
        svg=_draw_graph(graph, description),
        table=_tabulate_graph(graph),
    )


def _describe_graph(graph: PackageGraph, label: str) -> str:
    cyclic = sum(edge.cyclic for edge in graph.edges)
    present = sum(edge.imports > 0 for edge in graph.edges)
    folded = sum(node.modules for node in graph.nodes if node.folded)
    rest = f" {folded:,} modules are folded into one node." if folded else ""
    return (
        f"Imports between {len(graph.nodes):,} packages ({graph.modules:,} modules) of {label}, "
        f"{graph.view.value} view. Connections: {present:,}, in cycles: {cyclic:,}."
        f"{rest} Importers stand above what they import; dashed red lines lead back up and close "
        "a cycle."
    )


def _describe_change(graph: PackageGraph, label: str) -> str:
    counts = {state: sum(each.state == state for each in graph.edges) for state in SIGNS}
    return (
        f"Against {label}: {counts['added']:,} connections added (plus sign), "
        f"{counts['removed']:,} removed (dotted, minus sign)."
    )


def _tabulate_graph(graph: PackageGraph) -> Table:
    compared = any(node.before is not None for node in graph.nodes)
    rows = [
        (each.importer, each.imported, each.imports, each.cyclic, each.before, each.state)
        for each in graph.edges
    ]
    return build_table(
        title=f"Imports between packages, {graph.view.value} view",
        columns=CHANGE_COLUMNS if compared else GRAPH_COLUMNS,
        rows=rows if compared else [row[: len(GRAPH_COLUMNS)] for row in rows],
        note=f"{len(graph.nodes):,} packages, {graph.modules:,} modules.",
    )


def _draw_graph(graph: PackageGraph, description: str) -> str:
    targets: dict[str, set[str]] = {node.name: set() for node in graph.nodes}
    for edge in graph.edges:
        if edge.imports:
            targets[edge.importer].add(edge.imported)
    weights = {(edge.importer, edge.imported): edge.imports for edge in graph.edges}
    frozen = {name: frozenset(each) for name, each in targets.items()}
    places, width, height = _place_nodes(order_layers(frozen, WIDEST_ROW, weights))
    lines = [_draw_edge(edge, places, description) for edge in graph.edges]
    prefix = _find_prefix([node.name for node in graph.nodes if not node.folded])
    boxes = [
        _draw_node(node, _shorten(node.name, prefix), places[node.name]) for node in graph.nodes
    ]
    mask = name_part("boxes", description)
    holes = "".join(_draw_box(place, 'fill="black"') for place in places.values())
    parts = [
        f'<mask id="{mask}"><rect width="100%" height="100%" fill="white"/>{holes}</mask>',
        f'<g mask="url(#{mask})">',
        *lines,
        "</g>",
        *boxes,
        *(_draw_sign(edge, places) for edge in graph.edges if edge.state in SIGNS),
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
    points = _bend_edge(places[edge.importer], places[edge.imported])
    curve = f"M{_point(points[0])} C{_point(points[1])} {_point(points[2])} {_point(points[3])}"
    upward = points[0][1] >= points[3][1]
    part, look, strength = "arrow", 'stroke="currentColor"', "0.5"
    if edge.state == "removed":
        look, strength = 'stroke="currentColor" stroke-dasharray="1 5"', "0.9"
    elif upward:
        part, look, strength = "alarm", f'stroke="{ALARM}" stroke-dasharray="6 3"', "0.95"
    elif edge.state == "added":
        part, look, strength = "added", f'stroke="{ADDED}"', "0.95"
    width = 1 + min(math.log2(max(edge.imports, 1)), 4) * 0.6 + (edge.state in SIGNS)
    before = "" if edge.before is None else f", before: {edge.before:,}"
    told = escape_html(f"{edge.importer} → {edge.imported}: {edge.imports} imports{before}")
    return (
        f'<path d="{curve}" fill="none" {look} stroke-width="{width:.1f}" '
        f'stroke-opacity="{strength}" marker-end="url(#{name_part(part, description)})">'
        f"<title>{told}</title></path>"
    )


def _bend_edge(start: tuple[float, float], end: tuple[float, float]) -> _Curve:
    """The four points of a cubic curve from one box to another."""
    (x1, y1), (x2, y2) = start, end
    half = NODE_HEIGHT / 2
    if y1 == y2:
        low = y1 + half
        bend = low + 2 / 3 * (half + 26)
        return ((x1, low), (x1 + (x2 - x1) / 3, bend), (x2 - (x2 - x1) / 3, bend), (x2, low))
    sign = 1 if y2 > y1 else -1
    top, bottom = y1 + sign * half, y2 - sign * half
    reach = (bottom - top) * 0.5
    bow = sign * _find_bow(round(abs(y2 - y1) / ROW_HEIGHT))
    return ((x1, top), (x1 + bow, top + reach), (x2 + bow, bottom - reach), (x2, bottom))


def _point(point: tuple[float, float]) -> str:
    return f"{point[0]:.0f},{point[1]:.0f}"


def _draw_sign(edge: PackageEdge, places: Mapping[str, tuple[float, float]]) -> str:
    """A plus or a minus on the curve, where no box hides it."""
    points = _bend_edge(places[edge.importer], places[edge.imported])
    spots = [_find_spot(points, part / 20) for part in (10, 9, 11, 8, 12, 7, 13, 6, 14, 5, 15)]
    free = [spot for spot in spots if not _is_hidden(spot, places.values())]
    x, y = (free or spots)[0]
    return (
        f'<text x="{x:.0f}" y="{y + 6:.0f}" text-anchor="middle" fill="currentColor" '
        f'font-size="18" font-weight="600">{SIGNS[edge.state]}</text>'
    )


def _find_spot(points: _Curve, part: float) -> tuple[float, float]:
    """The point of a cubic curve after a part (0–1) of its parameter."""
    rest = 1 - part
    weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    x, y = (
        sum(weight * point[axis] for weight, point in zip(weights, points, strict=True))
        for axis in (0, 1)
    )
    return x, y


def _is_hidden(spot: tuple[float, float], places: Iterable[tuple[float, float]]) -> bool:
    return any(
        abs(spot[0] - x) < NODE_WIDTH / 2 + 8 and abs(spot[1] - y) < NODE_HEIGHT / 2 + 10
        for x, y in places
    )


def _draw_node(node: PackageNode, label: str, place: tuple[float, float]) -> str:
    told = tell_count(node.modules, "module", "modules")
    if node.before is not None and node.before != node.modules:
        told = f"{told}, before: {node.before:,}"
    look = 'fill="currentColor" fill-opacity="0.07" stroke="currentColor" stroke-opacity="0.7"'
    if not node.modules:
        look += ' stroke-dasharray="1 5"'
    return (
        f"<g><title>{escape_html(node.name)}: {told}</title>{_draw_box(place, look)}"
        f'<text x="{place[0]:.0f}" y="{place[1] - 1:.0f}" text-anchor="middle" '
        f'fill="currentColor" font-weight="600">{escape_html(label)}</text>'
        f'<text x="{place[0]:.0f}" y="{place[1] + 12:.0f}" text-anchor="middle" '
        f'fill="currentColor" font-size="10">{told}</text></g>'
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
