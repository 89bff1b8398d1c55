"""How far sets overlap."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audit.analysis.families.overlaps import label_repeats, measure_overlaps, overlap

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
    elements = label_repeats([packed(values) for values in sets])
    pairs = [pair for pair in combinations(range(len(sets)), 2) if data.draw(st.booleans())]
    expected = [overlap(elements[left], elements[right]) for left, right in pairs]
    assert measure_overlaps(elements, pairs).tolist() == expected
