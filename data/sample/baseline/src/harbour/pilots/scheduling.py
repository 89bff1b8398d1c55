"""Pilot duties that follow from the reservations."""

from __future__ import annotations

from datetime import datetime, timedelta

from harbour.legacy.reservations import ReservationManager
from harbour.pilots.roster import Pilot, PilotRoster
from harbour.windows import TimeWindow

BOARDING = timedelta(hours=2)


def boarding_window(arrival: datetime) -> TimeWindow:
    """Build the span in which the pilot is on board before the ship is fast."""
    return TimeWindow(arrival - BOARDING, arrival)


def build_duties(
    manager: ReservationManager, roster: PilotRoster, after: datetime, *, limit: int = 20
) -> list[tuple[str, Pilot]]:
    """Assign a pilot to each coming reservation, in order of arrival."""
    duties = []
    for reservation in manager.upcoming(after, limit=limit):
        pilot = roster.assign(reservation.vessel, boarding_window(reservation.window.start))
        duties.append((reservation.reference, pilot))
    return duties
