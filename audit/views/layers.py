"""A layered layout for small directed graphs: importers above what they import.

After Sugiyama, Tagawa and Toda (1981): cycles are opened, layers follow from the longest path,
then a few sweeps order each layer by the mean position of its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["find_components", "order_layers"]

Weights = Mapping[tuple[str, str], int]

SWEEPS = 8


def find_components(graph: Mapping[str, frozenset[str]]) -> list[tuple[str, ...]]:
    """The strongly connected components, each sorted, importers after what they import.

    In: for each node the nodes it points to, all of them keys. Method: Tarjan (1972), without
    recursion, in sorted order, so that the answer does not depend on hashing.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    waiting: set[str] = set()
    found: list[tuple[str, ...]] = []
    for start in sorted(graph):
        if start in index:
            continue
        work = [(start, iter(sorted(graph[start])))]
        index[start] = low[start] = len(index)
        stack.append(start)
        waiting.add(start)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    waiting.add(target)
                    work.append((target, iter(sorted(graph[target]))))
                    break
                if target in waiting:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    cut = stack.index(node)
                    found.append(tuple(sorted(stack[cut:])))
                    waiting.difference_update(stack[cut:])
                    del stack[cut:]
    return found


def order_layers(
    graph: Mapping[str, frozenset[str]], widest: int, weights: Weights | None = None
) -> list[list[str]]:
    """The nodes in rows from top to bottom, none of more than `widest` nodes.

    A node stands below every node outside its cycle that points to it; inside a cycle few and
    light edges point up (`weights` by pair, 1 where it has none). Rows are ordered so that
    neighbours stand near each other; a layer that is too wide becomes several rows.
    """
    layers = _assign_layers(graph, weights or {})
    neighbours: dict[str, set[str]] = {node: set(targets) for node, targets in graph.items()}
    for node, targets in graph.items():
        for target in targets:
            neighbours[target].add(node)
    for _ in range(SWEEPS):
        places = {
            node: (position + 0.5) / len(layer)
            for layer in layers
            for position, node in enumerate(layer)
        }
        for layer in layers:
            layer.sort(key=lambda node: (_average(places, neighbours[node], node), node))
    return [row for layer in layers for row in _split(layer, widest)]


def _assign_layers(graph: Mapping[str, frozenset[str]], weights: Weights) -> list[list[str]]:
    # Importers come first in this order, so that one pass settles the longest paths.
    ordered = [
        node
        for members in reversed(find_components(graph))
        for node in _open_cycle(members, graph, weights)
    ]
    place = {node: position for position, node in enumerate(ordered)}
    depth = dict.fromkeys(ordered, 0)
    for node in ordered:
        for target in graph[node]:
            if place[target] > place[node]:
                depth[target] = max(depth[target], depth[node] + 1)
    layers: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for node in sorted(ordered):
        layers[depth[node]].append(node)
    return layers


def _open_cycle(
    members: Sequence[str], graph: Mapping[str, frozenset[str]], weights: Weights
) -> list[str]:
    """An order of the members with little weight pointing back (Eades, Lin and Smyth, 1993)."""
    left = set(members)
    first: list[str] = []
    last: list[str] = []
    while left:
        leaving = {
            node: sum(weights.get((node, each), 1) for each in graph[node] & left - {node})
            for node in left
        }
        arriving = dict.fromkeys(left, 0)
        for node in left:
            for each in graph[node] & left - {node}:
                arriving[each] += weights.get((node, each), 1)
        sinks = sorted(node for node in left if not leaving[node])
        if sinks:
            last.append(sinks[0])
            left.remove(sinks[0])
            continue
        best = min(left, key=lambda node: (arriving[node] - leaving[node], node))
        first.append(best)
        left.remove(best)
    return first + last[::-1]


def _average(places: Mapping[str, float], neighbours: set[str], node: str) -> float:
    if not neighbours:
        return places[node]
    return sum(places[each] for each in sorted(neighbours)) / len(neighbours)


def _split(layer: Sequence[str], widest: int) -> list[list[str]]:
    rows = -(-len(layer) // widest)
    size = -(-len(layer) // max(rows, 1))
    return [list(layer[start : start + size]) for start in range(0, len(layer), max(size, 1))]
