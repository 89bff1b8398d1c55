"""Which member of a family should stay, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from audit.analysis.families.profiles import Profile
from audit.model.ledger import ZoneCounts
from audit.model.modules import Zone

__all__ = ["choose_survivor", "find_medoid", "list_compared"]

_ZONES = {Zone.PRODUCTION: 0, Zone.TOOL: 1, Zone.VENDORED: 2, Zone.TEST: 3}
_COMPARED = 12


def find_medoid(
    members: Sequence[Profile], measure: Callable[[Profile, Profile], float]
) -> Profile:
    """The member whose syntax is closest to the others' (the first `_COMPARED` of them); `measure`
    says how close two are."""
    others = members[:_COMPARED]

    def distance(member: Profile) -> tuple[float, str]:
        total = sum(measure(member, other) for other in others if other is not member)
        return (-round(total, 9), member.path)

    return min(members, key=distance)


def list_compared(members: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The pairs that the medoid of members, given by ascending index, is chosen by."""
    for place, left in enumerate(members[:_COMPARED]):
        for right in members[place + 1 :]:
            yield left, right


def choose_survivor(
    members: Sequence[Profile],
    uses: Mapping[str, ZoneCounts],
    measure: Callable[[Profile, Profile], float],
    wrappers: Collection[int] = frozenset(),
) -> tuple[Profile, str]:
    """The proposed survivor and the reason in one sentence.

    `measure` says how close the syntax of two is, `wrappers` are indices of members that hand their
    calls on to another. In this order: production before anything else, a name that does not call
    itself old or a stand-in, no wrapper (it cannot live without what it wraps), most production
    uses, most public methods, the medoid, the first path.
    """
    medoid = find_medoid(members, measure)
    keys = {
        id(member): (
            _ZONES[member.record.zone],
            member.name.retired or member.name.double,
            member.index in wrappers,
            -uses.get(member.path, ZoneCounts()).production,
            -len(member.public),
            member is not medoid,
            member.path,
        )
        for member in members
    }
    ranked = sorted(members, key=lambda member: keys[id(member)])
    winner, second = ranked[0], ranked[1]
    place = next(
        place
        for place, (one, other) in enumerate(zip(keys[id(winner)], keys[id(second)], strict=True))
        if one != other
    )
    count = uses.get(winner.path, ZoneCounts()).production
    noun = "use" if count == 1 else "uses"
    reasons = (
        f"the only member in {winner.record.zone.value} code",
        "the others call themselves old or a stand-in",
        "the others hand their calls on to it",
        f"most used by production code: {count} {noun}",
        f"widest interface: {len(winner.public)} public methods",
        "closest to all others (medoid)",
        "first in path order; nothing else tells the members apart",
    )
    return winner, reasons[place]
