"""Records with harmless defaults, so that a test names only what it is about."""

from __future__ import annotations

from dataclasses import replace

from audit.model.comparison import Comparison, FileChanges, MetricDelta
from audit.model.facts import ImportKind
from audit.model.families import CellState, Family, FamilyMember, MatrixCell, MatrixRow, Verdict
from audit.model.findings import Finding, FindingKind, Location, Severity
from audit.model.imports import Bucket, ResolvedImport
from audit.model.ledger import LedgerEntry, PathClass, PathEntry, SymbolDefinition, ZoneCounts
from audit.model.metrics import Direction, Metric
from audit.model.modules import Module, Zone
from audit.model.rules import Rules
from audit.model.snapshot import SCHEMA_VERSION, Coverage, Provenance, Snapshot

__all__ = [
    "make_comparison",
    "make_delta",
    "make_entry",
    "make_family",
    "make_finding",
    "make_import",
    "make_member",
    "make_metric",
    "make_module",
    "make_path",
    "make_provenance",
    "make_snapshot",
]


def make_provenance(label: str = "shop") -> Provenance:
    """A folder called `label`."""
    return Provenance(
        label=label,
        kind="folder",
        revision="tree:1234",
        rules_digest="abcd",
        tool_version="1.0",
        extractor_version="1",
    )


def make_snapshot(**changes: object) -> Snapshot:
    """A snapshot of nothing, with the given fields."""
    empty = Snapshot(
        schema_version=SCHEMA_VERSION,
        provenance=make_provenance(),
        rules=Rules(),
        coverage=Coverage(
            files=0,
            files_parsed=0,
            files_with_problems=0,
            modules=0,
            lines=0,
            imports=0,
            buckets=(),
        ),
        metrics=(),
        components=(),
        findings=(),
        modules=(),
        imports=(),
        ledger=(),
        uses=(),
        families=(),
        cycles=(),
    )
    return replace(empty, **changes)  # type: ignore[arg-type]  # any field of the record


def make_module(
    name: str,
    *,
    zone: Zone = Zone.PRODUCTION,
    is_package: bool = False,
    root: str = "",
    blob: str = "0" * 40,
) -> Module:
    """A module in the file that its name suggests, below its root."""
    folder = f"{root}/" if root else ""
    stem = name.replace(".", "/")
    return Module(
        name=name,
        file=f"{folder}{stem}/__init__.py" if is_package else f"{folder}{stem}.py",
        root=root,
        zone=zone,
        is_package=is_package,
        blob=blob,
        lines=10,
        statements=5,
    )


def make_import(
    importer: str,
    imported: str,
    *,
    path: str = "",
    name: str = "",
    bucket: Bucket = Bucket.FIRST_PARTY,
    kinds: tuple[ImportKind, ...] = (ImportKind.LOAD,),
    guard: str = "",
    line: int = 1,
    reason: str = "",
) -> ResolvedImport:
    """An import at module level in the importer's file."""
    return ResolvedImport(
        importer=importer,
        imported=imported,
        path=path or imported,
        name=name,
        bucket=bucket,
        kinds=kinds,
        scope="",
        guard=guard,
        file=f"{importer.replace('.', '/')}.py",
        line=line,
        reason=reason,
    )


def make_path(
    path: str, path_class: PathClass = PathClass.DEFINITION, production: int = 0, test: int = 0
) -> PathEntry:
    """An import path with its use counts."""
    return PathEntry(
        path=path,
        path_class=path_class,
        chain=(path,),
        uses=ZoneCounts(production=production, test=test),
        first_sites=("shop/cart.py:3",) if production else (),
    )


