"""The trail that the customs office asks for."""

from __future__ import annotations

from harbour.berths.reservations import get_reservation_manager
from harbour.services.audited import AuditedReservationManager


def open_trail(terminal: str) -> AuditedReservationManager:
    """Watch the manager of a terminal."""
    return AuditedReservationManager(get_reservation_manager(terminal))


def render_trail(audited: AuditedReservationManager) -> str:
    """Render the trail, one numbered line per change."""
    return "\n".join(f"{number:03d} {entry}" for number, entry in enumerate(audited.trail, start=1))
