"""The dependency matrix of packages as a static picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from audit.model.imports import View
from audit.model.modules import Zone
from audit.model.snapshot import Snapshot
from audit.views.column import Column, Dtype
from audit.views.escape import escape_html, show_invisible
from audit.views.layers import find_components
from audit.views.package_graph import (
    EARLIER_COLUMNS,
    MOST_NODES,
    PackageEdge,
    PackageGraph,
    fold_packages,
)
from audit.views.picture import Picture
from audit.views.svg import ADDED, ALARM, MARGIN, wrap_svg
from audit.views.table import Table, build_table

__all__ = ["draw_dependency_matrix"]

CELL, WIDE_CELL, NAMES, LONGEST_LABEL = 26, 44, 190, 26

MATRIX_COLUMNS = (
    Column(key="importer", title="Importer", dtype=Dtype.CODE, meaning="Package of the row."),
    Column(key="imported", title="Imported", dtype=Dtype.CODE, meaning="Package of the column."),
    Column(key="imports", title="Imports", dtype=Dtype.INTEGER, meaning="Import statements."),
    Column(key="above", title="Above the diagonal", dtype=Dtype.FLAG, meaning="Against the order."),
)
CHANGE_COLUMNS = (*MATRIX_COLUMNS, *EARLIER_COLUMNS)


def draw_dependency_matrix(
    snapshot: Snapshot,
    *,
    view: View = View.LOAD_TIME,
    zone: Zone | None = Zone.PRODUCTION,
    most: int = MOST_NODES,
    before: Snapshot | None = None,
) -> Picture:
    """Packages against packages: the row imports the column, imported packages first.

    Ordered by level, the members of a strongly connected component next to each other in a red
    frame. A number above the diagonal goes against the order, and so closes a cycle; it is red and
    framed. At most `most` packages, the rest folded into one. With `before`, an earlier state, a
    cell says what changed: `+3` is new, `−3` is gone, `2→5` changed.
    """
    graph = fold_packages(snapshot, view=view, zone=zone, most=most, before=before)
    blocks = _order_packages(graph)
    order = [name for block in blocks for name in block]
    place = {name: position for position, name in enumerate(order)}
    present = [each for each in graph.edges if each.imports]
    above = sum(place[each.imported] > place[each.importer] for each in present)
    description = (
        f"Dependency matrix of {len(order):,} packages ({graph.modules:,} modules) of "
        f"{snapshot.provenance.label}, {graph.view.value} view. Rows import columns, imported "
        f"packages stand first. Cells with imports: {len(present):,}, above the diagonal, "
        f"where they close a cycle: {above:,}."
    )
    if before is not None:
        states = Counter(each.state for each in graph.edges)
        description += (
            f" Against {before.provenance.label}: {states['added']:,} cells new (+), "
            f"{states['removed']:,} gone (−), {states['changed']:,} changed (→)."
        )
    return Picture(
        title="Dependency matrix",
        description=description,
        svg=_draw_matrix(graph, blocks, description),
        table=_tabulate_matrix(graph, place, compared=before is not None),
    )


def _tabulate_matrix(graph: PackageGraph, place: Mapping[str, int], *, compared: bool) -> Table:
    rows = [
        (
            each.importer,
            each.imported,
            each.imports,
            place[each.imported] > place[each.importer],
            each.before,
            each.state,
        )
        for each in graph.edges
    ]
    return build_table(
        title=f"Dependency matrix, {graph.view.value} view",
        columns=CHANGE_COLUMNS if compared else MATRIX_COLUMNS,
        rows=rows if compared else [row[: len(MATRIX_COLUMNS)] for row in rows],
        note=f"{len(graph.nodes):,} packages, {graph.modules:,} modules.",
    )


def _order_packages(graph: PackageGraph) -> list[list[str]]:
    """Blocks of packages, one per strongly connected component, imported before importers.

    In a block those stand first that import less than they are imported.
    """
    targets: dict[str, set[str]] = {node.name: set() for node in graph.nodes}
    surplus: Counter[str] = Counter()
    for edge in graph.edges:
        if not edge.imports:
            continue
        targets[edge.importer].add(edge.imported)
        surplus[edge.importer] += edge.imports
        surplus[edge.imported] -= edge.imports
    components = find_components({name: frozenset(each) for name, each in targets.items()})
    return [sorted(members, key=lambda each: (surplus[each], each)) for members in components]


def _draw_matrix(graph: PackageGraph, blocks: Sequence[Sequence[str]], description: str) -> str:
    order = [name for block in blocks for name in block]
    place = {name: position for position, name in enumerate(order)}
    texts = {(each.importer, each.imported): _tell_cell(each) for each in graph.edges}
    # Four figures, or a change, need more room than a plain count.
    cell = CELL if all(len(text) < 4 for text in texts.values()) else WIDE_CELL
    left, top = MARGIN + NAMES, MARGIN + NAMES * 0.62
    parts = [_draw_label(name, position, left, top, cell) for name, position in place.items()]
    for edge in graph.edges:
        row, column = place[edge.importer], place[edge.imported]
        text = texts[edge.importer, edge.imported]
        corner = (left + column * cell, top + row * CELL)
        parts.append(_draw_cell(edge, text, corner, cell, above=column > row))
    start = 0
    for block in blocks:
        if len(block) > 1:
            parts.append(
                f'<rect x="{left + start * cell - 1:.0f}" y="{top + start * CELL - 1:.0f}" '
                f'width="{len(block) * cell + 1}" height="{len(block) * CELL + 1}" fill="none" '
                f'stroke="{ALARM}" stroke-width="2"/>'
            )
        start += len(block)
    # The slanted names of the last columns reach beyond the grid.
    width = left + len(order) * cell + MARGIN + 90
    return wrap_svg(width, top + len(order) * CELL + MARGIN, description, parts)


def _draw_label(name: str, position: int, left: float, top: float, cell: int) -> str:
    label = escape_html(_shorten(name))
    x, y = left + position * cell, top + position * CELL
    return (
        f'<g><title>{escape_html(name)}</title><text x="{left - 8:.0f}" '
        f'y="{y + CELL / 2 + 4:.0f}" text-anchor="end" fill="currentColor">{label}</text>'
        f'<text transform="translate({x + cell / 2 + 4:.0f},{top - 6:.0f}) rotate(-60)" '
        f'fill="currentColor" font-size="11">{label}</text>'
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{cell - 1}" height="{CELL - 1}" '
        'fill="currentColor" fill-opacity="0.35"/></g>'
    )


def _tell_cell(edge: PackageEdge) -> str:
    if edge.state == "added":
        return f"+{edge.imports:,}"
    if edge.state == "removed":
        return f"−{edge.before:,}"
    return f"{edge.before:,}→{edge.imports:,}" if edge.state == "changed" else f"{edge.imports:,}"


def _draw_cell(
    edge: PackageEdge, text: str, corner: tuple[float, float], cell: int, *, above: bool
) -> str:
    x, y = corner
    before = "" if edge.before is None else f", before: {edge.before:,}"
    told = escape_html(f"{edge.importer} → {edge.imported}: {edge.imports} imports{before}")
    colour, frame = "currentColor", ""
    if edge.state == "removed":
        frame = ' stroke="currentColor" stroke-dasharray="2 3"'
    elif above:
        colour, frame = ALARM, f' stroke="{ALARM}" stroke-width="1.5"'
    elif edge.state == "added":
        colour, frame = ADDED, f' stroke="{ADDED}" stroke-width="1.5"'
    strength = "0" if edge.state == "removed" else "0.14"
    size = 11 if len(text) < 7 else 8
    return (
        f'<g><title>{told}</title><rect x="{x:.0f}" y="{y:.0f}" width="{cell - 1}" '
        f'height="{CELL - 1}" fill="{colour}" fill-opacity="{strength}"{frame}/>'
        f'<text x="{x + cell / 2:.0f}" y="{y + CELL / 2 + 4:.0f}" text-anchor="middle" '
        f'font-size="{size}" fill="currentColor">{text}</text></g>'
    )


def _shorten(name: str) -> str:
    label = show_invisible(name)
    return label if len(label) <= LONGEST_LABEL else f"…{label[1 - LONGEST_LABEL :]}"
