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
from audit.analysis.families.minhash import Banding, SignedSets, propose_pairs, sign_sets
from audit.analysis.families.overlaps import Multisets, Pair, measure_overlaps, sort_distinct
from audit.analysis.families.pair_records import (
    MEASURED,
    Positions,
    Rows,
    code_pairs,
    find_rows,
)
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
    "list_overlaps",
    "measure_candidates",
]

# P(candidate | shape 0.60) = 1 − (1 − 0.60⁴)³² = 0.988; P(candidate | bag 0.70) = 0.996.
SHAPE_BANDING = Banding(bands=32, rows=4)
BAG_BANDING = Banding(bands=20, rows=4)
_CROWD = 60
_NEIGHBOURS = 8
_LONGEST_POSTING = 120

KeyOf = Callable[[Profile], Hashable | None]


def find_syntax_pairs(
    profiles: Sequence[Profile], signed: dict[str, SignedSets] | None = None
) -> Positions:
    """Pairs of indices, a row each, ascending: equal hashes, similar shape, similar bag, same stem.

    `signed` are the keys of shapes and bags known already; those of all classes are put there.
    """
    rich = [p for p in profiles if len(p.methods) >= MINIMUM_METHODS]
    grouped = [
        *_grouped(_at_least(profiles, MINIMUM_EXACT_TOKENS), _exact),
        *_grouped(_at_least(profiles, MINIMUM_RENAMED_TOKENS), _renamed),
        *_grouped(rich, lambda p: p.name.stem or None),
        *_grouped(rich, lambda p: ("name", p.name.name)),
    ]
    found = [np.array(grouped, dtype=np.int64).reshape(-1, 2)]
    keys = signed if signed is not None else {}
    for kind, banding in (("shape", SHAPE_BANDING), ("bag", BAG_BANDING)):
        if rich:
            sets = rich[0].shapes if kind == "shape" else rich[0].bags
            keys[kind] = _sign(rich, sets, banding, keys.get(kind))
            found.append(propose_pairs(keys[kind]))
    lefts, rights = np.concatenate(found).T
    count = max(len(profiles), 1)
    codes = sort_distinct(code_pairs(lefts, rights, count))
    return np.stack(np.divmod(codes, count), axis=1)


def _sign(
    profiles: Sequence[Profile], sets: Multisets, banding: Banding, known: SignedSets | None
) -> SignedSets:
    """The keys of these classes: those known, and the others' made now."""
    have = set(known.numbers.tolist()) if known is not None else set()
    for piece in sets.split(p.index for p in profiles if p.index not in have):
        fresh = sign_sets(sets.take(piece), banding)
        known = known.join(fresh) if known is not None else fresh
    return known if known is not None else sign_sets({}, banding)


def measure_candidates(
    profiles: Sequence[Profile], pairs: Positions, known: Rows | None = None
) -> Rows:
    """The overlaps of the shapes and bags of the ascending `pairs`, and which of them similar
    bodies may bring to a verdict: a cheap look before all is measured.

    `known` are rows of pairs measured before.
    """
    rows = np.zeros(len(pairs), dtype=MEASURED)
    rows["left"], rows["right"] = pairs.T
    fresh = np.ones(len(pairs), dtype=bool)
    if known is not None:
        found, places = find_rows(known, pairs, len(profiles))
        rows[found] = known[places]
        fresh[found] = False
    if fresh.any():
        chosen = pairs[fresh]
        rows["shape"][fresh] = measure_overlaps(profiles[0].shapes, chosen)
        rows["bag"][fresh] = measure_overlaps(profiles[0].bags, chosen)
    rows["alike"][fresh] = _find_alike(profiles, rows[fresh])
    return rows


def _find_alike(profiles: Sequence[Profile], rows: Rows) -> NDArray[np.bool_]:
    left, right, shapes = rows["left"], rows["right"], rows["shape"]
    prints = [profile.fact.fingerprint for profile in profiles]
    tokens = np.array([each.tokens for each in prints], dtype=np.int64)
    methods = np.array([len(profile.methods) for profile in profiles], dtype=np.int64)
    equal = _are_equal([each.exact for each in prints], left, right)
    equal |= _are_equal([each.renamed for each in prints], left, right)
    rich = np.minimum(methods[left], methods[right]) >= MINIMUM_METHODS
    rich &= np.minimum(tokens[left], tokens[right]) >= NAMED_TOKENS
    namesakes = _are_equal([profile.name.stem for profile in profiles], left, right)
    near = (
        (shapes >= NEAR_SHAPE) | (rows["bag"] >= NEAR_BAG) | (namesakes & (shapes >= NAMED_SHAPE))
    )
    sure = np.where(equal, tokens[left] >= MINIMUM_EXACT_TOKENS, rich & near)
    perhaps = ~equal & rich & (shapes >= NAMED_SHAPE)
    alike: NDArray[np.bool_] = sure.astype(bool)
    for place in np.flatnonzero(perhaps & ~alike).tolist():
        alike[place] = may_share_interface(profiles[left[place]], profiles[right[place]])
    return alike


def list_overlaps(rows: Rows) -> dict[Pair, tuple[float, float]]:
    """The overlaps of shape and bag of the pairs that are alike."""
    chosen = rows[rows["alike"]]
    pairs = zip(chosen["left"].tolist(), chosen["right"].tolist(), strict=True)
    measured = zip(chosen["shape"].tolist(), chosen["bag"].tolist(), strict=True)
    return dict(zip(pairs, measured, strict=True))


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
