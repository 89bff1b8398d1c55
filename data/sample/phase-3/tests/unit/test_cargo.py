"""Manifests, the yard and the cranes."""

import pytest

from harbour.berths.reservations import ReservationManager
from harbour.cargo.cranes import CranePlan
from harbour.cargo.handover import find_late_manifests, handling_hours
from harbour.cargo.manifests import Consignment, Manifest, parse_manifest
from harbour.cargo.yard import Yard
from harbour.errors import ManifestError
from tests.support.samples import NOON, stay

TEXT = """number,commodity,tonnes,hazardous
1,Grain,120,
2,paint,40,yes
3,grain,60,no
"""


def test_manifest_is_read_and_summed() -> None:
    manifest = parse_manifest("9074729", TEXT)
    assert manifest.by_commodity() == {"grain": 180.0, "paint": 40.0}
    assert [line.number for line in manifest.hazardous] == ["2"]


def test_manifest_errors_name_the_line() -> None:
    with pytest.raises(ManifestError, match="line 2"):
        parse_manifest("9074729", "number,commodity,tonnes\n1,grain,much\n")
    with pytest.raises(ManifestError, match="twice"):
        parse_manifest("9074729", TEXT + "1,grain,5,no\n")


def test_hazardous_cargo_stands_apart() -> None:
    yard = Yard({"near": 150, "far": 200, "fenced": 50}, hazardous_block="fenced")
    where = yard.discharge(parse_manifest("9074729", TEXT))
    assert where == {"1": "near", "3": "far", "2": "fenced"}


def test_full_yard_refuses() -> None:
    with pytest.raises(ValueError, match="no block"):
        Yard({"near": 1}).stow(Consignment("1", "grain", 2))


def test_late_manifests_are_found() -> None:
    manager = ReservationManager("test")
    manager.reserve("A", "9074729", stay(2, day=4))
    big = Manifest("9074729", (Consignment("1", "grain", 1080),))
    assert handling_hours(big) == 3
    assert find_late_manifests(manager, [big], NOON) == ["9074729"]


def test_crane_plan_takes_the_next_free_crane() -> None:
    plan = CranePlan("test", ["K1", "K2"])
    assert [plan.assign("9074729", stay()) for _ in range(3)] == ["K1", "K2", None]
    assert plan.usage(stay()) == {"K1": 1.0, "K2": 1.0}
