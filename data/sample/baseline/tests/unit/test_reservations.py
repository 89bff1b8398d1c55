"""The book of one terminal."""

import pytest

from harbour.berths.reservations import ReservationManager, get_reservation_manager
from harbour.errors import BerthConflict, UnknownReservation
from tests.support.samples import NOON, stay


@pytest.fixture
def manager() -> ReservationManager:
    """Build an empty book."""
    return ReservationManager("test")


def test_references_count_up(manager: ReservationManager) -> None:
    assert manager.reserve("A", "9074729", stay()).reference == "TEST-0001"
    assert manager.reserve("B", "9321483", stay()).reference == "TEST-0002"


def test_second_ship_at_the_same_time_is_refused(manager: ReservationManager) -> None:
    manager.reserve("A", "9074729", stay())
    with pytest.raises(BerthConflict, match="TEST-0001"):
        manager.reserve("A", "9321483", stay(day=3, hour=20))


def test_clearance_is_kept_between_ships(manager: ReservationManager) -> None:
    manager.reserve("A", "9074729", stay(2))
    assert manager.find_conflicts("A", stay(2, hour=14))
    assert not manager.find_conflicts("A", stay(2, hour=15))


def test_release_frees_the_berth(manager: ReservationManager) -> None:
    made = manager.reserve("A", "9074729", stay())
    assert manager.release(made.reference) == made
    assert not manager.find_conflicts("A", stay())


def test_unknown_reference_is_an_error(manager: ReservationManager) -> None:
    with pytest.raises(UnknownReservation):
        manager.release("TEST-9999")


def test_extend_moves_the_end(manager: ReservationManager) -> None:
    made = manager.reserve("A", "9074729", stay(12))
    assert manager.extend(made.reference, 3).window == stay(15)


def test_extend_stops_at_the_next_ship(manager: ReservationManager) -> None:
    made = manager.reserve("A", "9074729", stay(2))
    manager.reserve("A", "9321483", stay(2, hour=16))
    with pytest.raises(BerthConflict):
        manager.extend(made.reference, 2)


def test_occupancy_is_a_share_of_the_window(manager: ReservationManager) -> None:
    manager.reserve("A", "9074729", stay(6, hour=0))
    assert manager.occupancy("A", stay(24, hour=0)) == 0.25


def test_upcoming_is_sorted_and_limited(manager: ReservationManager) -> None:
    late = manager.reserve("A", "9074729", stay(day=5))
    soon = manager.reserve("B", "9321483", stay(day=4))
    assert manager.upcoming(NOON) == [soon, late]
    assert manager.upcoming(NOON, limit=1) == [soon]
    assert manager.upcoming(NOON, berth="A") == [late]


def test_factory_makes_a_manager_for_its_terminal() -> None:
    assert get_reservation_manager("south").terminal == "south"
