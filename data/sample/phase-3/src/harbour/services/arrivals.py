"""The desk that expects ships."""

from __future__ import annotations

from datetime import datetime, timedelta

from harbour.berths.models import Reservation
from harbour.berths.reservations import ReservationManager, get_reservation_manager
from harbour.windows import TimeWindow


class ArrivalDesk:
    """Announces ships and follows their delays."""

    def __init__(self, terminal: str, manager: ReservationManager | None = None) -> None:
        """Open the desk of one terminal."""
        self.terminal = terminal
        self.manager = manager or get_reservation_manager(terminal)

    def announce(self, vessel: str, berth: str, window: TimeWindow) -> Reservation:
        """Book what an agent announces."""
        return self.manager.reserve(berth, vessel, window, note="announced")

    def expected(self, moment: datetime, *, hours: float = 24.0) -> list[str]:
        """List the ships due within some hours."""
        horizon = moment + timedelta(hours=hours)
        coming = self.manager.upcoming(moment, limit=100)
        return [item.vessel for item in coming if item.window.start < horizon]

    def delay(self, reference: str, until: datetime) -> Reservation:
        """Make room for a ship that leaves later than planned."""
        return self.manager.extend(reference, until=until)
