"""When the water is deep enough for a reservation."""

from __future__ import annotations

from datetime import datetime, timedelta

from harbour.berths import Berth, ReservationManager
from harbour.tides.tables import TideTable
from harbour.vessels.models import Vessel
from harbour.windows import TimeWindow

STEP = timedelta(minutes=30)


class TideScheduler:
    """Finds the first tide that lets a ship reach its berth."""

    def __init__(self, manager: ReservationManager, table: TideTable) -> None:
        """Work on one terminal's reservations and one tide table."""
        self.manager = manager
        self.table = table

    def deep_enough(self, vessel: Vessel, berth: Berth, moment: datetime) -> bool:
        """Tell whether the ship floats at the berth at a moment."""
        return berth.depth_m + self.table.height(moment) >= vessel.draught_m

    def find_entry(
        self, vessel: Vessel, berth: Berth, search: TimeWindow, *, stay_hours: float = 12.0
    ) -> TimeWindow | None:
        """Return the first stay that starts on enough water and meets no other ship."""
        moment = search.start
        while moment < search.end:
            stay = TimeWindow.lasting(moment, stay_hours)
            free = not self.manager.find_conflicts(berth.code, stay)
            if free and self.deep_enough(vessel, berth, moment):
                return stay
            moment += STEP
        return None
