"""Disjoint sets over numbers (Tarjan 1975), with a result that does not depend on join order."""

from __future__ import annotations

__all__ = ["DisjointSets"]


class DisjointSets:
    """Numbers 0 … size − 1, each alone at first. A set is known by its smallest number."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))

    def find(self, number: int) -> int:
        """The smallest number of the set that holds `number`."""
        parents = self._parents
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    def join(self, left: int, right: int) -> None:
        """Make the sets of both numbers one."""
        low, high = sorted((self.find(left), self.find(right)))
        self._parents[high] = low
