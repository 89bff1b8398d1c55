"""Names that are on their way out."""

import importlib

import pytest

import harbour
from harbour.berths.reservations import ReservationManager
from harbour.compat import BerthReservations, Slot
from harbour.legacy.manager_factory import create_reservation_manager
from harbour.services.unified import UnifiedReservationManager
from tests.support.samples import stay


def test_old_factory_refuses_unknown_kinds() -> None:
    assert isinstance(create_reservation_manager(), ReservationManager)
    assert isinstance(create_reservation_manager("unified"), UnifiedReservationManager)
    with pytest.raises(ValueError, match="unknown kind"):
        create_reservation_manager("legacy")


def test_old_names_still_work() -> None:
    assert Slot is type(stay())
    assert BerthReservations("test").terminal == "test"


def test_lazy_name_warns() -> None:
    with pytest.warns(DeprecationWarning, match="harbour.berths"):
        assert harbour.ReservationManager is ReservationManager


def test_shim_warns() -> None:
    with pytest.warns(DeprecationWarning, match="harbour.berths.reservations"):
        shim = importlib.import_module("harbour.legacy.reservations")
        importlib.reload(shim)
    assert shim.ReservationManager is ReservationManager
