"""One symbol of the ledger in a terminal."""

from __future__ import annotations

from collections import Counter

from rich.console import Console

from audit.cli.output import list_passed, print_dim, print_table, shown
from audit.cli.terminal_table import build_terminal_table
from audit.model.ledger import LedgerEntry, PathEntry
from audit.model.snapshot import Snapshot
from audit.views.column import Cell, Column, Dtype, format_cell
from audit.views.replacements import build_replacement_table, find_replacements

__all__ = ["print_replacements", "print_symbol"]

PATH_COLUMN = Column(key="path", title="Import path", dtype=Dtype.CODES)
CLASS_COLUMN = Column(key="path_class", title="Class", dtype=Dtype.LIST)
ZONE_COLUMNS = (
    Column(key="production", title="Prod", dtype=Dtype.INTEGER),
    Column(key="test", title="Test", dtype=Dtype.INTEGER),
    Column(key="tool", title="Tool", dtype=Dtype.INTEGER),
    Column(key="vendored", title="Vend", dtype=Dtype.INTEGER),
)
SITE_COLUMN = Column(key="first_site", title="First use", dtype=Dtype.CODE)


def print_symbol(console: Console, entry: LedgerEntry) -> None:
    """The symbol's home, its figures, and a row for each path in use: what it leads through,
    class, uses by zone, first use. Paths that nothing uses are counted by class. Zones in which
    nothing uses the symbol have no column, apart from production and test."""
    definition = entry.definition
    console.print(shown(definition.path, "bold"))
    home = f"{definition.file}:{definition.line}"
    console.print(shown(f"{definition.kind} in {definition.zone.value} code, {home}"))
    if entry.deprecation:
        console.print(shown(f"deprecated: {entry.deprecation}", "bold red"))
    if entry.shim_of:
        console.print(shown(f"a shim: it adds nothing to its base {entry.shim_of}", "bold red"))
    console.print(shown(f"canonical path: {entry.canonical} ({entry.canonical_reason})"))
    console.print(shown(_tell_paths(entry), "bold red" if entry.fragmented else ""))
    console.print(shown(_tell_figures(entry)))
    zones = [
        each
        for each in ZONE_COLUMNS
        if each.key in {"production", "test"} or any(_count(path, each) for path in entry.paths)
    ]
    columns = (PATH_COLUMN, CLASS_COLUMN, *zones, SITE_COLUMN)
    used = [each for each in entry.paths if each.uses.total or each.path == entry.canonical]
    rows = (_describe(path, entry, zones) for path in used)
    console.print(build_terminal_table(columns, rows, console.width))
    unused = Counter(each.path_class.value for each in entry.paths if each not in used)
    if unused:
        told = ", ".join(f"{count} {name}" for name, count in sorted(unused.items()))
        print_dim(console, f"Also importable, but not used: {told} (--format md lists them)")
    console.print()


def print_replacements(
    console: Console, snapshot: Snapshot, entry: LedgerEntry, limit: int | None
) -> None:
    """The exact lines to edit so that the symbol gets down to the paths allowed, if it has more;
    the first `limit`, None for all."""
    if not entry.fragmented:
        return
    found = find_replacements(snapshot, entry)
    table = build_replacement_table(entry, found).select("place", "old", "new").head(limit)
    console.print(shown(found.told))
    print_table(console, table)


def _tell_paths(entry: LedgerEntry) -> str:
    verdict = ": fragmented" if entry.fragmented else ""
    return (
        f"paths in use by production: {entry.paths_production}, allowed: {entry.max_paths}"
        f"{verdict}; by tests: {entry.paths_test}"
    )


def _tell_figures(entry: LedgerEntry) -> str:
    share = format_cell(entry.canonical_share, Dtype.SHARE)[0]
    spread = format_cell(entry.entropy, Dtype.NUMBER)[0]
    return (
        f"production uses on the canonical path: {share}; path entropy: {spread} bits; "
        f"shim debt: {entry.shim_debt}"
    )


def _describe(path: PathEntry, entry: LedgerEntry, zones: list[Column]) -> tuple[Cell, ...]:
    passed = tuple(f"  via {each}" for each in list_passed(path.path, path.chain))
    mark = ("canonical",) if path.path == entry.canonical else ()
    first = path.first_sites[0] if path.first_sites else None
    return (
        (path.path, *passed),
        (path.path_class.value, *mark),
        *(_count(path, zone) for zone in zones),
        first,
    )


def _count(path: PathEntry, zone: Column) -> int:
    return int(getattr(path.uses, zone.key))
