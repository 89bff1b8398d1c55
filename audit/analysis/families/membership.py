"""What each member is to the reference, and what that makes of the family as a whole.

The family's verdict is the strongest claim that holds for every member that counts:

- one verdict for all of them: that one;
- exact and renamed copies: renamed copy (equal up to names);
- copies of other kinds together (twins and vendored ones included): drifted copy;
- as soon as one is a wrapper or a parallel implementation and not all are: parallel
  implementation (one interface, one job).

The members that count are those outside the tests, besides the reference; all of them when the
family lives in the tests alone or has one member outside. So a stand-in never weakens what is
said of production code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.analysis.families.grouping import Group, Judge
from audit.analysis.families.profiles import Profile
from audit.analysis.families.verdicts import DUPLICATION, PairVerdict
from audit.model.families import Verdict
from audit.model.ledger import ZoneCounts
from audit.model.modules import Zone

__all__ = ["Membership", "count_members", "find_going", "judge_members", "sum_up"]

_COPIES = frozenset({Verdict.EXACT, Verdict.RENAMED, Verdict.DRIFTED})
_ALIKE = _COPIES | {Verdict.VENDORED, Verdict.TWIN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A member other than the reference, with the judged pair that its verdict comes from."""

    profile: Profile
    pair: PairVerdict

    @property
    def verdict(self) -> Verdict:
        """What it is to the other of the pair."""
        return self.pair.verdict

    @property
    def other(self) -> Profile:
        """The other of the pair: what it could go into."""
        signals = self.pair.signals
        return signals.right if signals.left is self.profile else signals.left


def judge_members(
    group: Group, members: Sequence[Profile], reference: Profile, judge: Judge
) -> list[Membership]:
    """A verdict for each member but the reference, in member order.

    The pair with the reference decides. Where the evidence says nothing about that pair, the
    member's strongest pair in the family does. Siblings of a declaring base stay siblings, even
    where two of them are copies as well: that is another family.
    """
    strongest: dict[int, PairVerdict] = {}
    for pair in group.pairs:
        for profile in (pair.signals.left, pair.signals.right):
            strongest.setdefault(profile.index, pair)
    found = []
    for member in members:
        if member is reference:
            continue
        ends = (min(member.index, reference.index), max(member.index, reference.index))
        judged = None if group.base else judge(*ends)
        if judged is None or judged.verdict is Verdict.POLYMORPHISM:
            judged = strongest[member.index]
        found.append(Membership(profile=member, pair=judged))
    return found


def count_members(members: Sequence[Membership], reference: Profile) -> list[Membership]:
    """The members that count for the family's verdict and confidence."""
    outside = [member for member in members if member.profile.record.zone is not Zone.TEST]
    return outside if outside and reference.record.zone is not Zone.TEST else list(members)


def sum_up(members: Sequence[Membership]) -> Verdict:
    """The verdict of a family from the verdicts of the members that count."""
    verdicts = {member.verdict for member in members}
    if len(verdicts) == 1:
        return verdicts.pop()
    if verdicts <= {Verdict.EXACT, Verdict.RENAMED}:
        return Verdict.RENAMED
    return Verdict.DRIFTED if verdicts <= _ALIKE else Verdict.PARALLEL


def find_going(members: Sequence[Membership], uses: Mapping[str, ZoneCounts]) -> list[Membership]:
    """The members that could go, each into what it was compared with, in their order.

    Of members that were only compared with each other one stays: one in production, then the one
    that production uses most, then the first by path.
    """

    def weigh(member: Membership) -> tuple[bool, int]:
        record = member.profile.record
        return record.zone is Zone.PRODUCTION, uses.get(record.path, ZoneCounts()).production

    into: dict[int, int] = {}
    ordered = list(members)
    ordered.reverse()  # among equals the last by path goes
    ordered.sort(key=weigh)
    for member in ordered:
        if _claims_duplication(member):
            end = member.other.index
            while end in into:
                end = into[end]
            if end != member.profile.index:
                into[member.profile.index] = member.other.index
    return [member for member in members if member.profile.index in into]


def _claims_duplication(member: Membership) -> bool:
    """Whether the verdict says that one of the two could go.

    A stand-in in the tests answers the calls of what it stands in for: only a copy of production
    code in the tests is a duplicate of it.
    """
    if member.verdict not in DUPLICATION:
        return False
    stands_in = member.profile.record.zone is Zone.TEST is not member.other.record.zone
    return member.verdict in _COPIES or not stands_in
