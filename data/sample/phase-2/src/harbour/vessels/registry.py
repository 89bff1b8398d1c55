"""All ships known to the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harbour.errors import UnknownVessel
from harbour.vessels.models import Vessel, VesselKind

if TYPE_CHECKING:
    from harbour.pilots.roster import PilotRoster


def is_imo_number(text: str) -> bool:
    """Check an IMO number: seven digits, the last one weighs the six before it."""
    if len(text) != 7 or not text.isdigit():
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(text, range(7, 1, -1), strict=False))
    return weighed % 10 == int(text[-1])


class VesselRegistry:
    """Ships by IMO number."""

    def __init__(self) -> None:
        """Start empty."""
        self._ships: dict[str, Vessel] = {}

    def enrol(self, vessel: Vessel) -> None:
        """Add a ship, or replace what was known about it."""
        if not is_imo_number(vessel.imo):
            raise ValueError(f"{vessel.imo} is not an IMO number")
        self._ships[vessel.imo] = vessel

    def lookup(self, imo: str) -> Vessel:
        """Return the ship with this number."""
        try:
            return self._ships[imo]
        except KeyError:
            raise UnknownVessel(imo) from None

    def of_kind(self, kind: VesselKind) -> list[Vessel]:
        """List the ships of one kind by name."""
        return sorted((s for s in self._ships.values() if s.kind is kind), key=lambda s: s.name)

    def without_pilot(self, roster: PilotRoster) -> list[Vessel]:
        """List the ships that nobody on the roster may take in."""
        return [s for s in self._ships.values() if s.needs_pilot and not roster.qualified(s)]
