"""Arrow tables of a snapshot back to its records, exactly as they were.

Every function takes tables with the declared columns and raises ValueError, KeyError or
IndexError when their rows do not fit together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.model.facts import ImportKind
from audit.model.families import (
    AccessKind,
    AccessPoint,
    CellState,
    Family,
    FamilyMember,
    MatrixCell,
    MatrixRow,
    Signal,
    Verdict,
)
from audit.model.findings import Finding, FindingKind, Location, Severity
from audit.model.identity import IdentitySplit, SplitCause
from audit.model.imports import Bucket, Cycle, ResolvedImport, View
from audit.model.ledger import (
    LedgerEntry,
    PathClass,
    PathEntry,
    SymbolDefinition,
    UseKind,
    UseSite,
    ZoneCounts,
)
from audit.model.modules import Module, Zone
from audit.snapshots.tables import read_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

__all__ = [
    "decode_cycles",
    "decode_families",
    "decode_findings",
    "decode_identity_splits",
    "decode_imports",
    "decode_ledger",
    "decode_modules",
    "decode_uses",
]


_ZONES = {zone.value: zone for zone in Zone}
_BUCKETS = {bucket.value: bucket for bucket in Bucket}
_IMPORT_KINDS = {kind.value: kind for kind in ImportKind}
_USE_KINDS = {kind.value: kind for kind in UseKind}


def decode_modules(table: pa.Table) -> tuple[Module, ...]:
    """The modules in file order."""
    return tuple(Module(**row) for row in _rows(table, zone=_ZONES.__getitem__))


def decode_imports(table: pa.Table) -> tuple[ResolvedImport, ...]:
    """The resolved imports in file order."""
    rows = _rows(table, bucket=_BUCKETS.__getitem__, kinds=_read_kinds)
    return tuple(ResolvedImport(**row) for row in rows)


def decode_uses(table: pa.Table) -> tuple[UseSite, ...]:
    """The use sites in file order."""
    rows = _rows(table, zone=_ZONES.__getitem__, kind=_USE_KINDS.__getitem__)
    return tuple(UseSite(**row) for row in rows)


def decode_ledger(symbols: pa.Table, paths: pa.Table) -> tuple[LedgerEntry, ...]:
    """The ledger's entries, each with its paths, joined by row number."""
    listed: list[list[PathEntry]] = [[] for _ in range(symbols.num_rows)]
    for row in _rows(paths):
        listed[_position(row["symbol"])].append(_path_entry(row))
    return tuple(
        _ledger_entry(row, tuple(entries))
        for row, entries in zip(_rows(symbols), listed, strict=True)
    )


def decode_families(families: pa.Table, signals: pa.Table, matrix: pa.Table) -> tuple[Family, ...]:
    """The class families, each with members, signals and matrix, joined by row number."""
    heads: list[dict[str, Any]] = []
    members: list[list[FamilyMember]] = []
    for row in _rows(families):
        if row["family"] == len(heads):
            heads.append(row)
            members.append([])
        if row["member"] is not None:
            members[_position(row["family"])].append(_family_member(row))
    measured: list[list[Signal]] = [[] for _ in heads]
    for row in _rows(signals):
        measured[_position(row.pop("family"))].append(Signal(**row))
    grids = _matrix_rows(matrix, len(heads))
    return tuple(
        _family(head, tuple(m), tuple(s), grid)
        for head, m, s, grid in zip(heads, members, measured, grids, strict=True)
    )


def decode_cycles(table: pa.Table) -> tuple[Cycle, ...]:
    """The import cycles in file order."""
    return tuple(
        Cycle(
            view=View(row["view"]),
            members=tuple(row["members"]),
            imports=tuple((edge["importer"], edge["imported"]) for edge in row["imports"]),
            breakers=tuple(
                (cut["importer"], cut["imported"], cut["file"], cut["line"])
                for cut in row["breakers"]
            ),
        )
        for row in _rows(table)
    )


def decode_findings(table: pa.Table) -> tuple[Finding, ...]:
    """The findings in file order."""
    rows = _rows(table, kind=FindingKind, severity=Severity, locations=_read_locations)
    return tuple(Finding(**row) for row in rows)


