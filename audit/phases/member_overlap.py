"""Findings about a set of members, a cycle or a family, matched by the members in common."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from audit.model.comparison import FindingChange
from audit.model.finding_identity import finding_fingerprint
from audit.model.findings import Finding, FindingKind
from audit.model.snapshot import Snapshot
from audit.phases.moves import Moves

__all__ = ["pair_by_members"]

_FEWEST_COMMON = 2
_Group = tuple[str, frozenset[str]]
_NOTHING: _Group = ("", frozenset())


def pair_by_members(
    old: Mapping[int, Finding],
    new: Mapping[int, Finding],
    sides: tuple[Snapshot, Snapshot],
    forward: Moves,
) -> list[tuple[int, int, FindingChange]]:
    """Pairs of an earlier and a later finding whose members changed, with what came and went.

    A cycle, under one view, or a family is the same one when at least two members are in both;
    members of moved modules count under their new names. Each finding is paired once, the largest
    share of common members first. Example: the cycle a, b, c that gains d is one finding that
    changed, not one resolved and one introduced.
    """
    earlier, later = _groups(sides[0], forward), _groups(sides[1], None)
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for left, before in old.items():
        sort, members = earlier.get(before.fingerprint, _NOTHING)
        for member in members:
            holders[sort, member].append(left)
    candidates = []
    for right, after in new.items():
        sort, members = later.get(after.fingerprint, _NOTHING)
        common = Counter(left for member in members for left in holders.get((sort, member), ()))
        for left, count in common.items():
            if count >= _FEWEST_COMMON:
                every = members | earlier[old[left].fingerprint][1]
                candidates.append((-count / len(every), left, right))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, left, right in sorted(candidates):
        if left not in pairs and right not in taken:
            pairs[left] = right
            taken.add(right)
    return [
        (left, right, _change(old[left], new[right], earlier, later))
        for left, right in sorted(pairs.items())
    ]


def _change(
    before: Finding, after: Finding, earlier: Mapping[str, _Group], later: Mapping[str, _Group]
) -> FindingChange:
    was, now = earlier[before.fingerprint][1], later[after.fingerprint][1]
    return FindingChange(
        before=before,
        after=after,
        gained=tuple(sorted(now - was)),
        lost=tuple(sorted(was - now)),
    )


def _groups(snapshot: Snapshot, moves: Moves | None) -> dict[str, _Group]:
    """What the finding of a fingerprint is about: the sort of set, and its members."""

    def translate(names: tuple[str, ...]) -> frozenset[str]:
        return frozenset(moves.translate_name(name) if moves else name for name in names)

    kind = FindingKind.CYCLE
    found = {
        finding_fingerprint(kind, cycle.view, *cycle.members): (
            f"{kind} {cycle.view}",
            translate(cycle.members),
        )
        for cycle in snapshot.cycles
    }
    kind = FindingKind.CLASS_FAMILY
    for family in snapshot.families:
        members = translate(tuple(member.path for member in family.members))
        found[finding_fingerprint(kind, family.fingerprint)] = (str(kind), members)
    return found
