"""The desk that lets ships go."""

from __future__ import annotations

from pathlib import Path

from harbour.berths.models import Reservation
from harbour.services.berthing import BerthingService, ReservationManager


class DepartureDesk:
    """Clears ships and gives their berths back."""

    def __init__(self, terminal: str, berthing: BerthingService | None = None) -> None:
        """Open the desk of one terminal."""
        self.terminal = terminal
        self.manager = berthing.manager if berthing else ReservationManager(terminal)
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
        from harbour.legacy.reservation_factory import build_reservation_manager

        self.manager = build_reservation_manager(self.terminal, archive)
        return len(self.manager.upcoming(self.manager.opened, limit=10_000))
