"""MinHash signatures and the pairs that locality-sensitive hashing proposes.

Broder 1997: the share of equal minima under random hash functions estimates the Jaccard index.
Banding (Leskovec, Rajaraman, Ullman, *Mining of Massive Datasets*, chapter 3): a pair with index s
meets in at least one of b bands of r rows with probability 1 − (1 − s^r)^b.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audit.analysis.families.overlaps import Elements, sort_distinct

__all__ = ["Banding", "SignedSets", "propose_pairs", "sign", "sign_sets"]

_CHUNK = 1024  # a few hundred KiB of products stay in the processor's own memory
_CROWD = 40
_NEIGHBOURS = 8

Signature = NDArray[np.uint32]


class Banding:
    """`bands` × `rows` hash functions, the same in every run."""

    def __init__(self, *, bands: int, rows: int) -> None:
        generator = np.random.Generator(np.random.PCG64(20260101))
        count = bands * rows
        self.bands = bands
        self.rows = rows
        full = np.iinfo(np.uint32).max
        self.factors: Signature = generator.integers(
            0, full, size=count, dtype=np.uint32
        ) | np.uint32(1)
        self.offsets: Signature = generator.integers(0, full, size=count, dtype=np.uint32)


def _mix(values: Elements) -> Elements:
    """splitmix64's finaliser: neighbouring inputs give unrelated outputs."""
    mixed = values * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed


def sign(elements: Elements, banding: Banding) -> Signature:
    """The signature of one set: a minimum per hash function."""
    return _lowest(_scramble(elements), banding)


def _scramble(elements: Elements) -> Signature:
    return (_mix(elements) >> np.uint64(32)).astype(np.uint32)


def _lowest(mixed: Signature, banding: Banding) -> Signature:
    lowest = np.full(banding.factors.size, np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, mixed.size, _CHUNK):
        part = mixed[start : start + _CHUNK, None] * banding.factors
        part += banding.offsets
        np.minimum(lowest, part.min(axis=0), out=lowest)
    return lowest


@dataclass(frozen=True, kw_only=True)
class SignedSets:
    """Sets by number, ascending, and their keys: a row per set, a column per band. Sets meet in a
    band where their keys are equal."""

    numbers: NDArray[np.int64]
    keys: Elements

    def join(self, other: SignedSets) -> SignedSets:
        """The sets of both, none of which is in both."""
        numbers = np.concatenate((self.numbers, other.numbers))
        order = np.argsort(numbers)
        return SignedSets(
            numbers=numbers[order], keys=np.concatenate((self.keys, other.keys))[order]
        )


def sign_sets(sets: Mapping[int, Elements], banding: Banding) -> SignedSets:
    """Those of `sets` (by number, ascending) that are not empty."""
    filled = {number: elements for number, elements in sets.items() if elements.size}
    if not filled:
        none = np.empty(0, dtype=np.int64)
        return SignedSets(numbers=none, keys=np.empty((0, banding.bands), dtype=np.uint64))
    # One pass over all elements: a numpy call for each of many small sets costs more than its work.
    mixed = _scramble(np.concatenate(list(filled.values())))
    ends = np.cumsum([0, *[elements.size for elements in filled.values()]]).tolist()
    signatures = [_lowest(mixed[start:end], banding) for start, end in pairwise(ends)]
    return SignedSets(
        numbers=np.array(list(filled), dtype=np.int64),
        keys=_band_keys(np.stack(signatures), banding),
    )


def propose_pairs(signed: SignedSets) -> NDArray[np.int64]:
    """The pairs of sets that share a band, a row each, ascending.

    In a crowded bucket each member meets its next neighbours only: its members are nearly equal,
    so the chain holds them together.
    """
    if not signed.numbers.size:
        return np.empty((0, 2), dtype=np.int64)
    codes = sort_distinct(np.concatenate([_pair_off(column) for column in signed.keys.T]))
    places = np.divmod(codes, signed.numbers.size)
    pairs: NDArray[np.int64] = signed.numbers[np.stack(places, axis=1)]
    return pairs


def _pair_off(keys: Elements) -> NDArray[np.int64]:
    """Positions with equal keys, two and two, as left × len(keys) + right."""
    order = np.argsort(keys, kind="stable")
    firsts = np.flatnonzero(np.diff(keys[order], prepend=keys[order[0]] + np.uint64(1)))
    sizes = np.diff(firsts, append=order.size)
    reach = np.repeat(np.where(sizes <= _CROWD, sizes, _NEIGHBOURS), sizes)
    ends = np.minimum(np.repeat(firsts + sizes, sizes), np.arange(order.size) + reach + 1)
    found = []
    near = np.arange(order.size)
    distance = 1
    while (near := near[near + distance < ends[near]]).size:
        found.append(order[near] * order.size + order[near + distance])
        distance += 1
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _band_keys(signatures: Signature, banding: Banding) -> Elements:
    """One number per set and band: equal where all rows of the band are."""
    rows = signatures.reshape(len(signatures), banding.bands, banding.rows).astype(np.uint64)
    keys: Elements = np.zeros(rows.shape[:2], dtype=np.uint64)
    for row in range(banding.rows):
        keys = _mix(keys ^ rows[:, :, row])
    return keys
