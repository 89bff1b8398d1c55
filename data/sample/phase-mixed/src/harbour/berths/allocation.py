"""Which berth suits a ship best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harbour.berths.models import Berth
from harbour.berths.plan import BerthPlan
from harbour.vessels.models import Vessel
from harbour.windows import TimeWindow

if TYPE_CHECKING:
    from harbour.berths.reservations import ReservationManager


def find_free_berths(
    manager: ReservationManager,
    plan: BerthPlan,
    vessel: Vessel,
    window: TimeWindow,
    *,
    under_keel_m: float = 0.8,
) -> list[Berth]:
    """List the berths that fit the ship and are free, the tightest fit first."""
    suitable = [
        berth
        for berth in plan
        if berth.fits(vessel, under_keel_m=under_keel_m)
        and not manager.find_conflicts(berth.code, window)
    ]
    return sorted(suitable, key=lambda berth: (berth.length_m - vessel.length_m, berth.code))


def find_best_berth(
    manager: ReservationManager, plan: BerthPlan, vessel: Vessel, window: TimeWindow
) -> Berth | None:
    """Return the tightest free berth, if there is one."""
    free = find_free_berths(manager, plan, vessel, window)
    return free[0] if free else None
