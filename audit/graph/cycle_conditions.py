"""What has to hold for a cycle to close."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from audit.model.imports import Cycle, ResolvedImport

__all__ = ["find_conditions"]


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
