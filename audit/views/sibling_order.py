"""Levels and order of the children of each package: the partition of the matrix, the rows of the
explorer's layout."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.views.layers import find_components
from audit.views.module_tree import ModuleTree

__all__ = ["SiblingOrder", "order_siblings"]

Pair = tuple[int, int]

LARGEST_EXACT_CYCLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SiblingOrder:
    """For each node of a tree its place among its siblings.

    `level` 0 imports no sibling outside its own cycle; otherwise one more than the highest level
    that it imports; −1 for a node without imports to or from a sibling. `position` counts from 0,
    imported before importers, the members of a cycle next to each other. `cycle` numbers the
    strongly connected component with two or more members that the node is in, −1 for none.
    """

    level: tuple[int, ...]
    position: tuple[int, ...]
    cycle: tuple[int, ...]


def order_siblings(tree: ModuleTree, imports: Mapping[int, Mapping[Pair, int]]) -> SiblingOrder:
    """Order the children of every package by level.

    In: for each package (−1 for the roots) the weighted imports between its children. Method:
    strongly connected components (Tarjan, 1972), levels by longest path between them, and inside
    a component the greedy feedback order of Eades, Lin and Smyth (1993) up to 200 members, by
    outgoing minus incoming weight beyond.
    """
    level = [-1] * len(tree.names)
    position = [0] * len(tree.names)
    cycle = [-1] * len(tree.names)
    found = 0
    for package in (-1, *(node for node, each in enumerate(tree.children) if each)):
        siblings = tree.roots if package < 0 else tree.children[package]
        weights = imports.get(package, {})
        groups = _rank_groups(weights)
        linked = {node for _, members in groups for node in members}
        alone = [node for node in siblings if node not in linked]
        ordered = alone + [node for _, members in groups for node in members]
        for place, node in enumerate(ordered):
            position[node] = place
        for rank, members in groups:
            for node in members:
                level[node] = rank
                if len(members) > 1:
                    cycle[node] = found
            found += len(members) > 1
    return SiblingOrder(level=tuple(level), position=tuple(position), cycle=tuple(cycle))


def _rank_groups(weights: Mapping[Pair, int]) -> list[tuple[int, list[int]]]:
    """The components with their level, lowest first; members in feedback order."""
    targets: dict[str, set[str]] = defaultdict(set)
    for importer, imported in weights:
        targets[str(importer)].add(str(imported))
        targets.setdefault(str(imported), set())
    # Imported components come first, so that one pass settles the levels.
    components = find_components({node: frozenset(each) for node, each in targets.items()})
    home = {node: number for number, members in enumerate(components) for node in members}
    ranks: list[int] = []
    for number, members in enumerate(components):
        below = {home[each] for node in members for each in targets[node]} - {number}
        ranks.append(1 + max((ranks[each] for each in below), default=-1))
    ranked = [
        (rank, sorted(int(node) for node in members))
        for rank, members in zip(ranks, components, strict=True)
    ]
    ranked.sort()
    inside: dict[int, dict[Pair, int]] = defaultdict(dict)
    for (importer, imported), weight in weights.items():
        if home[str(importer)] == home[str(imported)]:
            inside[home[str(importer)]][importer, imported] = weight
    return [
        (rank, _order_cycle(members, inside[home[str(members[0])]]) if members[1:] else members)
        for rank, members in ranked
    ]


def _order_cycle(members: Sequence[int], weights: Mapping[Pair, int]) -> list[int]:
    """The members of a cycle, imported first, with little weight against that order."""
    surplus = dict.fromkeys(members, 0)
    for (importer, imported), weight in weights.items():
        surplus[importer] += weight
        surplus[imported] -= weight
    if len(members) > LARGEST_EXACT_CYCLE:
        return sorted(members, key=lambda node: (surplus[node], node))
    touching: dict[int, list[tuple[Pair, int]]] = defaultdict(list)
    leaving = dict.fromkeys(members, 0)
    for pair, weight in sorted(weights.items()):
        leaving[pair[0]] += weight
        for node in pair:
            touching[node].append((pair, weight))
    left = dict.fromkeys(sorted(members))
    importers: list[int] = []
    imported_ones: list[int] = []
    while left:
        sinks = [node for node in left if not leaving[node]]
        chosen = sinks[0] if sinks else max(left, key=lambda node: (surplus[node], -node))
        (imported_ones if sinks else importers).append(chosen)
        del left[chosen]
        for (importer, imported), weight in touching[chosen]:
            other = imported if importer == chosen else importer
            if other in left:
                surplus[other] += weight if importer == chosen else -weight
                leaving[other] -= weight if imported == chosen else 0
    return imported_ones + importers[::-1]
