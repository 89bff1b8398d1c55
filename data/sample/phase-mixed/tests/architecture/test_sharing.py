"""One manager per terminal, shared by all that work there."""

from harbour.berths.reservations import ReservationManager, get_reservation_manager
from harbour.services.arrivals import ArrivalDesk
from harbour.services.berthing import BerthingService
from harbour.services.departures import DepartureDesk
from harbour.tides.tables import TideTable
from tests.support.samples import NOON, stay


def test_factory_returns_the_canonical_class() -> None:
    """The factory makes nothing but the one class."""
    assert type(get_reservation_manager("north")) is ReservationManager


def test_terminals_do_not_share_reservations() -> None:
    """What is booked at one terminal stays there."""
    get_reservation_manager("north").reserve("A", "9074729", stay())
    assert get_reservation_manager("south").upcoming(NOON) == []
    assert len(get_reservation_manager("north").upcoming(NOON)) == 1


def test_desks_of_a_terminal_share_its_manager() -> None:
    """What one desk books, every other desk sees."""
    reference = get_reservation_manager("north").reserve("A", "9074729", stay()).reference
    tide = TideTable([(NOON, 1.0), (stay().end, 3.0)])
    for desk in (BerthingService("north"), ArrivalDesk("north"), DepartureDesk("north"), tide):
        try:
            manager = desk.manager
            assert manager.get(reference).vessel == "9074729"
        except AttributeError:  # tables and price lists work without reservations
            continue
