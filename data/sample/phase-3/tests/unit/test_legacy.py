"""Names that are on their way out."""

import importlib

import pytest

import harbour
from harbour.berths.reservations import ReservationManager
from harbour.compat import Slot
from tests.support.samples import stay


def test_old_names_still_work() -> None:
    assert Slot is type(stay())


def test_lazy_names_are_loaded_on_first_use() -> None:
    assert harbour.TideTable.__module__ == "harbour.tides.tables"
    with pytest.raises(AttributeError, match="ReservationManager"):
        harbour.ReservationManager  # noqa: B018


def test_shim_warns() -> None:
    with pytest.warns(DeprecationWarning, match="harbour.berths.reservations"):
        shim = importlib.import_module("harbour.legacy.reservations")
        importlib.reload(shim)
    assert shim.ReservationManager is ReservationManager
