"""The desks and the nightly jobs."""

from datetime import date
from unittest import mock

import pytest

from harbour.berths.reservations import ReservationManager, get_reservation_manager
from harbour.errors import HarbourError
from harbour.jobs.customs import open_trail, render_trail
from harbour.jobs.nightly import rehearse, run_nightly
from harbour.notifications.dispatcher import Dispatcher
from harbour.services.arrivals import ArrivalDesk
from harbour.services.berthing import BerthingService
from harbour.services.departures import DepartureDesk
from tests.support.mocks import MockReservationManager
from tests.support.samples import HERON, NOON, PETREL, PLAN, stay


@mock.patch("harbour.services.berthing.notify_agent", create=True)
def test_service_books_the_tightest_berth(notify: mock.Mock) -> None:
    service = BerthingService("north")
    assert service.place(HERON, PLAN, stay()).berth == "A"
    assert service.place(HERON, PLAN, stay()).berth == "B"
    with pytest.raises(HarbourError, match="no berth for Heron"):
        service.place(HERON, PLAN, stay())


def test_service_swaps_two_ships() -> None:
    manager = ReservationManager("test")
    service = BerthingService("test", manager)
    one = manager.reserve("A", HERON.imo, stay())
    two = manager.reserve("B", PETREL.imo, stay())
    swapped = service.swap(one.reference, two.reference)
    assert [(item.berth, item.vessel) for item in swapped] == [("B", HERON.imo), ("A", PETREL.imo)]


def test_arrivals_lists_the_expected_ships() -> None:
    desk = ArrivalDesk("north", ReservationManager("test"))
    desk.announce(HERON.imo, "A", stay(day=4, hour=8))
    desk.announce(PETREL.imo, "C", stay(day=6))
    assert desk.expected(NOON) == [HERON.imo]


def test_arrivals_makes_room_for_delays() -> None:
    desk = ArrivalDesk("north", ReservationManager("test"))
    made = desk.announce(HERON.imo, "A", stay(12))
    assert desk.delay(made.reference, 2).window == stay(14)


def test_departures_wait_for_the_dues() -> None:
    manager = ReservationManager("test")
    made = manager.reserve("A", HERON.imo, stay())
    desk = DepartureDesk("test", BerthingService("test", manager))
    with pytest.raises(PermissionError):
        desk.clear(made.reference, dues_paid=False)
    assert desk.clear(made.reference, dues_paid=True) == made


def test_departures_release_through_the_manager() -> None:
    manager = MockReservationManager()
    desk = DepartureDesk("test", BerthingService("test", manager))
    desk.clear("MOCK-1", dues_paid=True)
    assert manager.calls == ["release"]


def test_nightly_digest_lists_the_moves() -> None:
    sent: list[str] = []
    outbox = Dispatcher()
    outbox.subscribe("office", lambda receiver, text: sent.append(text))
    get_reservation_manager("north").reserve("A", HERON.imo, stay())
    assert run_nightly("north", date(2025, 3, 3), outbox) == 1
    assert sent == ["Monday 03 March 2025 - 1 entry\n12:00 9074729 to A"]


def test_rehearsal_leaves_the_real_book_alone() -> None:
    window = stay()
    assert rehearse("north", [("A", HERON.imo, window.start, window.end)]) == ["N1"]
    assert not get_reservation_manager("north").upcoming(NOON)


def test_customs_trail_lists_the_changes() -> None:
    audited = open_trail("north")
    made = audited.reserve("A", HERON.imo, stay())
    audited.release(made.reference)
    assert render_trail(audited) == "001 reserve NORTH-0001\n002 release NORTH-0001"
