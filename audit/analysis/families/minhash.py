"""MinHash signatures and the pairs that locality-sensitive hashing proposes.

Broder 1997: the share of equal minima under random hash functions estimates the Jaccard index.
Banding (Leskovec, Rajaraman, Ullman, *Mining of Massive Datasets*, chapter 3): a pair with index s
meets in at least one of b bands of r rows with probability 1 − (1 − s^r)^b.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audit.analysis.families.overlaps import Elements

__all__ = ["Banding", "propose_pairs", "sign"]

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


def propose_pairs(sets: Sequence[tuple[int, Elements]], banding: Banding) -> NDArray[np.int64]:
    """The pairs of sets that share a band, a row each, ascending.

    `sets` are (number, elements), in ascending number. In a crowded bucket each member meets its
    next neighbours only: its members are nearly equal, so the chain holds them together.
    """
    filled = [(number, elements) for number, elements in sets if elements.size]
    if not filled:
        return np.empty((0, 2), dtype=np.int64)
    # One pass over all elements: a numpy call for each of many small sets costs more than its work.
    mixed = _scramble(np.concatenate([elements for _, elements in filled]))
    ends = np.cumsum([0, *[elements.size for _, elements in filled]]).tolist()
    signatures = [_lowest(mixed[start:end], banding) for start, end in pairwise(ends)]
    keys = _band_keys(np.stack(signatures), banding)
    codes = np.unique(np.concatenate([_pair_off(column) for column in keys.T]))
    numbers = np.array([number for number, _ in filled])
    pairs: NDArray[np.int64] = numbers[np.stack(np.divmod(codes, len(filled)), axis=1)]
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
