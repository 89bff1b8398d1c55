"""Import cycles by view, and what to cut."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from itertools import chain

import networkx as nx

from audit.graph.import_graph import ImportGraph
from audit.model.imports import Cycle, View

__all__ = ["find_cycle_breakers", "find_cycles"]


def find_cycles(graph: ImportGraph) -> tuple[Cycle, ...]:
    """Strongly connected components of two or more modules, for each view.

    Sorted by view (load-time, run-time, conceptual), largest first, then by members. Packages
    that run only as parents of what is imported do not count: they are loaded already.
    """
    found = []
    for view in View:
        shown = graph.tangled(view)
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


def _weight(graph: nx.DiGraph[str], edge: tuple[str, str]) -> int:
    return max(len(graph.edges[edge].get("imports", ())), 1)


def _arrangement(graph: nx.DiGraph[str]) -> list[str]:
    rest = _Unplaced(graph)
    left: list[str] = []
    right: list[list[str]] = []
    while rest.modules:
        if rest.sinks:
            right.append(rest.take(rest.sinks))
        elif rest.sources:
            left += rest.take(rest.sources)
        else:
            left += rest.take({rest.find_largest_surplus()})
    return [*left, *chain.from_iterable(reversed(right))]


class _Unplaced:
    """The modules of an arrangement that have no place yet, and how they import each other.

    `sinks` import none of the others, `sources` import some and are imported by none.
    """

    def __init__(self, graph: nx.DiGraph[str]) -> None:
        self.modules = set(graph)
        self._imports: dict[str, dict[str, int]] = {module: {} for module in graph}
        self._imported_by: dict[str, dict[str, int]] = {module: {} for module in graph}
        for importer, imported in graph.edges():
            weight = _weight(graph, (importer, imported))
            self._imports[importer][imported] = weight
            self._imported_by[imported][importer] = weight
        self.sinks = {module for module in graph if not self._imports[module]}
        self.sources = {module for module in graph if not self._imported_by[module]} - self.sinks
        self._balance: dict[str, int] = {
            module: sum(self._imported_by[module].values()) - sum(self._imports[module].values())
            for module in graph
        }
        self._ranked: list[tuple[int, str]] = [
            (balance, module) for module, balance in self._balance.items()
        ]
        heapq.heapify(self._ranked)

    def find_largest_surplus(self) -> str:
        """The module with most outgoing beyond incoming weight, the first by name."""
        while True:
            balance, module = heapq.heappop(self._ranked)
            if module in self.modules and self._balance[module] == balance:
                return module

    def take(self, chosen: Iterable[str]) -> list[str]:
        """Take modules out; returns them sorted."""
        taken = sorted(chosen)
        for module in taken:
            self.modules.discard(module)
            self.sinks.discard(module)
            self.sources.discard(module)
            for importer, weight in self._imported_by.pop(module).items():
                self._drop(self._imports, importer, module, weight)
            for imported, weight in self._imports.pop(module).items():
                self._drop(self._imported_by, imported, module, -weight)
        return taken

    def _drop(self, side: dict[str, dict[str, int]], module: str, gone: str, change: int) -> None:
        if module == gone:
            return
        del side[module][gone]
        self._balance[module] += change
        heapq.heappush(self._ranked, (self._balance[module], module))
        if not self._imports[module]:
            self.sinks.add(module)
            self.sources.discard(module)
        elif not self._imported_by[module]:
            self.sources.add(module)


def _located(
    graph: nx.DiGraph[str], breakers: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str, str, int], ...]:
    located = []
    for importer, imported in breakers:
        statement = graph.edges[importer, imported]["imports"][0]
        located.append((importer, imported, statement.file, statement.line))
    return tuple(located)
