"""The import graph: modules as nodes, imports as edges, questions as views."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import networkx as nx

from audit.model.facts import ImportKind
from audit.model.imports import Bucket, ResolvedImport, View

__all__ = ["ImportGraph", "in_view"]

_OUTSIDE = frozenset({Bucket.STANDARD_LIBRARY, Bucket.THIRD_PARTY})
_AT_LOAD = frozenset({ImportKind.LOAD, ImportKind.CLASS_BODY})
_LATER = frozenset({ImportKind.LAZY, ImportKind.LAZY_KEYWORD})
_NEVER_RUN = frozenset({ImportKind.TYPING, ImportKind.STRING})
_RUN_TIME = _AT_LOAD | _LATER | {ImportKind.DYNAMIC}


def in_view(kinds: Iterable[ImportKind], view: View) -> bool:
    """Whether an import of these kinds belongs to the view.

    load-time ⊆ run-time ⊆ conceptual. Typing-only imports and strings are conceptual alone;
    `lazy import` runs when the name is first used, so it is run-time. A class body runs at load
    time unless it stands in a function.
    """
    found = set(kinds)
    if view is View.CONCEPTUAL:
        return True
    if found & _NEVER_RUN or not found & _RUN_TIME:
        return False
    return view is View.RUN_TIME or bool(found & _AT_LOAD and not found & _LATER)


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
            ours = item.bucket not in _OUTSIDE and item.imported in zones
            if ours and item.importer != item.imported:
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
        for importer, imported, statements in self.graph.edges(data="imports"):
            kept = tuple(item for item in statements if in_view(item.kinds, view))
            if kept:
                chosen.add_edge(importer, imported, imports=kept)
        if parents:
            _add_parents(chosen)
        return nx.freeze(chosen)


def _add_parents(graph: nx.DiGraph[str]) -> None:
    for importer, parent in sorted(_implicit_parents(graph)):
        if not graph.has_edge(importer, parent):
            graph.add_edge(importer, parent, imports=())


def _implicit_parents(graph: nx.DiGraph[str]) -> set[tuple[str, str]]:
    """Packages that an import runs on the way, unless the importer lives in them itself."""
    found: set[tuple[str, str]] = set()
    for importer, imported in graph.edges:
        parent = imported.rpartition(".")[0]
        while parent:
            inside = importer == parent or importer.startswith(f"{parent}.")
            if parent in graph and not inside:
                found.add((importer, parent))
            parent = parent.rpartition(".")[0]
    return found
