"""What an audit concludes from the ferry company's codebase: families, findings, figures."""

from __future__ import annotations

import hashlib

from audit.model.families import (
    CellState,
    Family,
    FamilyMember,
    MatrixCell,
    MatrixRow,
    Signal,
    Verdict,
)
from audit.model.findings import Finding, FindingKind, Location, Severity
from audit.model.metrics import Direction, Metric
from audit.model.modules import Zone
from audit.model.snapshot import ComponentFigures
from tests.worlds.ferry import MANAGER, REGISTRY, build_ledger, crew_module

__all__ = ["build_components", "build_families", "build_findings", "build_metrics"]

_LEGACY = "ferry.tickets.legacy.LegacyTicketManager"


def build_families(improved: bool) -> tuple[Family, ...]:
    """A drifted copy (baseline only), legitimate polymorphism, and an exact copy in the tests."""
    drifted = _family(
        "TicketManager",
        Verdict.DRIFTED,
        (MANAGER, _LEGACY),
        Zone.PRODUCTION,
        {
            "cancel": ("(self, ticket: str) -> None", ""),
            "close": ("(self) -> None", "(self) -> None"),
            "sell": ("(self, route: str, *, seats: int = 1) -> str", "(self, route, seats) -> str"),
        },
    )
    stores = _family(
        "RouteStore",
        Verdict.POLYMORPHISM,
        ("ferry.routes.registry.DiskStore", "ferry.routes.registry.MemoryStore"),
        Zone.PRODUCTION,
        {"load": ("(self) -> Routes", "(self) -> Routes")},
    )
    fakes = _family(
        "FakeClock",
        Verdict.EXACT,
        ("tests.test_tickets.FakeClock", "tests.test_tickets.Inner.FakeClock"),
        Zone.TEST,
        {"now": ("(self) -> int", "(self) -> int")},
    )
    families = [fakes, stores] if improved else [fakes, stores, drifted]
    return tuple(families)


def _family(
    name: str,
    verdict: Verdict,
    members: tuple[str, str],
    zone: Zone,
    methods: dict[str, tuple[str, str]],
) -> Family:
    duplicate = verdict in (Verdict.DRIFTED, Verdict.EXACT)
    return Family(
        fingerprint=_digest(name),
        name=name,
        verdict=verdict,
        confidence=0.86 if verdict is Verdict.DRIFTED else 1.0,
        duplicate=duplicate,
        members=tuple(_member(path, zone, line) for line, path in enumerate(members, start=30)),
        reference=members[0],
        reference_reason="used by production, and the other is not" if duplicate else "",
        signals=(
            Signal(name="interface", value=0.75, left=members[0], right=members[1]),
            Signal(name="shape", value=1 / 3, left=members[0], right=members[1]),
        ),
        matrix=tuple(_row(method, members, texts) for method, texts in methods.items()),
        lines_saved=10 if duplicate and zone is Zone.PRODUCTION else 0,
    )


def _member(path: str, zone: Zone, line: int) -> FamilyMember:
    folders = "/".join(part for part in path.split(".") if part.islower())
    return FamilyMember(
        path=path,
        file=f"src/{folders}.py" if zone is Zone.PRODUCTION else f"{folders}.py",
        line=line,
        end_line=line + 9,
        zone=zone,
        methods=3,
        uses_production=2 if path == MANAGER else 0,
        uses_test=1,
    )


