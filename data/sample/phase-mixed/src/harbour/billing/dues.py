"""Harbour dues for the time alongside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from harbour.berths.reservations import ReservationManager
from harbour.tariffs.calculator import TariffCalculator
from harbour.vessels.registry import VesselRegistry


@dataclass(frozen=True)
class Due:
    """What one reservation costs."""

    reference: str
    vessel: str
    hours: float
    amount: Decimal


def build_dues(
    manager: ReservationManager,
    ships: VesselRegistry,
    tariff: TariffCalculator,
    since: datetime,
) -> list[Due]:
    """Price every reservation that starts after a moment."""
    dues = []
    for item in manager.upcoming(since, limit=500):
        ship = ships.lookup(item.vessel)
        amount = tariff.price(ship, item.window.hours)
        dues.append(Due(item.reference, ship.imo, item.window.hours, amount))
    return dues
