"""Managers by name, as the nightly jobs were configured."""

from __future__ import annotations

from harbour.berths.reservations import ReservationManager
from harbour.legacy.manager import LegacyReservationManager
from harbour.services.unified import UnifiedReservationManager

AnyManager = ReservationManager | LegacyReservationManager | UnifiedReservationManager


def create_reservation_manager(kind: str = "legacy", terminal: str = "north") -> AnyManager:
    """Build a new manager of a kind; nobody else sees its reservations."""
    if kind == "legacy":
        return LegacyReservationManager(terminal)
    if kind == "unified":
        return UnifiedReservationManager((terminal,))
    if kind == "standard":
        return ReservationManager(terminal)
    raise ValueError(f"unknown kind of manager: {kind}")
