"""What the first harbour system still has to do."""

from datetime import timedelta

import pytest

from harbour.compat import BerthReservations, Slot
from harbour.legacy.manager import LegacyReservationManager
from harbour.legacy.manager_factory import create_reservation_manager
from tests.support.samples import NOON, stay


def test_legacy_rows_are_counted_per_day() -> None:
    manager = LegacyReservationManager()
    reference = manager.reserve("A", "9074729", NOON, NOON + timedelta(hours=4))
    manager.extend(reference, days=2)
    assert manager.occupancy((NOON + timedelta(days=2)).date()) == 1
    assert manager.release(reference)


def test_legacy_factory_refuses_unknown_kinds() -> None:
    assert isinstance(create_reservation_manager(), LegacyReservationManager)
    with pytest.raises(ValueError, match="unknown kind"):
        create_reservation_manager("quantum")


def test_old_names_still_work() -> None:
    assert Slot is type(stay())
    assert BerthReservations("test").terminal == "test"
