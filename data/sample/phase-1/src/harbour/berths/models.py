"""Berths and reservations as plain records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harbour.windows import TimeWindow

if TYPE_CHECKING:
    from harbour.vessels.models import Vessel


@dataclass(frozen=True)
class Berth:
    """A place at the quay."""

    code: str
    length_m: float
    depth_m: float
    quay: str = "main"

    def fits(self, vessel: Vessel, *, under_keel_m: float = 0.0) -> bool:
        """Tell whether a ship is short enough and does not touch the ground."""
        return vessel.length_m <= self.length_m and vessel.draught_m + under_keel_m <= self.depth_m


@dataclass(frozen=True)
class Reservation:
    """One ship at one berth for one span of time."""

    reference: str
    berth: str
    vessel: str
    window: TimeWindow
    note: str = ""

    def moved(self, window: TimeWindow) -> Reservation:
        """Build the same reservation at another time."""
        return replace(self, window=window)
