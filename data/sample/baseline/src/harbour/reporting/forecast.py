"""How full the quay is going to be."""

from __future__ import annotations

from datetime import datetime, timedelta

from harbour import ReservationManager
from harbour.windows import TimeWindow, day_of


def forecast(
    manager: ReservationManager, berth: str, first: datetime, *, days: int = 7
) -> list[tuple[TimeWindow, float]]:
    """Return the share taken per day, starting with the day of a moment."""
    result = []
    for offset in range(days):
        day = day_of(first + timedelta(days=offset))
        result.append((day, manager.occupancy(berth, day)))
    return result


def find_quiet_day(
    manager: ReservationManager, berths: list[str], first: datetime, *, days: int = 7
) -> TimeWindow:
    """Return the day on which the berths together are least taken."""

    def load(offset: int) -> float:
        day = day_of(first + timedelta(days=offset))
        return sum(manager.occupancy(berth, day) for berth in berths)

    return day_of(first + timedelta(days=min(range(days), key=lambda n: (load(n), n))))
