"""Berths and who lies at them: the public face of the package."""

from harbour.berths.models import Berth, Reservation
from harbour.berths.plan import BerthPlan
from harbour.berths.reservations import ReservationManager, get_reservation_manager

__all__ = [
    "Berth",
    "BerthPlan",
    "Reservation",
    "ReservationManager",
    "get_reservation_manager",
]
