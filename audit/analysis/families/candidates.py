"""Candidate pairs without comparing everything with everything.

Each source of candidates is near-linear: hash groups and crowded buckets are chained instead of
paired off, and a name or stem that very many classes share proposes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from audit.analysis.families.method_names import MethodNames
from audit.analysis.families.minhash import Banding, propose_pairs
from audit.analysis.families.overlaps import Pair, measure_overlaps
from audit.analysis.families.profiles import Profile, may_share_interface
from audit.analysis.families.thresholds import (
    MINIMUM_EXACT_TOKENS,
    MINIMUM_METHODS,
    MINIMUM_RENAMED_TOKENS,
    MINIMUM_SHARED_NAMES,
    NAMED_SHAPE,
    NAMED_TOKENS,
    NEAR_BAG,
    NEAR_SHAPE,
)

__all__ = [
    "find_interface_pairs",
    "find_syntax_pairs",
    "measure_candidates",
]

# P(candidate | shape 0.60) = 1 − (1 − 0.60⁴)³² = 0.988; P(candidate | bag 0.70) = 0.996.
SHAPE_BANDING = Banding(bands=32, rows=4)
BAG_BANDING = Banding(bands=20, rows=4)
_CROWD = 60
_NEIGHBOURS = 8
_LONGEST_POSTING = 120

Positions = NDArray[np.int64]
KeyOf = Callable[[Profile], Hashable | None]


def find_syntax_pairs(profiles: Sequence[Profile]) -> list[Pair]:
    """Pairs of indices, ascending: equal hashes, similar shape, similar bag, same stem."""
    rich = [p for p in profiles if len(p.methods) >= MINIMUM_METHODS]
    grouped = [
        *_grouped(_at_least(profiles, MINIMUM_EXACT_TOKENS), _exact),
        *_grouped(_at_least(profiles, MINIMUM_RENAMED_TOKENS), _renamed),
        *_grouped(rich, lambda p: p.name.stem or None),
        *_grouped(rich, lambda p: ("name", p.name.name)),
    ]
    found = (
        np.array(grouped, dtype=np.int64).reshape(-1, 2),
        propose_pairs([(p.index, p.shape) for p in rich], SHAPE_BANDING),
        propose_pairs([(p.index, p.bag) for p in rich], BAG_BANDING),
    )
    lefts, rights = np.concatenate(found).T
    left, right = np.divmod(np.unique(lefts * len(profiles) + rights), max(len(profiles), 1))
    return list(zip(left.tolist(), right.tolist(), strict=True))


def measure_candidates(
    profiles: Sequence[Profile], pairs: Sequence[Pair]
) -> dict[Pair, tuple[float, float]]:
    """Those of the ascending `pairs` that similar bodies may bring to a verdict, with the overlaps
    of their shapes and bags: a cheap look before all is measured."""
    shapes = measure_overlaps([profile.shape for profile in profiles], pairs)
    bags = measure_overlaps([profile.bag for profile in profiles], pairs)
    prints = [profile.fact.fingerprint for profile in profiles]
    left, right = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    tokens = np.array([each.tokens for each in prints], dtype=np.int64)
    methods = np.array([len(profile.methods) for profile in profiles], dtype=np.int64)
    equal = _are_equal([each.exact for each in prints], left, right)
    equal |= _are_equal([each.renamed for each in prints], left, right)
    rich = np.minimum(methods[left], methods[right]) >= MINIMUM_METHODS
    rich &= np.minimum(tokens[left], tokens[right]) >= NAMED_TOKENS
    namesakes = _are_equal([profile.name.stem for profile in profiles], left, right)
    near = (shapes >= NEAR_SHAPE) | (bags >= NEAR_BAG) | (namesakes & (shapes >= NAMED_SHAPE))
    sure = np.where(equal, tokens[left] >= MINIMUM_EXACT_TOKENS, rich & near)
    perhaps = ~equal & rich & (shapes >= NAMED_SHAPE)
    found = {}
    for place in np.flatnonzero(sure | perhaps).tolist():
        one, other = pairs[place]
        if sure[place] or may_share_interface(profiles[one], profiles[other]):
            found[one, other] = (shapes[place].item(), bags[place].item())
    return found


def _are_equal(digests: Sequence[str], left: Positions, right: Positions) -> NDArray[np.bool_]:
    numbers: dict[str, int] = {}
    numbered = np.array([numbers.setdefault(each, len(numbers)) for each in digests])
    return np.asarray(numbered[left] == numbered[right])


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
