"""Existing paths that a broken one may have meant: the same name elsewhere, or a misspelling."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from audit.model.modules import Zone
from audit.model.snapshot import Snapshot

__all__ = ["NearestPaths"]

_FARTHEST = 3
_ALIKE = 0.8
_ALIKE_LONG = 0.75
_TELLING_LENGTH = 6
_LONG = 12
_MOST = 3


class NearestPaths:
    """Canonical paths and module names of a snapshot, asked for what is like a broken path.

    A path of the same last name counts (underscores around it and case apart) where no more than
    three parts of the two differ; parts that stand in both are not counted. One with a last name of
    at least six letters that nothing else in the codebase has counts wherever it is. Else names in
    the same place count that are spelled alike: a ratio of Ratcliff and Obershelp (`difflib`) of at
    least 0.8, or, for a name of twelve letters in a place that differs by one part, of 0.75. Of
    those the nearest are answered; where they are more than three, none is: it would be a guess.
    Tests are no kin of production code.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        zones = {entry.canonical: entry.definition.zone for entry in snapshot.ledger}
        zones |= {module.name: module.zone for module in snapshot.modules}
        self._zones = zones
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._below: dict[str, list[str]] = defaultdict(list)
        for path in sorted(zones):
            owner, _, last = path.rpartition(".")
            self._by_name[_plain(last)].append(path)
            self._below[owner].append(last)

    def find(self, path: str, zones: Iterable[Zone]) -> tuple[str, ...]:
        """The paths that a broken one, used in these zones, may have meant, at most three."""
        owner, _, last = path.rpartition(".")
        hidden = set() if Zone.TEST in zones else {Zone.TEST}
        named = [each for each in self._by_name[_plain(last)] if self._zones[each] not in hidden]
        nearest = _nearest(_rank(path, each) for each in named)
        alone = [each for each in named if each.rpartition(".")[2] == last]
        if not nearest and len(alone) == 1 and len(last) >= _TELLING_LENGTH:
            return tuple(alone)
        if named or not owner:
            return nearest
        alike = difflib.get_close_matches(last, self._below[owner], n=_MOST, cutoff=_ALIKE)
        return tuple(f"{owner}.{name}" for name in alike) or self._find_renamed(path, hidden)

    def _find_renamed(self, path: str, hidden: set[Zone]) -> tuple[str, ...]:
        """A long name spelled alike whose path differs in one part at most."""
        last = path.rpartition(".")[2]
        if len(last) < _LONG:
            return ()
        near: dict[str, list[str]] = defaultdict(list)
        for owner, names in self._below.items():
            if owner.count(".") + 1 == path.count(".") and _distance(path, f"{owner}.x") <= 2:
                for name in names:
                    if self._zones[f"{owner}.{name}"] not in hidden:
                        near[name].append(f"{owner}.{name}")
        alike = difflib.get_close_matches(last, near, n=_MOST, cutoff=_ALIKE_LONG)
        return tuple(each for name in alike for each in near[name])[:_MOST]


def _rank(path: str, other: str) -> tuple[bool, int, str]:
    """What is written the same goes first, and what is private or public in the same place."""
    distance = _distance(path, other)
    last, name = path.rpartition(".")[2], other.rpartition(".")[2]
    is_same = last.strip("_") == name.strip("_") if distance == 0 else last == name
    return not is_same, distance, other


def _nearest(ranked: Iterable[tuple[bool, int, str]]) -> tuple[str, ...]:
    near = sorted(each for each in ranked if each[1] <= _FARTHEST)
    found = [each[2] for each in near if each[:2] == near[0][:2]]
    return tuple(found) if len(found) <= _MOST else ()


def _distance(path: str, other: str) -> int:
    """How many parts of two paths are not in both, or, where they do not begin alike and lead
    through several parts that the other lacks, more than any that counts."""
    parts, others = ([_plain(part) for part in each.split(".")[:-1]] for each in (path, other))
    start = _count_alike(parts, others)
    end = _count_alike(parts[start:][::-1], others[start:][::-1])
    left, right = parts[start : len(parts) - end], others[start : len(others) - end]
    common = set(left) & set(right)
    if not (start or end or common) or (len(left) > 1 and not common):
        return _FARTHEST + 1
    return sum(part not in common for part in (*left, *right))


def _count_alike(left: Sequence[str], right: Sequence[str]) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(left), len(right)))


def _plain(name: str) -> str:
    is_special = name.startswith("__") and name.endswith("__")
    return name if is_special else name.strip("_").lower() or name
