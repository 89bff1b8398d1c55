"""One class family in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding

from audit.cli.output import shown
from audit.cli.terminal_table import build_terminal_table
from audit.model.families import (
    MATRIX_LEGEND,
    CellState,
    Family,
    FamilyMember,
    MatrixCell,
    MatrixRow,
)
from audit.views.column import Cell, Column, Dtype
from audit.views.merging import build_access_table, build_construction_table

__all__ = ["print_family"]

MEMBER_COLUMNS = (
    Column(key="number", title="#", dtype=Dtype.INTEGER),
    Column(key="member", title="Member", dtype=Dtype.CODES),
    Column(key="verdict", title="Verdict"),
    Column(key="zone", title="Zone"),
    Column(key="life", title="Life"),
    Column(key="production", title="Prod", dtype=Dtype.INTEGER),
    Column(key="test", title="Test", dtype=Dtype.INTEGER),
)
SIGNS = {CellState.SAME: "same", CellState.DRIFTED: "drifted", CellState.MISSING: "–"}


def print_family(console: Console, family: Family) -> None:
    """Verdict, members (the proposed survivor is number 1), what to do with them, the state of
    every method in every member, and what differs where it drifted."""
    members = sorted(family.members, key=lambda each: (each.path != family.reference, each.path))
    console.print(shown(family.name, "bold"))
    claim = "duplicates" if family.duplicate else "no duplicates"
    console.print(
        shown(
            f"{family.verdict.value}, {claim}; confidence {family.confidence:.2f}; "
            f"lines to save: {family.lines_saved:,}",
            "bold red" if family.duplicate else "",
        )
    )
    console.print(shown(f"proposed survivor: {family.reference} ({family.reference_reason})"))
    rows = (_describe(number, each) for number, each in enumerate(members, start=1))
    console.print(build_terminal_table(MEMBER_COLUMNS, rows, console.width))
    console.print()
    _print_work(console, family)
    if family.matrix:
        _print_matrix(console, family.matrix, [each.path for each in members])
        console.print()


def _describe(number: int, member: FamilyMember) -> tuple[Cell, ...]:
    return (
        number,
        (member.path, f"  {_tell_place(member)}"),
        member.verdict.value if member.verdict is not None else "stays",
        member.zone.value,
        member.life.value,
        member.uses_production,
        member.uses_test,
    )


def _tell_place(member: FamilyMember) -> str:
    """File and line, and what git knows of the file where there is a repository."""
    place = f"{member.file}:{member.line}"
    if not member.last_change:
        return place
    people = f"{member.authors} author{'' if member.authors == 1 else 's'}"
    return f"{place}, last changed {member.last_change}, {people}"


def _print_work(console: Console, family: Family) -> None:
    """The order of merging with what to port, then what hands out or constructs the objects."""
    if family.merge_order:
        console.print(shown("Merge in this order:"))
    for member in family.merge_order:
        told = f"{member.merge_rank}. {member.path}: {member.merge_reason}"
        console.print(Padding(shown(told), (0, 0, 0, 2)))
        if member.ports:
            console.print(Padding(shown(f"port: {'; '.join(member.ports)}"), (0, 0, 0, 5)))
    access = build_access_table(family)
    if access.rows:
        console.print(shown("Objects come from:"))
    for kind, path, zone, place, _ in access.rows:
        console.print(Padding(shown(f"{kind} {path} ({zone}, {place})"), (0, 0, 0, 2)))
    built = build_construction_table(family)
    if built.rows:
        console.print(
            shown("Constructed past its factories (call sites in production, tests, tools):")
        )
    for path, *counts in built.rows:
        told = ", ".join(str(count) for count in counts)
        console.print(Padding(shown(f"{path}: {told}"), (0, 0, 0, 2)))
    if family.merge_order or access.rows or built.rows:
        console.print()


def _print_matrix(console: Console, matrix: Sequence[MatrixRow], members: Sequence[str]) -> None:
    columns = [Column(key="method", title="Method", dtype=Dtype.CODE)]
    columns += [Column(key=str(number), title=str(number)) for number in range(1, len(members) + 1)]
    rows = []
    details = []
    for row in matrix:
        cells = {cell.member: cell for cell in row.cells}
        found = [cells.get(path) for path in members]
        rows.append((row.method, *(_tell_state(cell) for cell in found)))
        details += [
            f"{row.method} in {number}: {'; '.join(cell.differences)}"
            for number, cell in enumerate(found, start=1)
            if cell is not None and cell.differences
        ]
    console.print(build_terminal_table(columns, rows, console.width))
    if any(cell.state is CellState.SAME for row in matrix for cell in row.cells):
        console.print(shown(f"{MATRIX_LEGEND}."))
    if details:
        console.print(shown("What differs from number 1:"))
        for each in details:
            console.print(Padding(shown(each), (0, 0, 0, 2)))


def _tell_state(cell: MatrixCell | None) -> str:
    return SIGNS[CellState.MISSING if cell is None else cell.state]
