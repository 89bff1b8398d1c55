"""Communities: modules that import each other more than chance would have them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

__all__ = ["find_communities"]

Pair = tuple[int, int]

ROUNDS, SWEEPS = 6, 12


def find_communities(size: int, weights: Mapping[Pair, int]) -> list[int]:
    """The community of each of `size` nodes, the largest numbered 0.

    In: weights of pairs of nodes; direction does not count. Method: local moving and folding by
    modularity (Blondel, Guillaume, Lambiotte and Lefebvre, 2008), nodes in the order of their
    numbers, so that the same graph gives the same answer. A node without imports is alone.
    """
    neighbours: list[dict[int, float]] = [{} for _ in range(size)]
    for (left, right), weight in sorted(weights.items()):
        if left != right:
            neighbours[left][right] = neighbours[left].get(right, 0.0) + weight
            neighbours[right][left] = neighbours[right].get(left, 0.0) + weight
    home = list(range(size))
    loops = [0.0] * size
    for _ in range(ROUNDS):
        moved = _move_nodes(neighbours, loops)
        if len(set(moved)) == len(moved):
            break
        numbers = {old: new for new, old in enumerate(sorted(set(moved)))}
        moved = [numbers[each] for each in moved]
        home = [moved[each] for each in home]
        neighbours, loops = _fold(neighbours, loops, moved)
    return _number_by_size(home)


def _move_nodes(neighbours: Sequence[Mapping[int, float]], loops: Sequence[float]) -> list[int]:
    strength = [sum(each.values()) + 2 * loop for each, loop in zip(neighbours, loops, strict=True)]
    whole = sum(strength) or 1.0
    home = list(range(len(neighbours)))
    total = list(strength)
    for _ in range(SWEEPS):
        changed = False
        for node, links in enumerate(neighbours):
            toward: dict[int, float] = defaultdict(float)
            for other, weight in links.items():
                toward[home[other]] += weight
            total[home[node]] -= strength[node]
            share = strength[node] / whole
            best = home[node]
            gain = toward.get(best, 0.0) - total[best] * share
            for place in sorted(toward):
                offered = toward[place] - total[place] * share
                if offered > gain + 1e-12:
                    best, gain = place, offered
            changed |= best != home[node]
            home[node] = best
            total[best] += strength[node]
        if not changed:
            break
    return home


def _fold(
    neighbours: Sequence[Mapping[int, float]], loops: Sequence[float], home: Sequence[int]
) -> tuple[list[dict[int, float]], list[float]]:
    size = max(home) + 1
    folded: list[dict[int, float]] = [{} for _ in range(size)]
    kept = [0.0] * size
    for node, links in enumerate(neighbours):
        own = home[node]
        kept[own] += loops[node]
        for other, weight in links.items():
            place = home[other]
            if place == own:
                kept[own] += weight / 2
            else:
                folded[own][place] = folded[own].get(place, 0.0) + weight
    return folded, kept


def _number_by_size(home: Sequence[int]) -> list[int]:
    members: dict[int, list[int]] = defaultdict(list)
    for node, place in enumerate(home):
        members[place].append(node)
    ranked = sorted(members.values(), key=lambda nodes: (-len(nodes), nodes))
    number = {node: place for place, nodes in enumerate(ranked) for node in nodes}
    return [number[node] for node in range(len(home))]
