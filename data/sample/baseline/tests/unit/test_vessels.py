"""Ships and pilots."""

import pytest

from harbour.errors import PilotUnavailable, UnknownVessel
from harbour.legacy.reservations import ReservationManager
from harbour.pilots.roster import Pilot, PilotRoster
from harbour.pilots.scheduling import boarding_window, build_duties
from harbour.vessels import VesselKind
from harbour.vessels.registry import is_imo_number
from tests.support.samples import HERON, NOON, PETREL, ships, stay


def test_check_digit_of_imo_numbers() -> None:
    assert is_imo_number("9074729")
    assert not is_imo_number("9074728")
    assert not is_imo_number("907472")


def test_registry_finds_ships() -> None:
    assert ships().lookup("9074729") is HERON
    assert ships().of_kind(VesselKind.FERRY) == [PETREL]
    with pytest.raises(UnknownVessel):
        ships().lookup("0000000")


def test_small_ferries_need_no_pilot() -> None:
    assert HERON.needs_pilot
    assert not PETREL.needs_pilot


def test_smallest_sufficient_licence_is_chosen() -> None:
    roster = PilotRoster(ships(), [Pilot("Ines", 300), Pilot("Tomas", 160), Pilot("Ada", 100)])
    assert roster.assign(HERON.imo, stay()).name == "Tomas"
    assert roster.assign(HERON.imo, stay()).name == "Ines"
    with pytest.raises(PilotUnavailable):
        roster.assign(HERON.imo, stay())


def test_ships_beyond_every_licence_are_listed() -> None:
    assert ships().without_pilot(PilotRoster(ships(), [Pilot("Ada", 100)])) == [HERON]


def test_duties_follow_the_reservations() -> None:
    manager = ReservationManager("test")
    made = manager.reserve("A", HERON.imo, stay(day=4))
    ines = Pilot("Ines", 300)
    assert build_duties(manager, PilotRoster(ships(), [ines]), NOON) == [(made.reference, ines)]
    assert ines.duties == [boarding_window(made.window.start)]
