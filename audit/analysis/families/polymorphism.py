"""Legitimate polymorphism: siblings under a base that declares what they share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audit.analysis.families.grouping import Group
from audit.analysis.families.method_names import MethodNames
from audit.analysis.families.profiles import Profile
from audit.analysis.families.signals import measure_pair
from audit.analysis.families.thresholds import DECLARED_SHARE, MINIMUM_DECLARED
from audit.analysis.families.verdicts import PairVerdict
from audit.model.families import Verdict
from audit.model.modules import Zone

__all__ = ["group_by_base"]


def group_by_base(profiles: Sequence[Profile], pairs: Iterable[PairVerdict]) -> list[Group]:
    """One group per base, by its path.

    A base of this code that declares at least two public methods without a body brings together
    the direct subclasses that define at least half of them. `pairs` (judged as polymorphism) bring
    together what shares an interface under any other base, by the most derived base shared.
    Vendored classes and others never stand in one group: nobody here decides about both.
    """
    members: dict[str, set[int]] = {}
    judged: dict[str, list[PairVerdict]] = {}
    for pair in pairs:
        if _is_vendored(pair.signals.left) != _is_vendored(pair.signals.right):
            continue
        base = pair.declared_by or _nearest_base(pair.signals.left, pair.signals.right)
        judged.setdefault(base, []).append(pair)
        members.setdefault(base, set()).update((pair.signals.left.index, pair.signals.right.index))
    shares: dict[int, float] = {}
    for base, found in _find_declared(profiles).items():
        members.setdefault(base, set()).update(found)
        shares |= found
    groups = []
    for base, indices in sorted(members.items()):
        if len(indices) > 1:
            ordered = tuple(sorted(indices))
            known = judged.get(base, [])
            extra = _pair_up(profiles, ordered, known, shares)
            groups.append(Group(members=ordered, pairs=(*known, *extra), base=base))
    return groups


def _is_vendored(profile: Profile) -> bool:
    return profile.record.zone is Zone.VENDORED


def _nearest_base(left: Profile, right: Profile) -> str:
    shared = left.ancestors & right.ancestors
    direct = sorted(shared & {*left.record.bases, *right.record.bases}) or sorted(shared)
    return direct[0]


def _find_declared(profiles: Sequence[Profile]) -> dict[str, dict[int, float]]:
    """For each declaring base its direct subclasses, with the share of the declared methods that
    they define."""
    declared = {}
    vendored = {profile.path for profile in profiles if _is_vendored(profile)}
    for profile in profiles:
        names = {name for name in profile.public if profile.methods[name].body != "normal"}
        if len(names) >= MINIMUM_DECLARED:
            declared[profile.path] = names
    found: dict[str, dict[int, float]] = {}
    for profile in profiles:
        for base in profile.record.bases:
            names = declared.get(base, set()) if base != profile.path else set()
            if (base in vendored) != _is_vendored(profile):
                continue
            own = names & set(profile.methods)
            if names and len(own) >= DECLARED_SHARE * len(names):
                found.setdefault(base, {})[profile.index] = len(own) / len(names)
    return {base: members for base, members in found.items() if len(members) > 1}


def _pair_up(
    profiles: Sequence[Profile],
    members: Sequence[int],
    known: Sequence[PairVerdict],
    shares: dict[int, float],
) -> list[PairVerdict]:
    """Members that no judged pair holds, each paired with the first other member."""
    held = {p.index for pair in known for p in (pair.signals.left, pair.signals.right)}
    names = MethodNames({})
    pairs = []
    for index in members:
        if index in held:
            continue
        other = members[0] if index != members[0] else members[1]
        left, right = profiles[min(index, other)], profiles[max(index, other)]
        pairs.append(
            PairVerdict(
                signals=measure_pair(left, right, names),
                verdict=Verdict.POLYMORPHISM,
                confidence=round(shares.get(index, DECLARED_SHARE), 3),
                carried_by=("bases", "interface"),
            )
        )
    return pairs
