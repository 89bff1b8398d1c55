"""Tides and tidal windows."""

from datetime import datetime

import pytest

from harbour.berths import Berth, ReservationManager
from harbour.tides.scheduler import TideScheduler
from harbour.tides.tables import TideTable
from tests.support.samples import HERON, stay

TABLE = TideTable(
    [
        (datetime(2025, 3, 3, 6), 0.4),
        (datetime(2025, 3, 3, 12), 3.4),
        (datetime(2025, 3, 3, 18), 0.6),
        (datetime(2025, 3, 4, 0), 3.2),
    ]
)


def test_height_between_the_turns() -> None:
    assert TABLE.height(datetime(2025, 3, 3, 9)) == pytest.approx(1.9)
    assert TABLE.height(datetime(2025, 3, 4, 0)) == 3.2
    with pytest.raises(ValueError, match="outside"):
        TABLE.height(datetime(2025, 3, 5))


def test_next_high_water() -> None:
    assert TABLE.next_high(datetime(2025, 3, 3, 7)) == datetime(2025, 3, 3, 12)


def test_entry_waits_for_enough_water() -> None:
    scheduler = TideScheduler(ReservationManager("test"), TABLE)
    entry = scheduler.find_entry(HERON, Berth("S", 200, 6.6), stay(12, hour=6), stay_hours=2)
    assert entry is not None
    assert entry.start == datetime(2025, 3, 3, 9)


def test_entry_waits_for_the_ship_before() -> None:
    manager = ReservationManager("test")
    manager.reserve("S", "9321483", stay(2, hour=8))
    entry = TideScheduler(manager, TABLE).find_entry(
        HERON, Berth("S", 200, 6.6), stay(12, hour=6), stay_hours=2
    )
    assert entry is not None
    assert entry.start == datetime(2025, 3, 3, 11)
