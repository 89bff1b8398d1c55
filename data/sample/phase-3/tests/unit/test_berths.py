"""Berths, plans and allocation."""

import pytest

from harbour.berths import BerthPlan
from harbour.berths.allocation import find_best_berth, find_free_berths
from harbour.berths.reservations import ReservationManager
from harbour.errors import UnknownBerth
from tests.support.samples import HERON, PETREL, PLAN, stay


def test_plan_returns_berths_by_code() -> None:
    assert PLAN.berth("B").length_m == 220
    with pytest.raises(UnknownBerth):
        PLAN.berth("Z")


def test_plan_lists_one_quay() -> None:
    assert [berth.code for berth in PLAN.on_quay("ferry")] == ["C"]


def test_empty_plan_has_no_berths() -> None:
    assert len(BerthPlan([])) == 0


def test_ship_must_fit_in_length_and_depth() -> None:
    assert PLAN.berth("A").fits(HERON)
    assert not PLAN.berth("C").fits(HERON)
    assert not PLAN.berth("A").fits(HERON, under_keel_m=2.0)


def test_tightest_berth_comes_first() -> None:
    manager = ReservationManager("test")
    free = find_free_berths(manager, PLAN, PETREL, stay())
    assert [berth.code for berth in free] == ["C", "A", "B"]


def test_taken_berths_are_skipped() -> None:
    manager = ReservationManager("test")
    manager.reserve("A", PETREL.imo, stay())
    best = find_best_berth(manager, PLAN, HERON, stay())
    assert best is not None
    assert best.code == "B"
