"""Ships, berths and hours that many tests share."""

from datetime import datetime

from harbour.berths.models import Berth
from harbour.berths.plan import BerthPlan
from harbour.vessels.models import Vessel, VesselKind
from harbour.vessels.registry import VesselRegistry
from harbour.windows import TimeWindow

NOON = datetime(2025, 3, 3, 12, 0)
HERON = Vessel("9074729", "Heron", VesselKind.CONTAINER, 150.0, 8.5, 14000)
PETREL = Vessel("9321483", "Petrel", VesselKind.FERRY, 80.0, 4.0, 3200)
PLAN = BerthPlan([Berth("A", 160, 10.0), Berth("B", 220, 12.0), Berth("C", 90, 5.0, "ferry")])


def stay(hours: float = 12.0, *, day: int = 3, hour: int = 12) -> TimeWindow:
    """Build a stay in March 2025."""
    return TimeWindow.lasting(datetime(2025, 3, day, hour), hours)


def ships() -> VesselRegistry:
    """Build a registry with both sample ships."""
    registry = VesselRegistry()
    registry.enrol(HERON)
    registry.enrol(PETREL)
    return registry
