"""Reservations with a trail for the customs office."""

from __future__ import annotations

from datetime import datetime

from harbour.berths.models import Reservation
from harbour.berths.reservations import ReservationManager
from harbour.windows import TimeWindow


class AuditedReservationManager:
    """Hands every call on to a manager and writes down the changes."""

    def __init__(self, manager: ReservationManager) -> None:
        """Watch one manager."""
        self._manager = manager
        self.trail: list[str] = []

    def reserve(
        self, berth: str, vessel: str, window: TimeWindow, *, note: str = ""
    ) -> Reservation:
        """Book a berth and write it down."""
        reservation = self._manager.reserve(berth, vessel, window, note=note)
        self.trail.append(f"reserve {reservation.reference}")
        return reservation

    def release(self, reference: str) -> Reservation:
        """Give a berth back and write it down."""
        self.trail.append(f"release {reference}")
        return self._manager.release(reference)

    def extend(self, reference: str, *, until: datetime) -> Reservation:
        """Extend a stay and write it down."""
        self.trail.append(f"extend {reference}")
        return self._manager.extend(reference, until=until)

    def find_conflicts(
        self, berth: str, window: TimeWindow, *, ignore: str | None = None
    ) -> list[Reservation]:
        """Ask the manager."""
        return self._manager.find_conflicts(berth, window, ignore=ignore)

    def occupancy(self, berth: str, window: TimeWindow) -> float:
        """Ask the manager."""
        return self._manager.occupancy(berth, window)

    def upcoming(
        self, after: datetime, *, berth: str | None = None, limit: int = 10
    ) -> list[Reservation]:
        """Ask the manager."""
        return self._manager.upcoming(after, berth=berth, limit=limit)
