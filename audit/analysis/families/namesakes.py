"""Classes of one package that share nothing but their name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from audit.analysis.families.class_names import GENERIC_NAMES
from audit.analysis.families.grouping import Group, Judge
from audit.analysis.families.made_things import converts
from audit.analysis.families.method_names import MethodNames
from audit.analysis.families.profiles import Profile
from audit.analysis.families.signals import measure_pair
from audit.analysis.families.thresholds import MINIMUM_TOKENS
from audit.analysis.families.verdicts import PairVerdict
from audit.model.families import Verdict
from audit.model.modules import Zone

__all__ = ["find_namesakes"]

# Above this many classes of one name, the name is a convention of the codebase.
_MOST_NAMESAKES = 4


def _package(profile: Profile) -> str:
    return profile.record.module.partition(".")[0]


def _speaks_for_itself(profile: Profile) -> bool:
    name = profile.name
    return (
        profile.record.zone is Zone.PRODUCTION
        and "." not in profile.fact.qualname
        and not name.name.startswith("_")
        and name.name not in GENERIC_NAMES
        and bool(name.stem)
        and " " in f"{name.stem} {name.role}".strip()
        and len(profile.public) >= 2
        and profile.fact.fingerprint.tokens >= MINIMUM_TOKENS
    )


def find_namesakes(
    profiles: Sequence[Profile], groups: Sequence[Group], judge: Judge
) -> list[Group]:
    """Groups of top-level production classes with one telling name in one package and no other
    resemblance: not kin, no common base, not together in any of `groups`."""
    grouped: dict[int, int] = {}
    for number, group in enumerate(groups):
        for member in group.members:
            grouped.setdefault(member, number)
    by_name: dict[tuple[str, str], list[Profile]] = {}
    for profile in profiles:
        if _speaks_for_itself(profile):
            by_name.setdefault((_package(profile), profile.name.name), []).append(profile)
    found = []
    for _, namesakes in sorted(by_name.items()):
        if 2 <= len(namesakes) <= _MOST_NAMESAKES and _are_strangers(namesakes, grouped, judge):
            found.append(_build_group(namesakes))
    return found


def _are_strangers(namesakes: Sequence[Profile], grouped: dict[int, int], judge: Judge) -> bool:
    for place, left in enumerate(namesakes):
        for right in namesakes[place + 1 :]:
            if left.index in grouped and grouped[left.index] == grouped.get(right.index):
                return False
            if left.path in right.ancestors or right.path in left.ancestors:
                return False
            if left.path == right.path or left.telling_bases & right.telling_bases:
                return False
            if converts(left, right) or judge(left.index, right.index) is not None:
                return False
    return True


def _build_group(namesakes: Sequence[Profile]) -> Group:
    pairs = tuple(
        PairVerdict(
            signals=measure_pair(left, right, MethodNames({})),
            verdict=Verdict.UNRELATED,
            confidence=0.5,
            carried_by=("name",),
        )
        for left, right in pairwise(namesakes)
    )
    return Group(members=tuple(profile.index for profile in namesakes), pairs=pairs)
