"""The desk that lets ships go."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from harbour.berths.models import Reservation
from harbour.berths.reservations import get_reservation_manager
from harbour.offline.tablet import load_book
from harbour.services.berthing import BerthingService


class DepartureDesk:
    """Clears ships and gives their berths back."""

    def __init__(self, terminal: str, berthing: BerthingService | None = None) -> None:
        """Open the desk of one terminal."""
        self.terminal = terminal
        self.manager = berthing.manager if berthing else get_reservation_manager(terminal)
        self.cleared: list[Reservation] = []

    def clear(self, reference: str, *, dues_paid: bool) -> Reservation:
        """Release the berth once the dues are settled."""
        if not dues_paid:
            raise PermissionError(f"{reference}: dues are open")
        reservation = self.manager.release(reference)
        self.cleared.append(reservation)
        return reservation

    def restore(self, archive: Path) -> int:
        """Rebuild the book of a terminal from its archive and return its size."""
        self.manager = load_book(self.terminal, archive.read_text(encoding="utf-8"))
        return len(self.manager.upcoming(datetime.min, limit=10_000))
