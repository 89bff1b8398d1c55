"""Import cycles by view, and what to cut."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from audit.graph.import_graph import ImportGraph
from audit.model.imports import Cycle, ResolvedImport, View

__all__ = ["find_conditions", "find_cycle_breakers", "find_cycles"]


def find_cycles(graph: ImportGraph) -> tuple[Cycle, ...]:
    """Strongly connected components of two or more modules, for each view.

    Sorted by view (load-time, run-time, conceptual), largest first, then by members. Packages
    that run only as parents of what is imported do not count: they are loaded already.
    """
    found = []
    for view in View:
        shown = graph.view(view)
        components = [c for c in nx.strongly_connected_components(shown) if len(c) > 1]
        for members in sorted(components, key=lambda c: (-len(c), sorted(c))):
            inside = shown.subgraph(members)
            found.append(
                Cycle(
                    view=view,
                    members=tuple(sorted(members)),
                    imports=tuple(sorted(inside.edges())),
                    breakers=_located(inside, find_cycle_breakers(inside)),
                )
            )
    return tuple(found)


def find_cycle_breakers(graph: nx.DiGraph[str]) -> tuple[tuple[str, str], ...]:
    """Edges whose removal leaves no cycle: few, and carried by few statements.

    The linear-arrangement heuristic of Eades, Lin and Smyth, *A fast and effective heuristic for
    the feedback arc set problem* (1993), weighted by import statements: modules are laid out by
    taking sinks to the right, sources to the left, else the module with the largest surplus of
    outgoing over incoming weight to the left; edges that run back are the breakers. An edge is
    given back when the graph stays free of cycles with it. Sorted.
    """
    order = {module: place for place, module in enumerate(_arrangement(graph))}
    backward = sorted(
        (edge for edge in graph.edges() if order[edge[0]] > order[edge[1]]),
        key=lambda edge: (-_weight(graph, edge), edge),
    )
    kept = nx.DiGraph(edge for edge in graph.edges() if order[edge[0]] < order[edge[1]])
    breakers = []
    for importer, imported in backward:
        if (
            kept.has_node(importer)
            and kept.has_node(imported)
            and nx.has_path(kept, imported, importer)
        ):
            breakers.append((importer, imported))
        else:
            kept.add_edge(importer, imported)
    return tuple(sorted(breakers))


def find_conditions(cycle: Cycle, imports: Iterable[ResolvedImport]) -> tuple[str, ...]:
    """The tests (`if …:`) that a cycle rests on, as written, sorted.

    `imports` hold at least those between its members. Empty when a circle is left without the
    imports that stand under a test.
    """
    inside = set(cycle.imports)
    kept: nx.DiGraph[str] = nx.DiGraph()
    tests = set()
    for item in imports:
        pair = (item.importer, item.imported)
        if pair not in inside or not cycle.view.holds(item.kinds):
            continue
        if item.guard:
            tests.add(item.guard)
        else:
            kept.add_edge(*pair)
    return tuple(sorted(tests)) if nx.is_directed_acyclic_graph(kept) else ()


def _weight(graph: nx.DiGraph[str], edge: tuple[str, str]) -> int:
    return max(len(graph.edges[edge].get("imports", ())), 1)


def _arrangement(graph: nx.DiGraph[str]) -> list[str]:
    rest = nx.DiGraph()
    rest.add_nodes_from(sorted(graph))
    rest.add_weighted_edges_from(
        (importer, imported, _weight(graph, (importer, imported)))
        for importer, imported in sorted(graph.edges())
    )
    left: list[str] = []
    right: list[str] = []
    while rest:
        sinks = [node for node in rest if rest.out_degree(node) == 0]
        sources = [node for node in rest if rest.in_degree(node) == 0 and rest.out_degree(node)]
        if sinks:
            right[:0] = sorted(sinks)
            rest.remove_nodes_from(sinks)
        elif sources:
            left += sorted(sources)
            rest.remove_nodes_from(sources)
        else:
            outgoing = dict(rest.out_degree(weight="weight"))
            incoming = dict(rest.in_degree(weight="weight"))
            chosen = min(rest, key=lambda node: (incoming[node] - outgoing[node], node))
            left.append(chosen)
            rest.remove_node(chosen)
    return left + right


def _located(
    graph: nx.DiGraph[str], breakers: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str, str, int], ...]:
    located = []
    for importer, imported in breakers:
        statement = graph.edges[importer, imported]["imports"][0]
        located.append((importer, imported, statement.file, statement.line))
    return tuple(located)
