"""One interface for berths, anchorages and lay-by places, for the position feed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from harbour.berths.models import Reservation
from harbour.errors import BerthConflict, UnknownReservation
from harbour.windows import TimeWindow


class UnifiedReservationManager:
    """Reservations of every place of a port, safe to share between tasks."""

    def __init__(
        self, terminals: tuple[str, ...] = ("north",), *, margin_minutes: int = 45
    ) -> None:
        """Open one calendar for all terminals."""
        self.terminals = terminals
        self.margin = timedelta(minutes=margin_minutes)
        self._calendar: dict[str, dict[str, Reservation]] = {}
        self._lock = asyncio.Lock()

    async def reserve(
        self, request: Mapping[str, Any], *, priority: int = 0, dry_run: bool = False
    ) -> Reservation:
        """Book a place from a request; higher priority pushes others aside."""
        window = TimeWindow(request["from"], request["until"])
        async with self._lock:
            conflicts = await self.find_conflicts(request["place"], window)
            if conflicts and priority == 0:
                raise BerthConflict(request["place"], [found.reference for found in conflicts])
            places = self._calendar.setdefault(request["place"], {})
            for found in conflicts:
                places.pop(found.reference)
            reference = f"U{sum(map(len, self._calendar.values())) + 1}"
            made = Reservation(reference, request["place"], request["vessel"], window)
            if not dry_run:
                places[reference] = made
            return made

    async def release(self, reference: str, reason: str = "departed") -> str:
        """Give a place back and return its name."""
        async with self._lock:
            for place, entries in self._calendar.items():
                if entries.pop(reference, None) is not None:
                    return place
        raise UnknownReservation(f"{reference} ({reason})")

    async def extend(self, reference: str, until: datetime, *, force: bool = False) -> Reservation:
        """Move the end of a stay."""
        for place, entries in self._calendar.items():
            if reference in entries:
                window = TimeWindow(entries[reference].window.start, until)
                others = await self.find_conflicts(place, window)
                if not force and any(other.reference != reference for other in others):
                    raise BerthConflict(place, [other.reference for other in others])
                entries[reference] = entries[reference].moved(window)
                return entries[reference]
        raise UnknownReservation(reference)

    async def find_conflicts(self, place: str, window: TimeWindow) -> list[Reservation]:
        """List who is at a place within the margin around a window."""
        await asyncio.sleep(0)
        around = window.padded(self.margin)
        entries = self._calendar.get(place, {})
        return [found for found in entries.values() if found.window.overlaps(around)]

    def occupancy(self, moment: datetime) -> dict[str, bool]:
        """Tell for each place whether somebody is there at a moment."""
        return {
            place: any(found.window.contains(moment) for found in entries.values())
            for place, entries in self._calendar.items()
        }

    def upcoming(self, after: datetime, within_hours: int = 48) -> list[Reservation]:
        """List what starts within some hours, at any place."""
        horizon = TimeWindow.lasting(after, within_hours)
        everything = [found for entries in self._calendar.values() for found in entries.values()]
        return [found for found in everything if horizon.contains(found.window.start)]
