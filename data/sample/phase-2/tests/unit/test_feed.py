"""The position feed and its manager."""

import asyncio
from collections.abc import AsyncIterator

from harbour.services.feed import Position, PositionFeed
from harbour.services.unified import UnifiedReservationManager
from tests.support.samples import HERON, NOON, PETREL


async def positions() -> AsyncIterator[Position]:
    """Report two ships at one place."""
    yield {"vessel": HERON.imo, "place": "A", "seen": NOON}
    yield {"vessel": PETREL.imo, "place": "A", "seen": NOON}


def test_feed_books_the_first_ship_and_ignores_the_second() -> None:
    feed = PositionFeed(UnifiedReservationManager())
    assert asyncio.run(feed.follow(positions())) == 1
    assert [position["vessel"] for position in feed.ignored] == [PETREL.imo]
    assert feed.manager.occupancy(NOON) == {"A": True}


def test_priority_pushes_others_aside() -> None:
    async def scenario() -> list[str]:
        manager = UnifiedReservationManager()
        await PositionFeed(manager).follow(positions())
        request = {"place": "A", "vessel": PETREL.imo, "from": NOON, "until": NOON.replace(hour=14)}
        await manager.reserve(request, priority=1)
        return [item.vessel for item in manager.upcoming(NOON)]

    assert asyncio.run(scenario()) == [PETREL.imo]
