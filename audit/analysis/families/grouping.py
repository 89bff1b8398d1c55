"""From judged pairs to groups: average linkage, so that a chain of resemblances is no family."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audit.analysis.families.disjoint import DisjointSets
from audit.analysis.families.verdicts import PairVerdict
from audit.model.families import Verdict

__all__ = ["Group", "Judge", "Kin", "group_pairs"]

# Two groups become one only when at least this share of the pairs across is accepted, too.
LINKAGE = 0.5
# Of a large group this many members, evenly spread, speak for all.
SPOKESMEN = 10

_STRENGTH = {
    verdict: rank
    for rank, verdict in enumerate(
        [
            Verdict.EXACT,
            Verdict.VENDORED,
            Verdict.RENAMED,
            Verdict.TWIN,
            Verdict.DRIFTED,
            Verdict.WRAPPER,
            Verdict.PARALLEL,
            Verdict.POLYMORPHISM,
            Verdict.UNRELATED,
        ]
    )
}

Judge = Callable[[int, int], PairVerdict | None]
Kin = Callable[[int], frozenset[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Indices in ascending order, and the accepted pairs among them, strongest first.

    `base` is the path of the base that declares what they share, for polymorphism.
    """

    members: tuple[int, ...]
    pairs: tuple[PairVerdict, ...]
    base: str = ""


def _order(pair: PairVerdict) -> tuple[bool, int, float, int, int]:
    """Namesakes find each other before strangers do."""
    signals = pair.signals
    return (not signals.stem, *_rank(pair))


def _rank(pair: PairVerdict) -> tuple[int, float, int, int]:
    signals = pair.signals
    return (
        _STRENGTH[pair.verdict],
        -pair.confidence,
        signals.left.index,
        signals.right.index,
    )


def _spokesmen(members: Sequence[int]) -> Sequence[int]:
    if len(members) <= SPOKESMEN:
        return members
    return [members[place * len(members) // SPOKESMEN] for place in range(SPOKESMEN)]


def _hang_together(left: Sequence[int], right: Sequence[int], judge: Judge) -> bool:
    pairs = [(min(a, b), max(a, b)) for a in _spokesmen(left) for b in _spokesmen(right)]
    if len(pairs) == 1:
        return True
    accepted = 0
    for one, other in pairs:
        found = judge(one, other)
        accepted += found is not None and found.verdict is not Verdict.POLYMORPHISM
    return accepted / len(pairs) >= LINKAGE


def group_pairs(count: int, kin: Kin, pairs: Sequence[PairVerdict], judge: Judge) -> list[Group]:
    """Group classes by accepted pairs, strongest first; groups come in member order.

    Of `count` classes, `kin` tells for each those that must never stand in one family with it (its
    ancestors and enclosing classes; the other direction need not be told). `judge(i, j)` with
    i < j says what a pair that was no candidate would be.
    """
    ordered = sorted(pairs, key=_order)
    sets = DisjointSets(count)
    barred: dict[int, frozenset[int]] = {}
    members: dict[int, list[int]] = {}
    for pair in ordered:
        left, right = sets.find(pair.signals.left.index), sets.find(pair.signals.right.index)
        if left == right:
            continue
        one, other = members.get(left, [left]), members.get(right, [right])
        bars = barred[left] if left in barred else kin(left)
        other_bars = barred[right] if right in barred else kin(right)
        if not bars.isdisjoint(other) or not other_bars.isdisjoint(one):
            continue
        if _hang_together(one, other, judge):
            sets.join(left, right)
            barred[min(left, right)] = bars | other_bars
            members[min(left, right)] = sorted([*one, *other])
            members.pop(max(left, right), None)
    inside: dict[int, list[PairVerdict]] = {}
    for pair in ordered:
        root = sets.find(pair.signals.left.index)
        if root == sets.find(pair.signals.right.index):
            inside.setdefault(root, []).append(pair)
    return [
        Group(members=tuple(members[root]), pairs=tuple(inside[root])) for root in sorted(inside)
    ]
