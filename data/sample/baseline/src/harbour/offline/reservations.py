"""Reservations for the tablets, so that the pier can change them on its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from harbour.berths.models import Reservation
from harbour.errors import BerthConflict, UnknownReservation
from harbour.windows import TimeWindow, total_hours


class ReservationManager:
    """Keeps the reservations of one terminal free of conflicts."""

    def __init__(self, terminal: str, *, clearance: timedelta = timedelta(hours=1)) -> None:
        """Start with an empty book for one terminal."""
        self.terminal = terminal
        self.clearance = clearance
        self._book: dict[str, Reservation] = {}
        self._serial = count(1)

    def reserve(
        self, berth: str, vessel: str, window: TimeWindow, *, note: str = ""
    ) -> Reservation:
        """Book a berth, or refuse when another ship is in the way."""
        conflicts = self.find_conflicts(berth, window)
        if conflicts:
            raise BerthConflict(berth, [item.reference for item in conflicts])
        reference = f"{self.terminal.upper()}-{next(self._serial):04d}"
        reservation = Reservation(reference, berth, vessel, window, note)
        self._book[reference] = reservation
        return reservation

    def release(self, reference: str) -> Reservation:
        """Give a berth back."""
        reservation = self.get(reference)
        del self._book[reference]
        return reservation

    def extend(self, reference: str, hours: float = 6.0) -> Reservation:
        """Let a ship stay longer, unless the next one is due."""
        reservation = self.get(reference)
        end = reservation.window.end + timedelta(hours=hours)
        window = TimeWindow(reservation.window.start, end)
        conflicts = self.find_conflicts(reservation.berth, window, ignore=reference)
        if conflicts:
            raise BerthConflict(reservation.berth, [item.reference for item in conflicts])
        self._book[reference] = reservation.moved(window)
        return self._book[reference]

    def find_conflicts(
        self, berth: str, window: TimeWindow, *, ignore: str | None = None
    ) -> list[Reservation]:
        """List the reservations that leave too little clearance around a window."""
        wanted = window.padded(self.clearance)
        return [
            item
            for item in self._book.values()
            if item.berth == berth and item.reference != ignore and item.window.overlaps(wanted)
        ]

    def occupancy(self, berth: str, window: TimeWindow) -> float:
        """Return the share of a window during which the berth is taken, 0 to 1."""
        parts = [item.window.clipped(window) for item in self._book.values() if item.berth == berth]
        return total_hours(part for part in parts if part is not None) / window.hours

    def upcoming(
        self, after: datetime, *, berth: str | None = None, limit: int = 10
    ) -> list[Reservation]:
        """List what starts after a moment, soonest first."""
        later = [
            item
            for item in self._book.values()
            if item.window.start >= after and (berth is None or item.berth == berth)
        ]
        return sorted(later, key=lambda item: (item.window, item.reference))[:limit]

    def get(self, reference: str) -> Reservation:
        """Return one reservation."""
        try:
            return self._book[reference]
        except KeyError:
            raise UnknownReservation(reference) from None
