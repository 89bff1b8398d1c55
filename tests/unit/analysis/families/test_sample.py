"""The families that were planted into the sample come out as planted."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.model.families import Family, Verdict
from audit.model.modules import Zone
from audit.model.snapshot import Snapshot
from audit.pipeline.snapshot import take_snapshot

SAMPLE = Path(__file__).resolve().parents[4] / "data" / "sample"
SURVIVOR = "harbour.berths.reservations.ReservationManager"


def snapshot(state: str) -> Snapshot:
    """The audit of one state."""
    return take_snapshot(str(SAMPLE / state), configuration=str(SAMPLE / "audit.toml"))


def metric(taken: Snapshot, name: str) -> float | None:
    """The value of a metric."""
    return next(each.value for each in taken.metrics if each.id == name)


def named(taken: Snapshot, name: str) -> Family:
    """The one family of that name."""
    (family,) = [each for each in taken.families if each.name == name]
    return family


def production(family: Family) -> dict[str, Verdict | None]:
    """The verdicts of the production members, by module."""
    return {
        member.path.removeprefix("harbour.").rpartition(".")[0]: member.verdict
        for member in family.members
        if member.zone is Zone.PRODUCTION
    }


def test_baseline() -> None:
    """Five production classes beside the survivor, each with the verdict that it was made for;
    two stand-ins in the tests; three tariffs that are meant to stay."""
    taken = snapshot("baseline")
    family = named(taken, "ReservationManager")
    assert family.reference == SURVIVOR
    assert production(family) == {
        "berths.reservations": None,
        "legacy.manager": Verdict.PARALLEL,
        "offline.reservations": Verdict.EXACT,
        "services.audited": Verdict.WRAPPER,
        "services.slots": Verdict.RENAMED,
        "services.unified": Verdict.PARALLEL,
    }
    mocks = [member for member in family.members if member.zone is Zone.TEST]
    assert [mock.merge_rank for mock in mocks] == [0, 0]
    assert [member.path.split(".")[1] for member in family.merge_order] == [
        "offline",
        "services",
        "services",
        "services",
        "legacy",
    ]
    tariffs = named(taken, "TariffPolicy")
    assert (tariffs.verdict, len(tariffs.members)) == (Verdict.POLYMORPHISM, 3)
    assert {each.name for each in taken.families} == {"ReservationManager", "TariffPolicy"}


@pytest.mark.parametrize(
    ("state", "definitions", "families", "lines"),
    [("baseline", 6, 1, 310), ("phase-1", 4, 1, 182), ("phase-2", 4, 1, 182), ("phase-3", 1, 0, 0)],
)
def test_figures(state: str, definitions: int, families: int, lines: int) -> None:
    """A family stays a duplicate until its last duplicate is gone, with the lines that are left:
    72 + 72 + 56 + 69 + 41, then without the copy and the legacy class, then none."""
    taken = snapshot(state)
    assert metric(taken, "component.reservations.definitions") == definitions
    assert metric(taken, "families.duplicates") == families
    assert metric(taken, "families.duplicate_lines") == lines


def test_phase_1() -> None:
    """The slots drifted from the survivor, which the survivor must take up before they merge."""
    family = named(snapshot("phase-1"), "ReservationManager")
    assert production(family)["services.slots"] is Verdict.DRIFTED
    (slots,) = [member for member in family.members if member.path.endswith("TerminalSlotManager")]
    assert slots.ports == ("parameter extend(hours)",)


def test_factories_of_the_survivor() -> None:
    """The declared factory and the second one are found; two desks construct beside them."""
    family = named(snapshot("baseline"), "ReservationManager")
    (survivor,) = [member for member in family.members if member.path == SURVIVOR]
    paths = [point.path for point in survivor.access if point.zone is Zone.PRODUCTION]
    assert paths == [
        "harbour.berths.reservations.get_reservation_manager",
        "harbour.legacy.manager_factory.create_reservation_manager",
    ]
    assert survivor.constructed_production == 3
