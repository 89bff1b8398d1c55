"""How far sets overlap."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.analysis.families import overlaps
from audit.analysis.families.overlaps import (
    Multisets,
    label_repeats,
    measure_overlaps,
    overlap,
    sort_distinct,
)

VALUES = st.lists(st.integers(0, 5), min_size=1, max_size=30)


def packed(values: list[int]) -> bytes:
    """As a fingerprint packs them."""
    return np.array(sorted(values), dtype="<u4").tobytes()


@given(VALUES, VALUES)
def test_overlap_is_the_multiset_jaccard_index(left: list[int], right: list[int]) -> None:
    """Shared over all elements, repeats counted, as counters say it."""
    one, other = Counter(left), Counter(right)
    expected = (one & other).total() / (one | other).total()
    measured = overlap(*label_repeats([packed(left), packed(right)]))
    assert measured == expected


@given(st.lists(st.lists(st.integers(0, 5), max_size=12), max_size=7), st.data())
def test_many_pairs_at_once_measure_as_each_alone(
    sets: list[list[int]], data: st.DataObject
) -> None:
    """Empty sets and pairs that nobody asked for included."""
    contents = [packed(values) for values in sets]
    elements = label_repeats(contents)
    pairs = [pair for pair in combinations(range(len(sets)), 2) if data.draw(st.booleans())]
    expected = [overlap(elements[left], elements[right]) for left, right in pairs]
    wanted = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    measured = measure_overlaps(Multisets(contents), wanted)
    assert measured.tolist() == expected


@given(st.lists(st.lists(st.integers(0, 5), max_size=12), max_size=9), st.integers(1, 40))
def test_the_pieces_make_no_difference(sets: list[list[int]], limit: int) -> None:
    """Looked at in pieces of a few elements, all pairs measure as together, and no set is left
    out or met twice."""
    made = Multisets([packed(values) for values in sets])
    wanted = np.array(list(combinations(range(len(sets)), 2)), dtype=np.int64).reshape(-1, 2)
    together = measure_overlaps(made, wanted).tolist()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(overlaps, "_ELEMENTS_AT_ONCE", limit)
        assert measure_overlaps(made, wanted).tolist() == together
        pieces = list(made.split(range(len(sets))))
    assert [place for piece in pieces for place in piece] == list(range(len(sets)))
    assert all(sum(map(made.size, piece[:-1])) < limit for piece in pieces)


@given(st.lists(st.lists(st.integers(0, 5), max_size=12), min_size=1, max_size=7), st.data())
def test_multisets_are_the_same_in_whatever_order_they_are_asked_for(
    sets: list[list[int]], data: st.DataObject
) -> None:
    """One after the other, some at once, again: each is what labelling all at once makes it."""
    contents = [packed(values) for values in sets]
    expected = [elements.tolist() for elements in label_repeats(contents)]
    lazily = Multisets(contents)
    places = st.integers(0, len(sets) - 1)
    for some in data.draw(st.lists(st.lists(places, max_size=4), max_size=4)):
        taken = lazily.take(some)
        assert {n: each.tolist() for n, each in taken.items()} == {n: expected[n] for n in some}
    assert [lazily[place].tolist() for place in range(len(sets))] == expected


@given(st.lists(st.integers(-4, 9)))
def test_distinct_values_are_sorted_and_met_once(values: list[int]) -> None:
    """Repeats and empty lists included."""
    found = sort_distinct(np.array(values, dtype=np.int64)).tolist()
    assert found == sorted(set(values))
