"""Figures as a report shows them: before → after → target, with evidence and trend."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final, Generic, Never, TypeVar

from audit.model.comparison import Status
from audit.model.metrics import Direction

__all__ = [
    "EMPTY_EXCERPT",
    "Evidence",
    "Excerpt",
    "Figure",
    "Goal",
    "Origin",
    "OriginSource",
    "Reading",
    "Statement",
    "Trend",
]

Item_co = TypeVar("Item_co", covariant=True)


class Evidence(enum.StrEnum):
    """Where a figure comes from: measured by this kit, reported in a file that another tool
    wrote, or declared by a person."""

    MEASURED = "measured"
    REPORTED = "reported"
    DECLARED = "declared"


class Trend(enum.StrEnum):
    """How a change is to be read, given which way is better for the figure."""

    BETTER = "better"
    WORSE = "worse"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt(Generic[Item_co]):
    """The first `items` of `total`; the count is taken before the cut."""

    items: tuple[Item_co, ...] = ()
    total: int = 0

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.items)


EMPTY_EXCERPT: Final[Excerpt[Never]] = Excerpt()
"""Nothing of nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence, and the names (paths, files, tests) that it speaks of."""

    text: str
    names: Excerpt[str] = EMPTY_EXCERPT


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginSource:
    """One source of a figure. Measured: revision and rules digest; reported: file and its sha256
    digest; declared: the person, without a digest."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The evidence for a figure, on each side of the phase."""

    evidence: Evidence
    before: tuple[OriginSource, ...]
    after: tuple[OriginSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A figure's value at one revision; None when not measurable, and `reason` then says why.

    Shares are 0–1 and name numerator and denominator, which come from the same set; `covers`
    says in words what was looked at.
    """

    value: float | None
    numerator: int | None = None
    denominator: int | None = None
    covers: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a figure should be (`op` is one of <=, <, >=, >, ==), the name that the phase gave to
    this target, the verdict with its reason, and who answers for it until when ("" where nobody
    was named). `judgement` is what an improvement rests on, "" where nobody looked."""

    title: str
    op: str
    value: float
    status: Status
    reason: str
    owner: str = ""
    due: str = ""
    judgement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure before → after → target, with its change (after − before) and its evidence.

    `share` is True when values are 0–1 and shown in per cent.
    """

    id: str
    title: str
    unit: str
    share: bool
    direction: Direction
    before: Reading
    after: Reading
    change: float | None
    trend: Trend
    origin: Origin
    goal: Goal | None = None
