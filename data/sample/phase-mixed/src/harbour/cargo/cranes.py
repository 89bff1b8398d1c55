"""Which crane works where."""

from __future__ import annotations

from harbour.berths.reservations import ReservationManager
from harbour.errors import BerthConflict
from harbour.windows import TimeWindow


class CranePlan:
    """Gives each crane a berth for a while; cranes are booked as berths are."""

    def __init__(self, terminal: str, cranes: list[str]) -> None:
        """Take the cranes in order of preference."""
        self._slots = ReservationManager(terminal)
        self._cranes = cranes

    def assign(self, vessel: str, window: TimeWindow) -> str | None:
        """Book the first crane that is free."""
        for crane in self._cranes:
            try:
                self._slots.reserve(crane, vessel, window)
            except BerthConflict:
                continue
            return crane
        return None

    def usage(self, window: TimeWindow) -> dict[str, float]:
        """Return the share of a window during which each crane works."""
        return {crane: self._slots.occupancy(crane, window) for crane in self._cranes}