def decode_identity_splits(table: pa.Table) -> tuple[IdentitySplit, ...]:
    """The files with several module names in file order."""
    rows = _rows(
        table,
        cause=SplitCause,
        names=tuple,
        zone=_ZONES.__getitem__,
        evidence=_read_locations,
        imports=_read_locations,
        risks=_read_locations,
    )
    return tuple(IdentitySplit(**row) for row in rows)


def _rows(table: pa.Table, **readers: Callable[[Any], Any]) -> Iterator[dict[str, Any]]:
    """The rows by column name, the named columns' values passed through their reader."""
    columns = read_columns(table)
    for name, reader in readers.items():
        columns[name] = [reader(value) for value in columns[name]]
    names = tuple(columns)
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(names, values, strict=True))


def _read_kinds(kinds: list[str]) -> tuple[ImportKind, ...]:
    return tuple(_IMPORT_KINDS[kind] for kind in kinds)


def _read_locations(spots: list[dict[str, Any]]) -> tuple[Location, ...]:
    return tuple(Location(**spot) for spot in spots)


def _position(number: int) -> int:
    if number < 0:
        raise IndexError(number)
    return number


def _path_entry(row: dict[str, Any]) -> PathEntry:
    return PathEntry(
        path=row["path"],
        path_class=PathClass(row["path_class"]),
        chain=tuple(row["chain"]),
        uses=ZoneCounts(
            production=row["uses_production"],
            test=row["uses_test"],
            tool=row["uses_tool"],
            vendored=row["uses_vendored"],
        ),
        first_sites=tuple(row["first_sites"]),
        advice=row["advice"],
    )


def _ledger_entry(row: dict[str, Any], paths: tuple[PathEntry, ...]) -> LedgerEntry:
    own = {name: row[name] for name in LedgerEntry.__slots__ if name in row}
    place = {name: row[name] for name in SymbolDefinition.__slots__ if name in row}
    place |= {"path": row["definition"], "zone": Zone(row["zone"])}
    return LedgerEntry(**{**own, "definition": SymbolDefinition(**place), "paths": paths})


def _family_member(row: dict[str, Any]) -> FamilyMember:
    own = {name: row[name] for name in FamilyMember.__slots__ if name in row}
    verdict = row["member_verdict"]
    own |= {
        "path": row["member"],
        "zone": Zone(row["zone"]),
        "verdict": None if verdict is None else Verdict(verdict),
        "confidence": row["member_confidence"],
        "ports": tuple(row["ports"]),
        "access": tuple(
            AccessPoint(**{**p, "kind": AccessKind(p["kind"]), "zone": Zone(p["zone"])})
            for p in row["access"]
        ),
    }
    return FamilyMember(**own)


def _family(
    head: dict[str, Any],
    members: tuple[FamilyMember, ...],
    signals: tuple[Signal, ...],
    matrix: tuple[MatrixRow, ...],
) -> Family:
    own = {name: head[name] for name in Family.__slots__ if name in head}
    own |= {"verdict": Verdict(head["verdict"])}
    return Family(**{**own, "members": members, "signals": signals, "matrix": matrix})


def _matrix_rows(table: pa.Table, families: int) -> list[tuple[MatrixRow, ...]]:
    methods: list[list[str]] = [[] for _ in range(families)]
    cells: list[list[list[MatrixCell]]] = [[] for _ in range(families)]
    for row in _rows(table):
        family = _position(row["family"])
        if row["row"] == len(methods[family]):
            methods[family].append(row["method"])
            cells[family].append([])
        if row["member"] is not None:
            cells[family][_position(row["row"])].append(
                MatrixCell(
                    member=row["member"],
                    signature=row["signature"],
                    state=CellState(row["state"]),
                    differences=tuple(row["differences"]),
                )
            )
    return [
        tuple(
            MatrixRow(method=method, cells=tuple(line))
            for method, line in zip(names, grid, strict=True)
        )
        for names, grid in zip(methods, cells, strict=True)
    ]
