"""In which order the members of a family go, into what, and why."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence

from audit.model.families import FamilyMember, Life, Verdict
from audit.model.modules import Zone

__all__ = ["order_merging"]

_WORK = {
    verdict: rank
    for rank, verdict in enumerate(
        (Verdict.EXACT, Verdict.RENAMED, Verdict.DRIFTED, Verdict.WRAPPER, Verdict.PARALLEL)
    )
}
_WHAT = {
    Verdict.EXACT: "an exact copy",
    Verdict.RENAMED: "the same body under another name",
    Verdict.DRIFTED: "a copy that drifted",
    Verdict.WRAPPER: "it only hands calls on, once what it adds has a place",
    Verdict.PARALLEL: "another implementation of the same calls",
}


def order_merging(
    members: Sequence[FamilyMember], mergeable: Collection[str], reference: str
) -> tuple[FamilyMember, ...]:
    """The members with their rank and reason; those not in `mergeable` (paths) keep rank 0.

    Each goes into what it was compared with, the reference where nothing else is told; what goes
    into a member that goes itself has its turn before that one.

    Production goes before other code; in it what nobody uses, then what only tests use, then what
    is live; among these copies before wrappers before parallel implementations, then what needs
    least porting, then what has fewest uses to redirect, then by path. So each step is the
    cheapest one left, and the risky ones come when the cheap ones are done.
    """
    chosen = [member for member in members if member.path in mergeable]
    ordered = _sources_first(sorted(chosen, key=_effort))
    ranks = {id(member): rank for rank, member in enumerate(ordered, start=1)}
    return tuple(
        dataclasses.replace(
            member, merge_rank=ranks[id(member)], merge_reason=_tell(member, reference)
        )
        if id(member) in ranks
        else member
        for member in members
    )


def _sources_first(members: Sequence[FamilyMember]) -> list[FamilyMember]:
    """The same order, but what goes into a member stands before it."""
    sources: dict[str, list[FamilyMember]] = {}
    for member in members:
        sources.setdefault(member.compared_with, []).append(member)
    placed: dict[int, FamilyMember] = {}
    for member in members:
        pending = [member]
        while pending:
            known = {*placed, *map(id, pending)}
            waiting = (each for each in sources.get(pending[-1].path, ()) if id(each) not in known)
            found = next(waiting, None)
            if found is not None:
                pending.append(found)
            else:
                last = pending.pop()
                placed.setdefault(id(last), last)
    return list(placed.values())


def _effort(member: FamilyMember) -> tuple[bool, int, int, int, int, str]:
    lives = (Life.DEAD, Life.TEST_ONLY, Life.LIVE)
    return (
        member.zone is not Zone.PRODUCTION,
        lives.index(member.life),
        _WORK[member.verdict or Verdict.PARALLEL],
        len(member.ports),
        member.uses_production + member.uses_test,
        member.path,
    )


def _tell(member: FamilyMember, reference: str) -> str:
    what = _WHAT[member.verdict or Verdict.PARALLEL]
    into = member.compared_with or reference
    if into != reference:
        what = f"{what}, compared with {into}, not with the survivor"
    if member.life is Life.DEAD:
        return f"{what}; no import and no mention in its own module seen"
    whose = "only tests use it; " if member.life is Life.TEST_ONLY else ""
    port = f"port {_count(len(member.ports), 'thing')} first, then " if member.ports else ""
    return f"{what}; {whose}{port}point {_tell_uses(member)} at {into}"


def _tell_uses(member: FamilyMember) -> str:
    uses = member.uses_production + member.uses_test
    told = [_count(uses, "use")] if uses or not member.uses_own_module else []
    if member.uses_own_module:
        told.append(f"{_count(member.uses_own_module, 'mention')} in its own module")
    return " and ".join(told)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
