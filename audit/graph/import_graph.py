"""The import graph: modules as nodes, imports as edges, questions as views."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, cached_property

import networkx as nx

from audit.model.imports import ResolvedImport, View

__all__ = ["ImportGraph"]


class ImportGraph:
    """A frozen directed graph over first-party modules.

    Nodes are module names with `zone`; an edge importer → imported carries `imports`, the tuple
    of its import statements in source order, whatever their bucket: an import of a name that the
    module does not have loads the module all the same. Edges to a package that is run only because
    one of its submodules is imported carry nothing but the kind `implicit_parent`, and no view but
    `parents=True` shows them.
    """

    def __init__(self, zones: dict[str, str], imports: Iterable[ResolvedImport]) -> None:
        graph: nx.DiGraph[str] = nx.DiGraph()
        for name in sorted(zones):
            graph.add_node(name, zone=zones[name])
        edges: dict[tuple[str, str], list[ResolvedImport]] = defaultdict(list)
        for item in imports:
            if item.stays_inside and item.imported in zones:
                edges[item.importer, item.imported].append(item)
        for (importer, imported), statements in sorted(edges.items()):
            graph.add_edge(importer, imported, imports=tuple(statements))
        _add_parents(graph)
        self.graph = nx.freeze(graph)

    def view(self, view: View, *, parents: bool = False) -> nx.DiGraph[str]:
        """A new graph of the edges that belong to the view; all modules stay nodes.

        With `parents`, also the packages that are run on the way to what the view imports.
        """
        chosen: nx.DiGraph[str] = nx.DiGraph()
        chosen.add_nodes_from(self.graph.nodes(data=True))
        chosen.add_edges_from(_choose(view, self.graph.edges(data="imports")))
        if parents:
            _add_parents(chosen)
        return nx.freeze(chosen)

    def tangled(self, view: View) -> nx.DiGraph[str]:
        """The part of the view that cycles can be in: edges between modules that lead to each
        other by whichever imports, and the modules at their ends."""
        place = self._tangles
        inside = (
            edge
            for edge in self.graph.edges(data="imports")
            if edge[0] in place and place[edge[0]] == place.get(edge[1])
        )
        return nx.freeze(nx.DiGraph(_choose(view, inside)))

    @cached_property
    def _tangles(self) -> dict[str, int]:
        """For each module that leads back to itself: the number of its tangle."""
        components = nx.strongly_connected_components(self.graph)
        tangles = (members for members in components if len(members) > 1)
        return {module: number for number, members in enumerate(tangles) for module in members}


def _choose(
    view: View, edges: Iterable[tuple[str, str, tuple[ResolvedImport, ...]]]
) -> Iterator[tuple[str, str, dict[str, tuple[ResolvedImport, ...]]]]:
    """The edges that belong to a view, each with those of its statements that do."""
    holds = cache(view.holds)  # there are few sets of kinds
    for importer, imported, statements in edges:
        kept = tuple(item for item in statements if holds(item.kinds))
        if kept:
            yield importer, imported, {"imports": kept}


def _add_parents(graph: nx.DiGraph[str]) -> None:
    for importer, parent in sorted(_implicit_parents(graph)):
        if not graph.has_edge(importer, parent):
            graph.add_edge(importer, parent, imports=())


def _implicit_parents(graph: nx.DiGraph[str]) -> set[tuple[str, str]]:
    """Packages that an import runs on the way, unless the importer lives in them itself."""
    found: set[tuple[str, str]] = set()
    passed: set[tuple[str, str]] = set()
    for importer, imported in graph.edges:
        parent = imported.rpartition(".")[0]
        while parent and (importer, parent) not in passed:
            passed.add((importer, parent))
            inside = importer == parent or importer.startswith(f"{parent}.")
            if parent in graph and not inside:
                found.add((importer, parent))
            parent = parent.rpartition(".")[0]
    return found
