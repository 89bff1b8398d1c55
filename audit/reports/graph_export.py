"""The import graph for other tools: dot, GraphML, Mermaid, and plain data."""

from __future__ import annotations

import enum
import html
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from audit.model.imports import ResolvedImport, View
from audit.model.modules import Module, Zone
from audit.model.snapshot import Snapshot
from audit.model.visible import visible_text

__all__ = [
    "ExportEdge",
    "ExportGraph",
    "ExportNode",
    "Level",
    "build_export_graph",
    "describe_graph",
    "render_dot",
    "render_graphml",
    "render_mermaid",
]


class Level(enum.StrEnum):
    """What a node stands for."""

    MODULE = "module"
    PACKAGE = "package"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportNode:
    """A module, or a package with `modules` of its own. `file` is relative to the source, of a
    package its `__init__.py`; "" when there is none. A package is in the zone of most modules."""

    name: str
    zone: Zone
    modules: int
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportEdge:
    """All imports from one node to another: how many, of which kinds (sorted), and the place of
    the first as "file:line"."""

    importer: str
    imported: str
    imports: int
    kinds: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportGraph:
    """The first-party import graph under one view; nodes and edges sorted by name."""

    label: str
    revision: str
    view: View
    level: Level
    nodes: tuple[ExportNode, ...]
    edges: tuple[ExportEdge, ...]


def build_export_graph(
    snapshot: Snapshot,
    *,
    view: View = View.LOAD_TIME,
    level: Level = Level.MODULE,
    zone: Zone | None = None,
) -> ExportGraph:
    """The graph of a snapshot: first-party imports of `view` between modules of `zone` (None: all).

    On the package level a module stands in its package (a package in itself, a top-level module
    too); imports inside a package are left out.
    """
    modules = [each for each in snapshot.modules if zone is None or each.zone is zone]
    home = {each.name: _find_node(each, level) for each in modules}
    found: dict[tuple[str, str], list[ResolvedImport]] = defaultdict(list)
    for each in snapshot.imports:
        if not each.stays_inside or not view.holds(each.kinds):
            continue
        importer, imported = home.get(each.importer), home.get(each.imported)
        if importer and imported and importer != imported:
            found[importer, imported].append(each)
    return ExportGraph(
        label=snapshot.provenance.label,
        revision=snapshot.provenance.revision,
        view=view,
        level=level,
        nodes=_build_nodes(modules, home),
        edges=tuple(_build_edge(*ends, found[ends]) for ends in sorted(found)),
    )


def _find_node(module: Module, level: Level) -> str:
    if level is Level.MODULE or module.is_package:
        return module.name
    return module.name.rpartition(".")[0] or module.name


def _build_nodes(modules: Iterable[Module], home: Mapping[str, str]) -> tuple[ExportNode, ...]:
    inside: dict[str, list[Module]] = defaultdict(list)
    for module in modules:
        inside[home[module.name]].append(module)
    order = list(Zone)
    nodes = []
    for name, members in sorted(inside.items()):
        zones = Counter(each.zone for each in members)
        nodes.append(
            ExportNode(
                name=name,
                zone=min(zones, key=lambda zone: (-zones[zone], order.index(zone))),
                modules=len(members),
                file=next((each.file for each in members if each.name == name), ""),
            )
        )
    return tuple(nodes)


def _build_edge(importer: str, imported: str, found: list[ResolvedImport]) -> ExportEdge:
    first = min(found, key=lambda each: (each.file, each.line))
    return ExportEdge(
        importer=importer,
        imported=imported,
        imports=len(found),
        kinds=tuple(sorted({kind.value for each in found for kind in each.kinds})),
        place=f"{first.file}:{first.line}",
    )


def describe_graph(graph: ExportGraph) -> dict[str, Any]:
    """The graph as plain data for JSON; names are exact, hidden characters included."""
    return {
        "view": graph.view.value,
        "level": graph.level.value,
        "nodes": [
            {"name": n.name, "zone": n.zone.value, "modules": n.modules, "file": n.file}
            for n in graph.nodes
        ],
        "edges": [
            {
                "importer": edge.importer,
                "imported": edge.imported,
                "imports": edge.imports,
                "kinds": list(edge.kinds),
                "place": edge.place,
            }
            for edge in graph.edges
        ],
    }