def make_entry(
    path: str,
    paths: tuple[PathEntry, ...] = (),
    *,
    max_paths: int = 1,
    canonical: str = "",
    shim_debt: int = 0,
) -> LedgerEntry:
    """The ledger entry of a class; counted from its paths."""
    module, _, qualname = path.rpartition(".")
    used = sum(1 for each in paths if each.uses.production)
    return LedgerEntry(
        definition=SymbolDefinition(
            path=path,
            module=module,
            qualname=qualname,
            kind="class",
            file=f"{module.replace('.', '/')}.py",
            line=7,
            end_line=20,
            zone=Zone.PRODUCTION,
        ),
        canonical=canonical or path,
        canonical_reason="inferred: definition",
        paths=paths or (make_path(path),),
        paths_production=used,
        paths_test=sum(1 for each in paths if each.uses.test),
        max_paths=max_paths,
        fragmented=used > max_paths,
        canonical_share=None,
        entropy=0.0,
        shim_debt=shim_debt,
    )


def make_member(path: str, *, lines: int = 10, production: int = 0) -> FamilyMember:
    """A class that starts in line 1 of its module's file."""
    return FamilyMember(
        path=path,
        file=f"{path.rpartition('.')[0].replace('.', '/')}.py",
        line=1,
        end_line=lines,
        zone=Zone.PRODUCTION,
        methods=1,
        uses_production=production,
        uses_test=0,
    )


def make_family(
    name: str,
    members: tuple[str, ...],
    *,
    cells: dict[str, tuple[tuple[str, CellState, tuple[str, ...]], ...]] | None = None,
    duplicate: bool = True,
    lines_saved: int = 0,
) -> Family:
    """A family of drifted copies; `cells` gives per method (signature, state, differences)."""
    matrix = tuple(
        MatrixRow(
            method=method,
            cells=tuple(
                MatrixCell(member=member, signature=text, state=state, differences=differences)
                for member, (text, state, differences) in zip(members, row, strict=True)
            ),
        )
        for method, row in (cells or {}).items()
    )
    return Family(
        fingerprint=f"family:{name}",
        name=name,
        verdict=Verdict.DRIFTED if duplicate else Verdict.POLYMORPHISM,
        confidence=0.8,
        duplicate=duplicate,
        members=tuple(make_member(path) for path in members),
        reference=members[0],
        reference_reason="most used",
        signals=(),
        matrix=matrix,
        lines_saved=lines_saved,
    )


def make_finding(
    subject: str,
    *,
    kind: FindingKind = FindingKind.BROKEN_IMPORT,
    severity: Severity = Severity.ERROR,
    lines: tuple[int, ...] = (3,),
) -> Finding:
    """A finding about `subject` in shop/cart.py."""
    return Finding(
        kind=kind,
        severity=severity,
        confidence=1.0,
        subject=subject,
        message=f"{subject} is not well",
        fingerprint=f"{kind.value}:{subject}",
        zone="production",
        locations=tuple(Location(file="shop/cart.py", line=line) for line in lines),
    )


def make_metric(
    id: str,  # noqa: A002 - the field's name
    value: float | None,
    *,
    direction: Direction = Direction.LOWER,
    numerator: int | None = None,
    denominator: int | None = None,
    reason: str = "",
) -> Metric:
    """A metric over everything."""
    return Metric(
        id=id,
        title=id.replace("_", " "),
        value=value,
        unit="count",
        direction=direction,
        covers="all modules",
        numerator=numerator,
        denominator=denominator,
        reason=reason,
    )


def make_delta(
    id: str,  # noqa: A002 - the field's name
    before: float | None,
    after: float | None,
    direction: Direction = Direction.LOWER,
    *,
    reason: str = "",
) -> MetricDelta:
    """A metric before and after; `reason` says why a value is missing."""
    return MetricDelta(
        id=id,
        title=id,
        unit="count",
        direction=direction,
        before=before,
        after=after,
        change=None if before is None or after is None else after - before,
        reason=reason,
    )


def make_comparison(**changes: object) -> Comparison:
    """Two states between which nothing changed, with the given fields."""
    empty = Comparison(
        before=make_provenance("old"),
        after=make_provenance("new"),
        reaudited=False,
        introduced=(),
        resolved=(),
        remaining=(),
        metrics=(),
        paths=(),
        files=FileChanges(added=(), removed=(), changed=(), moved=()),
    )
    return replace(empty, **changes)  # type: ignore[arg-type]  # any field of the record
