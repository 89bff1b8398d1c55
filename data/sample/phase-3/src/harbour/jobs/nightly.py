"""What happens between midnight and the morning shift."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from harbour.berths.reservations import get_reservation_manager
from harbour.notifications.dispatcher import Dispatcher
from harbour.reporting.daily import headline
from harbour.windows import TimeWindow


def moves_of(terminal: str, day: date) -> list[str]:
    """List the ships that come in on a day."""
    start = datetime.combine(day, time.min)
    coming = get_reservation_manager(terminal).upcoming(start, limit=200)
    return [
        f"{item.window.start:%H:%M} {item.vessel} to {item.berth}"
        for item in coming
        if item.window.start < start + timedelta(days=1)
    ]


def run_nightly(terminal: str, day: date, outbox: Dispatcher) -> int:
    """Send the digest of the coming day to the office."""
    moves = moves_of(terminal, day)
    return outbox.send_digest("office", headline(day, len(moves)), moves)


def rehearse(terminal: str, stays: list[tuple[str, str, TimeWindow]]) -> list[str]:
    """Try a plan on a scratch manager and return the references that it would get."""
    scratch = get_reservation_manager(terminal, scratch=True)
    return [scratch.reserve(*stay).reference for stay in stays]
