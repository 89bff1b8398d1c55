from __future__ import annotations

from dataclasses import replace

from audit.model.facts import ImportKind
from audit.model.families import Family, FamilyMember, Verdict
from audit.model.findings import FindingKind, Location
from audit.model.imports import Bucket, Cycle, ResolvedImport, View
from audit.model.ledger import UseKind, UseSite
from audit.model.modules import Zone
from audit.model.snapshot import Snapshot
from audit.reports.effort import HIGH_FAN_IN, MEDIUM_FAN_IN, EffortTable
from tests.worlds.phase_story import build_story, finding

_MANAGER = "shop.booking.manager.Manager"


def _use(path: str, file: str, line: int) -> UseSite:
    return UseSite(
        path=path,
        definition=_MANAGER,
        importer="shop",
        file=file,
        line=line,
        zone=Zone.PRODUCTION,
        kind=UseKind.IMPORT,
    )


def _import(importer: str, imported: str) -> ResolvedImport:
    return ResolvedImport(
        importer=importer,
        imported=imported,
        path=imported,
        name="",
        bucket=Bucket.FIRST_PARTY,
        kinds=(ImportKind.LOAD,),
        scope="",
        guard="",
        file=f"src/{importer}.py",
        line=1,
    )


def _snapshot(**changes: object) -> Snapshot:
    return replace(build_story().after, **changes)  # type: ignore[arg-type]


def test_a_fragmented_symbol_costs_its_uses_off_the_canonical_path() -> None:
    """Uses of the canonical path stay; two others in one file are two places in one file."""
    uses = (
        _use(_MANAGER, "src/shop/booking.py", 1),
        _use("shop.Manager", "src/shop/compat.py", 3),
        _use("shop.compat.Manager", "src/shop/compat.py", 9),
        _use("shop.compat.Manager", "src/shop/compat.py", 9),
    )
    table = EffortTable(_snapshot(uses=uses))
    effort = table.measure([finding(FindingKind.FRAGMENTED_SYMBOL, _MANAGER)])
    assert effort is not None
    assert (effort.files, effort.places) == (1, 2)


def test_a_family_costs_the_members_that_go_and_their_uses() -> None:
    """A member that stays beside the survivor, a twin for instance, is not edited."""
    names = {"shop.a.Manager": 0, "shop.b.Manager": 1, "shop.c.AsyncManager": 0}
    members = tuple(
        FamilyMember(
            path=path,
            file=f"src/{path.split('.')[1]}.py",
            line=1,
            end_line=9,
            zone=Zone.PRODUCTION,
            methods=3,
            uses_production=1,
            uses_test=0,
            merge_rank=rank,
        )
        for path, rank in names.items()
    )
    family = Family(
        fingerprint="f",
        name="Manager",
        verdict=Verdict.DRIFTED,
        confidence=0.9,
        duplicate=True,
        members=members,
        reference="shop.a.Manager",
        reference_reason="most used",
        signals=(),
        matrix=(),
        lines_saved=9,
    )
    uses = tuple(
        replace(_use(path, "src/main.py", line), definition=path)
        for line, path in enumerate(names, start=1)
    )
    about = replace(
        finding(FindingKind.CLASS_FAMILY, "Manager"),
        locations=(Location(file="src/a.py", line=1, text="shop.a.Manager"),),
    )
    effort = EffortTable(_snapshot(families=(family,), uses=uses)).measure([about])
    assert effort is not None
    assert (effort.files, effort.places) == (2, 2)


def test_a_cycle_costs_its_breakers() -> None:
    """The imports to cut are the places, however many locations the finding shows."""
    breakers = tuple(("a", "b", "src/a.py", line) for line in range(1, 9))
    cycle = Cycle(view=View.LOAD_TIME, members=("a", "b"), imports=(), breakers=breakers)
    table = EffortTable(_snapshot(cycles=(cycle,)))
    effort = table.measure([finding(FindingKind.CYCLE, "a b")])
    assert effort is not None
    assert (effort.files, effort.places) == (1, 8)


def test_risk_follows_from_the_most_imported_module_that_is_edited() -> None:
    """Fan-in counts importing modules once each, and never the module itself."""
    file = build_story().after.modules[0]
    for count, risk in (
        (MEDIUM_FAN_IN - 1, "low"),
        (MEDIUM_FAN_IN, "medium"),
        (HIGH_FAN_IN - 1, "medium"),
        (HIGH_FAN_IN, "high"),
    ):
        imports = tuple(
            _import(importer, file.name)
            for number in range(count)
            for importer in (f"shop.m{number}", f"shop.m{number}", file.name)
        )
        about = replace(
            finding(FindingKind.BROKEN_IMPORT, "x"), locations=(Location(file=file.file, line=2),)
        )
        effort = EffortTable(_snapshot(imports=imports)).measure([about])
        assert effort is not None
        assert (effort.module, effort.fan_in, effort.risk) == (file.name, count, risk)


def test_a_finding_without_a_place_has_no_effort() -> None:
    """Nothing is invented where nobody knows what to edit."""
    nowhere = replace(finding(FindingKind.ALIAS_CYCLE, "x"), locations=())
    assert EffortTable(_snapshot()).measure([nowhere]) is None
