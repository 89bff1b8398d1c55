"""Candidate pairs by locality-sensitive hashing."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from audit.analysis.families.minhash import Banding, propose_pairs, sign, sign_sets
from audit.analysis.families.overlaps import Elements, overlap


def numbers(start: int, stop: int) -> Elements:
    """A set of neighbouring numbers."""
    return np.arange(start, stop, dtype=np.uint64)


def pairs_of(sets: Iterable[tuple[int, Elements]], banding: Banding) -> list[list[int]]:
    """The pairs that the keys of these sets propose."""
    pairs: list[list[int]] = propose_pairs(sign_sets(dict(sets), banding)).tolist()
    return pairs


def test_signature_estimates_the_jaccard_index() -> None:
    """The share of equal minima is near the true index (0.5 here, 512 functions, four sigma)."""
    banding = Banding(bands=128, rows=4)
    left, right = numbers(0, 300), numbers(100, 400)
    equal = np.mean(sign(left, banding) == sign(right, banding))
    assert overlap(left, right) == 0.5
    assert abs(float(equal) - 0.5) < 4 * (0.25 / 512) ** 0.5


@pytest.mark.parametrize("sizes", [(1, 1), (3, 1024, 5), (1023, 2, 4000, 1), (1024, 1024), (5000,)])
def test_sets_signed_together_have_the_signatures_of_each_alone(sizes: tuple[int, ...]) -> None:
    """However the sets lie in the pieces that are worked on at once: equal sets meet in every
    band, and no other two do."""
    starts = [1_000_000 * place for place in range(len(sizes))]
    sets = [numbers(start, start + size) for start, size in zip(starts, sizes, strict=True)]
    numbered = list(enumerate([*sets, *sets]))
    pairs = pairs_of(numbered, Banding(bands=1, rows=4))
    assert pairs == [[place, place + len(sizes)] for place in range(len(sizes))]


def test_similar_sets_are_proposed_and_strangers_are_not() -> None:
    """Sets that share most elements meet in a band; sets that share none do not."""
    sets = [(0, numbers(0, 200)), (1, numbers(10, 210)), (2, numbers(5000, 5200))]
    assert pairs_of(sets, Banding(bands=32, rows=4)) == [[0, 1]]


def test_pairs_carry_the_numbers_of_their_sets() -> None:
    """Numbers have gaps where a set is empty or was left out."""
    sets = [(3, numbers(0, 50)), (5, numbers(0, 0)), (8, numbers(90, 95)), (9, numbers(0, 50))]
    assert pairs_of(sets, Banding(bands=2, rows=2)) == [[3, 9]]


def test_empty_sets_are_never_proposed() -> None:
    """Two classes without elements are not alike."""
    empty = [(0, numbers(0, 0)), (1, numbers(0, 0))]
    assert pairs_of(empty, Banding(bands=2, rows=1)) == []


def test_a_crowded_bucket_stays_connected_with_few_pairs() -> None:
    """Two hundred equal sets give a chain, not all 19,900 pairs."""
    banding = Banding(bands=1, rows=1)
    pairs = pairs_of([(n, numbers(0, 9)) for n in range(200)], banding)
    assert {(n, n + 1) for n in range(199)} <= set(map(tuple, pairs))
    assert len(pairs) < 200 * 9


@pytest.mark.parametrize("known", [(), (1, 4), (0, 1, 2, 3, 4)])
def test_keys_made_apart_are_those_made_together(known: tuple[int, ...]) -> None:
    """Some sets signed earlier and the others now, joined, are all of them signed at once."""
    banding = Banding(bands=3, rows=2)
    sets = {number: numbers(10 * number, 10 * number + 25) for number in range(5)}
    earlier = sign_sets({number: sets[number] for number in known}, banding)
    rest = sign_sets({n: each for n, each in sets.items() if n not in known}, banding)
    joined, whole = earlier.join(rest), sign_sets(sets, banding)
    assert joined.numbers.tolist() == whole.numbers.tolist()
    assert joined.keys.tolist() == whole.keys.tolist()
