"""Positions from the receivers, turned into reservations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import TypedDict

from harbour.errors import BerthConflict
from harbour.services.unified import UnifiedReservationManager


class Position(TypedDict):
    """One report of a ship that lies still."""

    vessel: str
    place: str
    seen: datetime


class PositionFeed:
    """Books the place at which a ship is seen."""

    def __init__(self, manager: UnifiedReservationManager) -> None:
        """Feed one manager."""
        self.manager = manager
        self.ignored: list[Position] = []

    async def follow(self, positions: AsyncIterator[Position], *, hours: float = 4.0) -> int:
        """Book a short stay per position and return how many were booked."""
        booked = 0
        async for position in positions:
            until = position["seen"] + timedelta(hours=hours)
            try:
                await self.manager.reserve({**position, "from": position["seen"], "until": until})
            except BerthConflict:
                self.ignored.append(position)
            else:
                booked += 1
        return booked
