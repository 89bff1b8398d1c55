"""Spans of time on the quay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, order=True)
class TimeWindow:
    """A half-open span of time: the start belongs to it, the end does not."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse spans that end before they start."""
        if self.end <= self.start:
            raise ValueError(f"window ends at {self.end} but starts at {self.start}")

    @classmethod
    def lasting(cls, start: datetime, hours: float) -> TimeWindow:
        """Build a window from its start and its length in hours."""
        return cls(start, start + timedelta(hours=hours))

    @property
    def hours(self) -> float:
        """The length in hours."""
        return (self.end - self.start).total_seconds() / 3600

    def overlaps(self, other: TimeWindow) -> bool:
        """Tell whether both windows share a moment."""
        return self.start < other.end and other.start < self.end

    def contains(self, moment: datetime) -> bool:
        """Tell whether a moment lies inside."""
        return self.start <= moment < self.end

    def padded(self, margin: timedelta) -> TimeWindow:
        """Widen the window on both sides."""
        return TimeWindow(self.start - margin, self.end + margin)

    def clipped(self, bounds: TimeWindow) -> TimeWindow | None:
        """Cut the window to the bounds; nothing is left when they do not meet."""
        if not self.overlaps(bounds):
            return None
        return TimeWindow(max(self.start, bounds.start), min(self.end, bounds.end))


def day_of(moment: datetime) -> TimeWindow:
    """Build the calendar day around a moment."""
    start = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return TimeWindow(start, start + timedelta(days=1))


def total_hours(windows: Iterable[TimeWindow]) -> float:
    """Sum the lengths after merging what overlaps."""
    total = 0.0
    current: TimeWindow | None = None
    for window in sorted(windows):
        if current is None:
            current = window
        elif window.start <= current.end:
            current = TimeWindow(current.start, max(current.end, window.end))
        else:
            total += current.hours
            current = window
    return total + (current.hours if current else 0.0)
