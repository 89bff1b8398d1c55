"""Reservations made on the pier, handed over when the tablet is back."""

from __future__ import annotations

import json
from datetime import datetime

from harbour.berths.reservations import ReservationManager
from harbour.windows import TimeWindow


def dump_book(manager: ReservationManager, after: datetime) -> str:
    """Write the coming reservations as JSON, one object per stay."""
    rows = [
        {
            "berth": item.berth,
            "vessel": item.vessel,
            "start": item.window.start.isoformat(),
            "end": item.window.end.isoformat(),
        }
        for item in manager.upcoming(after, limit=1000)
    ]
    return json.dumps(rows, indent=1)


def load_book(terminal: str, text: str) -> ReservationManager:
    """Read what :func:`dump_book` wrote into a new manager."""
    manager = ReservationManager(terminal)
    for row in json.loads(text):
        start, end = (datetime.fromisoformat(row[key]) for key in ("start", "end"))
        manager.reserve(row["berth"], row["vessel"], TimeWindow(start, end), note="tablet")
    return manager
