"""What was found out about pairs of classes, as rows that are quick to keep and to look up."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "JUDGED",
    "MEASURED",
    "Positions",
    "Rows",
    "code_pairs",
    "find_rows",
    "join_measured",
    "move_rows",
    "split_measured",
]

Positions = NDArray[np.int64]

Rows = NDArray[Any]
"""Rows of one of the types below, by `left` and `right`."""

_PAIR = [("left", "<i4"), ("right", "<i4"), ("shape", "<f8"), ("bag", "<f8")]

MEASURED = np.dtype([*_PAIR, ("alike", "?")])
"""A pair by syntax: whether similar bodies may bring it to a verdict, and the overlaps of shapes
and bags, which only those that are alike need to have."""

JUDGED = np.dtype([*_PAIR, ("verdict", "u1"), ("confidence", "<f8"), ("carried", "u1")])
"""A judged pair: its overlaps, the verdict by number (0: none), the confidence, and the signals
that carry it by number."""


def code_pairs(left: Positions, right: Positions, count: int) -> Positions:
    """One number for each pair of positions below `count`, ascending as the pairs are."""
    return left.astype(np.int64) * count + right


def move_rows(rows: Rows, places: Positions) -> Rows:
    """The rows with `places[position]` for each position, ascending; without those of a position
    that has no place any more (−1), and of pairs whose order has changed."""
    left, right = places[rows["left"]], places[rows["right"]]
    kept = np.flatnonzero((left >= 0) & (left < right))
    moved = rows[kept]
    moved["left"], moved["right"] = left[kept], right[kept]
    return moved[np.lexsort((moved["right"], moved["left"]))]


def find_rows(rows: Rows, pairs: Positions, count: int) -> tuple[Positions, Positions]:
    """Which of the `pairs` (a row each) are among the ascending `rows`, and in which row."""
    known = code_pairs(rows["left"], rows["right"], count)
    wanted = code_pairs(pairs[:, 0], pairs[:, 1], count)
    places = np.searchsorted(known, wanted)
    inside = np.flatnonzero(places < known.size)
    found = inside[known[places[inside]] == wanted[inside]]
    return found, places[found]


def split_measured(rows: Rows) -> tuple[bytes, bytes]:
    """The rows that are alike, and the positions alone of the others."""
    rest = rows[~rows["alike"]]
    return rows[rows["alike"]].tobytes(), np.stack((rest["left"], rest["right"])).tobytes()


def join_measured(alike: bytes, rest: bytes) -> Rows:
    """The rows that `split_measured` took apart, in any order."""
    left, right = np.frombuffer(rest, dtype="<i4").reshape(2, -1)
    rows = np.zeros(left.size, dtype=MEASURED)
    rows["left"], rows["right"] = left, right
    return np.concatenate((np.frombuffer(alike, dtype=MEASURED), rows))
