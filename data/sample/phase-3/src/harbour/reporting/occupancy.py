"""How full the quay is."""

from __future__ import annotations

from dataclasses import dataclass

from harbour.berths.plan import BerthPlan
from harbour.berths.reservations import ReservationManager
from harbour.windows import TimeWindow


@dataclass(frozen=True)
class BerthOccupancy:
    """Share of time taken at one berth."""

    berth: str
    share: float

    def bar(self, width: int = 20) -> str:
        """Draw the share as a bar of fixed width."""
        filled = round(self.share * width)
        return "#" * filled + "." * (width - filled)


def measure_occupancy(
    manager: ReservationManager, plan: BerthPlan, window: TimeWindow
) -> list[BerthOccupancy]:
    """Measure every berth of the plan, the fullest first."""
    figures = [BerthOccupancy(b.code, manager.occupancy(b.code, window)) for b in plan]
    return sorted(figures, key=lambda figure: (-figure.share, figure.berth))


def render_occupancy(figures: list[BerthOccupancy]) -> str:
    """Render one line per berth."""
    return "\n".join(f"{f.berth:<6}{f.bar()} {f.share:6.1%}" for f in figures)
