"""How far sets overlap: one pair, or many pairs at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["Elements", "Pair", "label_repeats", "measure_overlaps", "overlap"]

Elements = NDArray[np.uint64]

Pair = tuple[int, int]
"""Two positions, the lower first."""


def label_repeats(packed: Sequence[bytes]) -> list[Elements]:
    """Multisets of sorted 32-bit values to sets of 64-bit ones, the repeat count in the upper half.

    All at once: a dozen numpy calls for each class cost more than the work itself.
    """
    values = np.frombuffer(b"".join(packed), dtype="<u4").astype(np.uint64)
    ends = np.cumsum([0, *[len(content) // 4 for content in packed]], dtype=np.int64)
    positions = np.arange(values.size)
    starts = np.ones(values.size, dtype=bool)
    starts[1:] = values[1:] != values[:-1]
    starts[ends[ends < values.size]] = True
    first = np.maximum.accumulate(np.where(starts, positions, 0))
    values |= (positions - first).astype(np.uint64) << np.uint64(32)
    return [values[start:end] for start, end in pairwise(ends.tolist())]


def overlap(left: Elements, right: Elements) -> float:
    """Multiset Jaccard: shared elements over all elements, 0–1; two empty ones share nothing."""
    if left.size == 0 or right.size == 0:
        return 0.0
    both = np.concatenate((left, right))
    both.sort()
    shared = int(np.count_nonzero(both[1:] == both[:-1]))
    return shared / (left.size + right.size - shared)


def measure_overlaps(sets: Sequence[Elements], pairs: Sequence[Pair]) -> NDArray[np.float64]:
    """`overlap` of the sets at each of the ascending `pairs` of positions, in their order.

    The elements of one set are marked, and those of all its partners looked up at once: time is
    linear in the elements of the partners, and no pair is sorted.
    """
    measured = np.zeros(len(pairs))
    wanted = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    sizes = np.array([elements.size for elements in sets], dtype=np.int64)
    filled = np.flatnonzero(sizes[wanted].all(axis=1))
    if not filled.size:
        return measured
    wanted = wanted[filled]
    members, count = _number_elements(sets, np.unique(wanted))
    marks = np.zeros(count, dtype=bool)
    shared = np.empty(len(wanted), dtype=np.int64)
    lefts, begins = np.unique(wanted[:, 0], return_index=True)
    rights = wanted[:, 1].tolist()
    for left, (begin, end) in zip(
        lefts.tolist(), pairwise([*begins.tolist(), len(rights)]), strict=True
    ):
        partners = [members[right] for right in rights[begin:end]]
        marks[members[left]] = True
        starts = np.cumsum([0, *[partner.size for partner in partners[:-1]]])
        found = marks[np.concatenate(partners)]
        shared[begin:end] = np.add.reduceat(found, starts, dtype=np.int64)
        marks[members[left]] = False
    together = sizes[wanted].sum(axis=1)
    measured[filled] = shared / (together - shared)
    return measured


def _number_elements(
    sets: Sequence[Elements], positions: NDArray[np.int64]
) -> tuple[dict[int, NDArray[np.intp]], int]:
    """The sets at these positions with 0 … n − 1 in the place of their elements, and n."""
    chosen = positions.tolist()
    distinct, numbers = np.unique(
        np.concatenate([sets[place] for place in chosen]), return_inverse=True
    )
    ends = np.cumsum([0, *[sets[place].size for place in chosen]]).tolist()
    members = {
        place: numbers[start:end]
        for place, (start, end) in zip(chosen, pairwise(ends), strict=True)
    }
    return members, distinct.size
