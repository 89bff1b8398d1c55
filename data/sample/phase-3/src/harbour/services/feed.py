"""Positions from the receivers, turned into reservations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import TypedDict

from harbour.berths.reservations import ReservationManager
from harbour.errors import BerthConflict
from harbour.windows import TimeWindow


class Position(TypedDict):
    """One report of a ship that lies still."""

    vessel: str
    place: str
    seen: datetime


class PositionFeed:
    """Books the place at which a ship is seen."""

    def __init__(self, manager: ReservationManager) -> None:
        """Feed one manager."""
        self.manager = manager
        self.ignored: list[Position] = []

    async def follow(self, positions: AsyncIterator[Position], *, hours: float = 4.0) -> int:
        """Book a short stay per position and return how many were booked."""
        booked = 0
        async for position in positions:
            stay = TimeWindow.lasting(position["seen"], hours)
            try:
                self.manager.reserve(position["place"], position["vessel"], stay, note="seen")
            except BerthConflict:
                self.ignored.append(position)
            else:
                booked += 1
        return booked
