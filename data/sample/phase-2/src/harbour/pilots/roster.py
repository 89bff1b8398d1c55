"""Who may take which ship in."""

from __future__ import annotations

from dataclasses import dataclass, field

from harbour.errors import PilotUnavailable
from harbour.vessels.models import Vessel
from harbour.vessels.registry import VesselRegistry
from harbour.windows import TimeWindow


@dataclass
class Pilot:
    """A pilot with a licence up to a length."""

    name: str
    max_length_m: float
    duties: list[TimeWindow] = field(default_factory=list)

    def is_free(self, window: TimeWindow) -> bool:
        """Tell whether no duty falls into the window."""
        return not any(duty.overlaps(window) for duty in self.duties)


class PilotRoster:
    """The pilots of a station and the ships they know."""

    def __init__(self, ships: VesselRegistry, pilots: list[Pilot]) -> None:
        """Take the pilots in order of seniority."""
        self._ships = ships
        self._pilots = pilots

    def qualified(self, vessel: Vessel) -> list[Pilot]:
        """List the pilots whose licence covers the ship."""
        return [pilot for pilot in self._pilots if pilot.max_length_m >= vessel.length_m]

    def assign(self, imo: str, window: TimeWindow) -> Pilot:
        """Give the duty to the pilot with the smallest licence that is enough."""
        vessel = self._ships.lookup(imo)
        free = [pilot for pilot in self.qualified(vessel) if pilot.is_free(window)]
        if not free:
            raise PilotUnavailable(f"no pilot for {vessel.name} from {window.start:%d %b %H:%M}")
        chosen = min(free, key=lambda pilot: (pilot.max_length_m, pilot.name))
        chosen.duties.append(window)
        return chosen
