"""The position feed and what it books."""

import asyncio
from collections.abc import AsyncIterator

from harbour.berths.reservations import get_reservation_manager
from harbour.services.feed import Position, PositionFeed
from tests.support.samples import HERON, NOON, PETREL, stay


async def positions() -> AsyncIterator[Position]:
    """Report two ships at one place."""
    yield {"vessel": HERON.imo, "place": "A", "seen": NOON}
    yield {"vessel": PETREL.imo, "place": "A", "seen": NOON}


def test_feed_books_the_first_ship_and_ignores_the_second() -> None:
    feed = PositionFeed(get_reservation_manager("north"))
    assert asyncio.run(feed.follow(positions())) == 1
    assert [position["vessel"] for position in feed.ignored] == [PETREL.imo]
    assert feed.manager.occupancy("A", stay(8)) == 0.5


def test_pushed_aside_ships_lose_their_place() -> None:
    manager = get_reservation_manager("north")
    asyncio.run(PositionFeed(manager).follow(positions()))
    manager.reserve("A", PETREL.imo, stay(2), preempt=True)
    assert [item.vessel for item in manager.upcoming(NOON)] == [PETREL.imo]
