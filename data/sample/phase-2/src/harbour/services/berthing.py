"""The desk that gives out berths."""

from __future__ import annotations

from harbour.berths.allocation import find_best_berth
from harbour.berths.models import Reservation
from harbour.berths.plan import BerthPlan
from harbour.berths.reservations import ReservationManager, get_reservation_manager
from harbour.errors import HarbourError
from harbour.vessels.models import Vessel
from harbour.windows import TimeWindow


class BerthingService:
    """Finds a berth, books it and keeps the agent informed."""

    def __init__(self, terminal: str, manager: ReservationManager | None = None) -> None:
        """Work on the terminal's manager unless another one is given."""
        self.terminal = terminal
        self.manager = manager or get_reservation_manager(terminal)

    def place(self, vessel: Vessel, plan: BerthPlan, window: TimeWindow) -> Reservation:
        """Book the tightest berth that is free."""
        berth = find_best_berth(self.manager, plan, vessel, window)
        if berth is None:
            raise HarbourError(f"no berth for {vessel.name} from {window.start:%d %b %H:%M}")
        return self.manager.reserve(berth.code, vessel.imo, window)

    def swap(self, first: str, second: str) -> tuple[Reservation, Reservation]:
        """Exchange the berths of two reservations that have not begun."""
        one, two = self.manager.release(first), self.manager.release(second)
        return (
            self.manager.reserve(two.berth, one.vessel, one.window, note=f"was {first}"),
            self.manager.reserve(one.berth, two.vessel, two.window, note=f"was {second}"),
        )
