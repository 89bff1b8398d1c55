"""Records of a snapshot to columns: what `audit.snapshots.records` reads back.

The columns are declared in `audit.snapshots.columns`. Rows keep the order of the records, which
is sorted already.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from audit.model.families import Family, FamilyMember
from audit.model.findings import Finding, Location
from audit.model.identity import IdentitySplit
from audit.model.imports import Cycle
from audit.model.ledger import LedgerEntry
from audit.model.snapshot import Snapshot
from audit.snapshots.columns import TABLES

__all__ = ["build_columns"]


def build_columns(snapshot: Snapshot, table: str) -> Mapping[str, Sequence[Any]]:
    """The values of each declared column of a table by name, in the order of the records."""
    if table in _FROM_LEDGER:
        return _FROM_LEDGER[table](snapshot.ledger)
    if table in _FROM_FAMILIES:
        return _FROM_FAMILIES[table](snapshot.families)
    if table == "cycles":
        return _cycle_columns(snapshot.cycles)
    if table == "findings":
        return _finding_columns(snapshot.findings)
    if table == "identity_splits":
        return _split_columns(snapshot.identity_splits)
    return _take(table, getattr(snapshot, table))  # modules, imports, uses


def _take(name: str, records: Sequence[object]) -> dict[str, list[Any]]:
    """Columns that are called like the records' own fields."""
    return {c.name: list(map(attrgetter(c.name), records)) for c in TABLES[name]}


def _turn(name: str, rows: Iterable[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """Rows in the order of the declared columns, turned into columns."""
    names = [column.name for column in TABLES[name]]
    kept = list(rows)
    if not kept:
        return {column: [] for column in names}
    return {
        column: list(values) for column, values in zip(names, zip(*kept, strict=True), strict=True)
    }


def _symbol_columns(ledger: Sequence[LedgerEntry]) -> dict[str, list[Any]]:
    """Columns called like the fields of an entry, or else like those of its definition."""
    own = LedgerEntry.__slots__
    names = [column.name for column in TABLES["symbols"][1:]]
    places = {name: name if name in own else f"definition.{name}" for name in names}
    places = {"definition": "definition.path", **places}
    return {name: list(map(attrgetter(place), ledger)) for name, place in places.items()}


def _path_columns(ledger: Sequence[LedgerEntry]) -> dict[str, list[Any]]:
    return _turn(
        "paths",
        (
            (
                index,
                entry.definition.path,
                path.path,
                path.path_class,
                path.chain,
                path.uses.production,
                path.uses.test,
                path.uses.tool,
                path.uses.vendored,
                path.first_sites,
                path.advice,
            )
            for index, entry in enumerate(ledger)
            for path in entry.paths
        ),
    )


def _family_columns(families: Sequence[Family]) -> dict[str, list[Any]]:
    rows: list[tuple[Any, ...]] = []
    for index, family in enumerate(families):
        shared = (
            index,
            family.fingerprint,
            family.name,
            family.verdict,
            family.confidence,
            family.duplicate,
            family.reference,
            family.reference_reason,
            family.lines_saved,
        )
        members = [_member_row(member) for member in family.members]
        empty = (None,) * (len(TABLES["families"]) - len(shared))
        rows.extend(shared + member for member in members or [empty])
    return _turn("families", rows)


def _member_row(member: FamilyMember) -> tuple[Any, ...]:
    """The values of the columns from `member` on."""
    named = {
        "member": member.path,
        "member_verdict": member.verdict,
        "member_confidence": member.confidence,
        "access": [dataclasses.asdict(point) for point in member.access],
    }
    names = [column.name for column in TABLES["families"]]
    own = names[names.index("member") :]
    return tuple(named[name] if name in named else getattr(member, name) for name in own)


def _signal_columns(families: Sequence[Family]) -> dict[str, list[Any]]:
    return _turn(
        "signals",
        (
            (index, signal.name, signal.value, signal.left, signal.right)
            for index, family in enumerate(families)
            for signal in family.signals
        ),
    )


def _matrix_columns(families: Sequence[Family]) -> dict[str, list[Any]]:
    rows: list[tuple[Any, ...]] = []
    for index, family in enumerate(families):
        for number, line in enumerate(family.matrix):
            cells: list[tuple[Any, ...]] = [
                (c.member, c.signature, c.state, c.differences) for c in line.cells
            ]
            rows.extend(
                (index, number, line.method, *cell) for cell in cells or [(None, None, None, None)]
            )
    return _turn("matrix", rows)


def _cycle_columns(cycles: Sequence[Cycle]) -> dict[str, list[Any]]:
    pair = ("importer", "imported")
    place = (*pair, "file", "line")
    return _turn(
        "cycles",
        (
            (
                cycle.view,
                cycle.members,
                [dict(zip(pair, edge, strict=True)) for edge in cycle.imports],
                [dict(zip(place, breaker, strict=True)) for breaker in cycle.breakers],
            )
            for cycle in cycles
        ),
    )


def _finding_columns(findings: Sequence[Finding]) -> dict[str, list[Any]]:
    columns = _take("findings", findings)
    columns["locations"] = [_spots(finding.locations) for finding in findings]
    return columns


def _split_columns(splits: Sequence[IdentitySplit]) -> dict[str, list[Any]]:
    columns = _take("identity_splits", splits)
    for name in ("evidence", "imports", "risks"):
        columns[name] = [_spots(spots) for spots in columns[name]]
    return columns


def _spots(locations: Sequence[Location]) -> list[dict[str, Any]]:
    return [{"file": spot.file, "line": spot.line, "text": spot.text} for spot in locations]


_FROM_LEDGER = {"symbols": _symbol_columns, "paths": _path_columns}
_FROM_FAMILIES = {
    "families": _family_columns,
    "signals": _signal_columns,
    "matrix": _matrix_columns,
}