def _row(method: str, members: tuple[str, str], texts: tuple[str, str]) -> MatrixRow:
    cells = []
    for member, text in zip(members, texts, strict=True):
        state = CellState.SAME if text == texts[0] else CellState.DRIFTED
        differences = ("seats: became positional", "seats: default removed")
        cells.append(
            MatrixCell(
                member=member,
                signature=text,
                state=state if text else CellState.MISSING,
                differences=differences if text and state is CellState.DRIFTED else (),
            )
        )
    return MatrixRow(method=method, cells=tuple(cells))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def build_findings(improved: bool) -> tuple[Finding, ...]:
    """One finding of every kind at the baseline, sorted by kind; four of them gone in phase 1."""
    crew = crew_module(improved)
    crew_file = f"src/{crew.replace('.', '/')}.py"
    paths = 3 if improved else 6
    error, warning, note = Severity.ERROR, Severity.WARNING, Severity.NOTE
    rows = [
        (
            "alias-cycle",
            warning,
            "ferry.prices.Fare",
            "ferry.prices.Fare leads back to itself",
            "src/ferry/prices.py",
            20,
            "remove one of the aliases",
        ),
        (
            "broken-import",
            error,
            "ferry.tariffs.Tariff",
            "the module ferry.tariffs does not exist",
            "src/ferry/prices.py",
            2,
            "import it from ferry.prices",
        ),
        (
            "class-family",
            warning,
            "TicketManager",
            "2 classes do one job: drifted copy",
            "src/ferry/tickets/legacy.py",
            31,
            "port cancel, then merge into the reference",
        ),
        (
            "cycle",
            warning,
            "ferry, ferry.compat, ferry.prices",
            "3 modules import each other",
            "src/ferry/compat.py",
            6,
            "cut ferry.compat → ferry.prices",
        ),
        (
            "deprecated-path",
            note,
            "ferry.compat.TicketManager",
            "1 production use of a shim",
            crew_file,
            6,
            f"import {MANAGER}",
        ),
        (
            "fragmented-symbol",
            error,
            MANAGER,
            f"{paths} paths in production use, 2 allowed",
            "src/ferry/tickets/manager.py",
            30,
            f"import {MANAGER}",
        ),
        (
            "internal-import",
            warning,
            f"{crew} → ferry.routes.registry",
            "an internal module",
            crew_file,
            4,
            "import it from ferry.routes",
        ),
        (
            "parse-problem",
            error,
            "src/ferry/vendor/clock.py",
            "line 7 does not parse",
            "src/ferry/vendor/clock.py",
            7,
            "mend or exclude the file",
        ),
        (
            "production-imports-test",
            error,
            f"{crew} → tests.test_tickets",
            "production imports a test",
            crew_file,
            44,
            "move CREW into the package",
        ),
        (
            "unreadable-file",
            error,
            "src/ferry/pipe.py",
            "not a regular file",
            "src/ferry/pipe.py",
            0,
            "exclude the file",
        ),
    ]
    gone = {"alias-cycle", "class-family", "cycle", "unreadable-file"} if improved else set()
    return tuple(
        Finding(
            kind=FindingKind(kind),
            severity=severity,
            confidence=0.86 if kind == "class-family" else 1.0,
            subject=subject,
            message=message,
            fingerprint=_digest(kind, subject),
            zone="vendored" if "vendor" in file else "production",
            locations=(Location(file=file, line=line, text=subject),),
            component="tickets" if "TicketManager" in subject else "",
            advice=advice,
        )
        for kind, severity, subject, message, file, line, advice in rows
        if kind not in gone
    )


def build_components(improved: bool) -> tuple[ComponentFigures, ...]:
    """Two components: the fragmented one, declared, and a well-kept one, proposed."""
    entry = build_ledger(improved)[1]
    used = [path for path in entry.paths if path.uses.production]
    return (
        ComponentFigures(
            id="routes",
            title="Routes",
            proposed=True,
            symbols=(REGISTRY,),
            canonical=(REGISTRY,),
            paths_production=(REGISTRY,),
            paths_test=(),
            definitions=(REGISTRY,),
            deprecated_in_use=(),
            broken_in_use=(),
            bypasses=(),
        ),
        ComponentFigures(
            id="tickets",
            title="Ticket sales",
            proposed=False,
            symbols=(MANAGER,) if improved else (_LEGACY, MANAGER),
            canonical=("ferry.TicketManager", MANAGER),
            paths_production=tuple(sorted(path.path for path in used)),
            paths_test=("ferry.TicketManager", "ferry.compat.TicketManager"),
            definitions=(MANAGER,) if improved else (_LEGACY, MANAGER),
            deprecated_in_use=("ferry.compat.TicketManager",),
            broken_in_use=() if improved else ("ferry.tariffs.Tariff",),
            bypasses=("src/ferry/prices.py:11",),
        ),
    )


def build_metrics(improved: bool) -> tuple[Metric, ...]:
    """Figures of every direction, one share with its parts, one that cannot be measured."""
    manager = build_ledger(improved)[1]
    total = sum(path.uses.production for path in manager.paths)
    lower, higher = Direction.LOWER, Direction.HIGHER
    paths, entropy = float(manager.paths_production), manager.entropy
    rows = [
        ("component.tickets.paths_production", "Ticket sales: paths in use", paths, "paths", lower),
        ("cycles.load_time", "Cycles at load time", 0.0 if improved else 1.0, "cycles", lower),
        ("imports.broken", "Broken imports", 1.0, "imports", lower),
        ("paths.entropy", "Path entropy", entropy, "bits", lower),
        ("size.lines", "Lines of Python", 632.0 if improved else 790.0, "lines", Direction.NEUTRAL),
        ("size.modules", "Modules", 11.0, "modules", Direction.NEUTRAL),
        ("uses.bypassing", "Uses that bypass the factory", 2.0 if improved else 1.0, "uses", lower),
    ]
    metrics = [
        Metric(id=i, title=title, value=value, unit=unit, direction=direction, covers="11 modules")
        for i, title, value, unit, direction in rows
    ]
    metrics += [
        Metric(
            id="component.tickets.canonical_share",
            title="Ticket sales: canonical share",
            value=manager.canonical_share,
            unit="share",
            direction=higher,
            covers="use sites in production",
            numerator=manager.paths[0].uses.production,
            denominator=total,
        ),
        Metric(
            id="component.crew.paths_production",
            title="Crew: paths in use",
            value=None,
            unit="paths",
            direction=lower,
            covers="use sites in production",
            reason="the component 'crew' matches no symbol",
        ),
    ]
    return tuple(sorted(metrics, key=lambda metric: metric.id))
