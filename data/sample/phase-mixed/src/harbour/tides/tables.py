"""Water levels from a table of high and low waters."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime


class TideTable:
    """Heights above chart datum, interpolated between the listed turns of the tide."""

    def __init__(self, turns: Iterable[tuple[datetime, float]]) -> None:
        """Take the high and low waters in any order."""
        self._turns = sorted(turns)
        if len(self._turns) < 2:
            raise ValueError("a tide table needs at least two turns of the tide")

    def height(self, moment: datetime) -> float:
        """Return the height in metres by the half-cosine rule."""
        index = bisect_right([at for at, _ in self._turns], moment)
        if index == 0 or index == len(self._turns):
            if moment == self._turns[-1][0]:
                return self._turns[-1][1]
            raise ValueError(f"{moment} lies outside the tide table")
        (before, low), (after, high) = self._turns[index - 1], self._turns[index]
        phase = (moment - before) / (after - before)
        return low + (high - low) * (1 - math.cos(math.pi * phase)) / 2

    def next_high(self, moment: datetime) -> datetime:
        """Return the next turn that is higher than the ones beside it."""
        for index, (at, height) in enumerate(self._turns):
            beside = self._turns[max(index - 1, 0)], self._turns[min(index + 1, len(self) - 1)]
            if at >= moment and all(height >= other for _, other in beside):
                return at
        raise ValueError(f"no high water after {moment}")

    def __len__(self) -> int:
        """Count the listed turns."""
        return len(self._turns)