def render_dot(graph: ExportGraph) -> str:
    """The graph in Graphviz's language, importers on the left; ends with a newline."""
    names = _name_nodes(graph)
    lines = [
        f"digraph {_quote_dot(_title(graph))} {{",
        "  rankdir=LR;",
        "  node [shape=box, style=rounded];",
    ]
    for node in graph.nodes:
        looks = "" if node.zone is Zone.PRODUCTION else ', style="rounded,dashed"'
        lines.append(f"  {_quote_dot(names[node.name])} [zone={node.zone.value}{looks}];")
    for edge in graph.edges:
        ends = f"{_quote_dot(names[edge.importer])} -> {_quote_dot(names[edge.imported])}"
        told = _quote_dot(f"{edge.imports} ({', '.join(edge.kinds)})")
        lines.append(f"  {ends} [imports={edge.imports}, tooltip={told}];")
    return "\n".join([*lines, "}"]) + "\n"


def _quote_dot(text: str) -> str:
    """A quoted identifier; backslashes doubled, so that a label shows them and escapes nothing."""
    doubled = visible_text(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{doubled}"'


def render_graphml(graph: ExportGraph) -> str:
    """The graph as GraphML (graphml.graphdrawing.org), with the fields of
    `ExportNode` and `ExportEdge` as attributes; kinds are joined by a space."""
    names = _name_nodes(graph)
    keys = (
        ("zone", "node", "string"),
        ("modules", "node", "int"),
        ("file", "node", "string"),
        ("imports", "edge", "int"),
        ("kinds", "edge", "string"),
        ("place", "edge", "string"),
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *(
            f'  <key id="{name}" for="{side}" attr.name="{name}" attr.type="{kind}"/>'
            for name, side, kind in keys
        ),
        f'  <graph id={_quote_xml(visible_text(_title(graph)))} edgedefault="directed">',
    ]
    for node in graph.nodes:
        data = {"zone": node.zone.value, "modules": node.modules, "file": node.file}
        lines.append(f"    <node id={_quote_xml(names[node.name])}>{_render_data(data)}</node>")
    for edge in graph.edges:
        data = {"imports": edge.imports, "kinds": " ".join(edge.kinds), "place": edge.place}
        source, target = (_quote_xml(names[end]) for end in (edge.importer, edge.imported))
        ends = f"source={source} target={target}"
        lines.append(f"    <edge {ends}>{_render_data(data)}</edge>")
    return "\n".join([*lines, "  </graph>", "</graphml>"]) + "\n"


def _quote_xml(text: str) -> str:
    """An attribute's value with its quotes."""
    return f'"{html.escape(text, quote=True)}"'


def _render_data(values: Mapping[str, str | int]) -> str:
    return "".join(
        f'<data key="{key}">{html.escape(visible_text(str(value)), quote=False)}</data>'
        for key, value in values.items()
    )


def render_mermaid(graph: ExportGraph) -> str:
    """The graph as a Mermaid flowchart, importers on the left; an edge of more than one import
    carries the number. Nodes are numbered, so that no name can be read as syntax."""
    names = _name_nodes(graph)
    numbers = {node.name: f"n{position}" for position, node in enumerate(graph.nodes)}
    lines = ["flowchart LR"]
    lines += [f'  {numbers[name]}["{_escape_mermaid(label)}"]' for name, label in names.items()]
    for edge in graph.edges:
        count = f"|{edge.imports}|" if edge.imports > 1 else ""
        lines.append(f"  {numbers[edge.importer]} -->{count} {numbers[edge.imported]}")
    return "\n".join(lines) + "\n"


def _escape_mermaid(text: str) -> str:
    """Everything but letters, digits, dots, dashes, spaces and underscores as an entity code."""
    return "".join(each if each.isalnum() or each in "._- " else f"#{ord(each)};" for each in text)


def _title(graph: ExportGraph) -> str:
    return f"{graph.label}, {graph.view.value} imports between {graph.level.value}s"


def _name_nodes(graph: ExportGraph) -> dict[str, str]:
    """Displayable names by real name; two that would look the same are told apart by a number."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for node in graph.nodes:
        name, number = visible_text(node.name), 2
        while name in taken:
            name, number = f"{visible_text(node.name)} ({number})", number + 1
        taken.add(name)
        names[node.name] = name
    return names
