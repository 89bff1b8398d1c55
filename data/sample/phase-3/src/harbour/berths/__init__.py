"""Berths and who lies at them: records and plans.

The book itself is in :mod:`harbour.berths.reservations`, and only there."""

from harbour.berths.models import Berth, Reservation
from harbour.berths.plan import BerthPlan

__all__ = ["Berth", "BerthPlan", "Reservation"]
