"""Candidate pairs without comparing everything with everything.

Each source of candidates is near-linear: hash groups and crowded buckets are chained instead of
paired off, and a name or stem that very many classes share proposes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence

from audit.analysis.families.method_names import MethodNames
from audit.analysis.families.minhash import Banding, propose_pairs
from audit.analysis.families.profiles import Profile
from audit.analysis.families.thresholds import (
    MINIMUM_EXACT_TOKENS,
    MINIMUM_METHODS,
    MINIMUM_RENAMED_TOKENS,
    MINIMUM_SHARED_NAMES,
)

__all__ = [
    "find_interface_pairs",
    "find_syntax_pairs",
]

# P(candidate | shape 0.60) = 1 − (1 − 0.60⁴)³² = 0.988; P(candidate | bag 0.70) = 0.996.
SHAPE_BANDING = Banding(bands=32, rows=4)
BAG_BANDING = Banding(bands=20, rows=4)
_CROWD = 60
_NEIGHBOURS = 8
_LONGEST_POSTING = 120

Pair = tuple[int, int]
KeyOf = Callable[[Profile], Hashable | None]


def find_syntax_pairs(profiles: Sequence[Profile]) -> list[Pair]:
    """Pairs of indices, ascending: equal hashes, similar shape, similar bag, same stem."""
    pairs: set[Pair] = set()
    pairs.update(_grouped(_at_least(profiles, MINIMUM_EXACT_TOKENS), _exact))
    pairs.update(_grouped(_at_least(profiles, MINIMUM_RENAMED_TOKENS), _renamed))
    rich = [p for p in profiles if len(p.methods) >= MINIMUM_METHODS]
    pairs.update(_grouped(rich, lambda p: p.name.stem or None))
    pairs.update(_grouped(rich, lambda p: ("name", p.name.name)))
    pairs.update(propose_pairs([(p.index, p.shape) for p in rich], SHAPE_BANDING))
    pairs.update(propose_pairs([(p.index, p.bag) for p in rich], BAG_BANDING))
    return sorted(pairs)


def _at_least(profiles: Sequence[Profile], tokens: int) -> list[Profile]:
    return [profile for profile in profiles if profile.fact.fingerprint.tokens >= tokens]


def _exact(profile: Profile) -> str:
    return profile.fact.fingerprint.exact


def _renamed(profile: Profile) -> str:
    return profile.fact.fingerprint.renamed


def _grouped(profiles: Sequence[Profile], key: KeyOf) -> Iterator[Pair]:
    groups: dict[Hashable, list[int]] = {}
    for profile in profiles:
        value = key(profile)
        if value is not None:
            groups.setdefault(value, []).append(profile.index)
    for members in groups.values():
        reach = len(members) if len(members) <= _CROWD else _NEIGHBOURS
        for place, left in enumerate(members):
            for right in members[place + 1 : place + 1 + reach]:
                yield left, right


def find_interface_pairs(profiles: Sequence[Profile], names: MethodNames) -> list[Pair]:
    """Pairs that share at least three public method names that are not protocol, ascending."""
    postings: dict[str, list[int]] = {}
    for profile in profiles:
        if len(profile.methods) >= MINIMUM_METHODS:
            for name in profile.public:
                if not names.is_protocol(name):
                    postings.setdefault(name, []).append(profile.index)
    shared: Counter[Pair] = Counter()
    for members in postings.values():
        if len(members) > _LONGEST_POSTING:
            continue
        for place, left in enumerate(members):
            for right in members[place + 1 :]:
                shared[left, right] += 1
    return sorted(pair for pair, count in shared.items() if count >= MINIMUM_SHARED_NAMES)
