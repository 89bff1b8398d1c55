"""How far sets overlap: one pair, or many pairs at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Elements",
    "Multisets",
    "Pair",
    "label_repeats",
    "measure_overlaps",
    "overlap",
    "sort_distinct",
]

_ELEMENTS_AT_ONCE = 1_000_000

Elements = NDArray[np.uint64]

Pair = tuple[int, int]
"""Two positions, the lower first."""


def sort_distinct(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """The distinct values, ascending: numpy's own `unique` hashes first, and is slower by far where
    most values repeat."""
    ordered = np.sort(values)
    first = np.ones(ordered.size, dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


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


class Multisets:
    """Packed multisets by position. Labelled, those of a large codebase would take more memory than
    all that is known of its classes: they are so when asked for, many at once but never all, and
    only what is asked for alone is kept."""

    def __init__(self, packed: Sequence[bytes]) -> None:
        self._packed = packed
        self._alone: dict[int, Elements] = {}

    def size(self, position: int) -> int:
        """How many elements a set has."""
        return len(self._packed[position]) // 4

    def take(self, positions: Iterable[int]) -> dict[int, Elements]:
        """The sets at these positions, by position, labelled all at once."""
        wanted = list(dict.fromkeys(positions))
        labelled = label_repeats([self._packed[place] for place in wanted])
        return dict(zip(wanted, labelled, strict=True))

    def split(self, positions: Iterable[int]) -> Iterator[list[int]]:
        """The positions, in pieces of about a million elements."""
        piece: list[int] = []
        total = 0
        for place in positions:
            piece.append(place)
            total += self.size(place)
            if total >= _ELEMENTS_AT_ONCE:
                yield piece
                piece, total = [], 0
        if piece:
            yield piece

    def split_pairs(self, pairs: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
        """Begins and ends of neighbouring pairs whose sets have about a million elements
        together."""
        begin = total = 0
        held: set[int] = set()
        for place, pair in enumerate(pairs.tolist()):
            if total >= _ELEMENTS_AT_ONCE:
                yield begin, place
                begin, total = place, 0
                held.clear()
            for member in pair:
                if member not in held:
                    held.add(member)
                    total += self.size(member)
        yield begin, len(pairs)

    def __getitem__(self, position: int) -> Elements:
        if position not in self._alone:
            self._alone |= self.take((position,))
        return self._alone[position]


def overlap(left: Elements, right: Elements) -> float:
    """Multiset Jaccard: shared elements over all elements, 0–1; two empty ones share nothing."""
    if left.size == 0 or right.size == 0:
        return 0.0
    both = np.concatenate((left, right))
    both.sort()
    shared = int(np.count_nonzero(both[1:] == both[:-1]))
    return shared / (left.size + right.size - shared)


def measure_overlaps(sets: Multisets, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """`overlap` of the sets at each of the ascending `pairs` of positions, in their order."""
    measured = np.zeros(len(pairs))
    for begin, end in sets.split_pairs(pairs):
        some = pairs[begin:end]
        labelled = sets.take(sort_distinct(some.ravel()).tolist())
        measured[begin:end] = _measure_run(labelled, some)
    return measured


def _measure_run(sets: Mapping[int, Elements], pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """The elements of one set are marked, and those of all its partners looked up at once: time is
    linear in the elements of the partners, and no pair is sorted.
    """
    measured = np.zeros(len(pairs))
    if not len(pairs):
        return measured
    present = np.zeros(int(pairs.max()) + 1, dtype=bool)
    present[pairs] = True
    chosen = [sets[place] for place in np.flatnonzero(present).tolist()]
    sizes = np.array([elements.size for elements in chosen], dtype=np.int64)
    inner = (np.cumsum(present) - 1)[pairs]
    filled = np.flatnonzero(sizes[inner].all(axis=1))
    if not filled.size:
        return measured
    wanted = inner[filled]
    members, count = _number_elements(chosen)
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


def _number_elements(sets: Sequence[Elements]) -> tuple[list[NDArray[np.intp]], int]:
    """The sets with 0 … n − 1 in the place of their elements, and n."""
    distinct, numbers = np.unique(np.concatenate(sets), return_inverse=True)
    ends = np.cumsum([0, *[elements.size for elements in sets]]).tolist()
    return [numbers[start:end] for start, end in pairwise(ends)], distinct.size
