"""Propagation cost: how far a change can reach through the import graph."""

from __future__ import annotations

import networkx as nx

__all__ = ["propagation_cost"]


def propagation_cost(graph: nx.DiGraph[str]) -> float | None:
    """The density of the transitive closure: |{(a, b): a chain leads from a to b}| / n².

    A module reaches itself, so n modules without imports have 1/n, and n modules in one cycle
    have 1. Range 0–1, lower is better; None without modules. Two modules of which one imports the
    other: 3/4. Source: A. MacCormack, J. Rusnak, C. Y. Baldwin, *Exploring the Structure of
    Complex Software Designs* (Management Science 52(7), 2006), where the visibility matrix sums
    the powers of the dependency matrix from 0 on. Rounded to 6 decimals.

    Method: strongly connected components in reverse topological order, the reachable set of each
    as the bits of one integer.
    """
    count: int = graph.number_of_nodes()
    if not count:
        return None
    condensed = nx.condensation(graph)
    place = {node: number for number, node in enumerate(graph)}
    reachable: dict[int, int] = {}
    pairs = 0
    for component in reversed(list(nx.topological_sort(condensed))):
        members: set[str] = condensed.nodes[component]["members"]
        bits: int = 0
        for member in members:
            bits |= 1 << place[member]
        for following in condensed.successors(component):
            bits |= reachable[following]
        reachable[component] = bits
        pairs += len(members) * bits.bit_count()
    return round(pairs / count**2, 6)
