"""Metrics: numbers with their definition, direction and cover."""

from __future__ import annotations

import enum
from dataclasses import dataclass

__all__ = ["Direction", "Metric"]


class Direction(enum.StrEnum):
    """Which way is better."""

    LOWER = "lower"
    HIGHER = "higher"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One figure. `value` is None when it is not measurable, and `reason` then says why.

    `numerator` and `denominator` are given for shares and come from the same set; `covers` says
    in words what was looked at.
    """

    id: str
    title: str
    value: float | None
    unit: str
    direction: Direction
    covers: str
    numerator: int | None = None
    denominator: int | None = None
    reason: str = ""
