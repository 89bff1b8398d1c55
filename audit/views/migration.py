"""Tables of what to move: old paths to new ones, shim debt by shim, broken paths and their kin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from audit.model.ledger import LedgerEntry, PathClass, PathEntry, UseSite
from audit.model.modules import Zone
from audit.model.snapshot import Snapshot
from audit.model.successor import Successor, find_successor
from audit.views.column import Cell, Column, Dtype
from audit.views.nearest_paths import NearestPaths
from audit.views.table import Table, build_table

__all__ = ["build_broken_path_table", "build_migration_table", "build_shim_debt_table"]

MIGRATION_COLUMNS = (
    Column(key="old", title="Old path", dtype=Dtype.CODE, meaning="Goes through a shim or warns."),
    Column(key="new", title="New path", dtype=Dtype.CODE, meaning="What to import instead."),
    Column(key="class", title="Class", meaning="What makes the old path lead to the symbol."),
    Column(key="production", title="Prod", dtype=Dtype.INTEGER, meaning="Production use sites."),
    Column(key="test", title="Test", dtype=Dtype.INTEGER, meaning="Use sites in tests."),
    Column(key="why", title="Why the new one", meaning="Where the new path comes from."),
)

SHIM_COLUMNS = (
    Column(
        key="module", title="Shim", dtype=Dtype.CODE, meaning="Hands symbols on, or has old ones."
    ),
    Column(key="symbols", title="Symbols", dtype=Dtype.INTEGER, meaning="Symbols it hands on."),
    Column(key="production", title="Prod", dtype=Dtype.INTEGER, meaning="Production use sites."),
    Column(key="test", title="Test", dtype=Dtype.INTEGER, meaning="Use sites in tests."),
)

BROKEN_PATH_COLUMNS = (
    Column(key="path", title="Broken path", dtype=Dtype.CODE, meaning="Leads to nothing."),
    Column(
        key="nearest",
        title="Nearest",
        dtype=Dtype.CODES,
        meaning="Existing paths that may be meant.",
    ),
    Column(key="production", title="Prod", dtype=Dtype.INTEGER, meaning="Production use sites."),
    Column(key="test", title="Test", dtype=Dtype.INTEGER, meaning="Use sites in tests."),
    Column(key="place", title="First use", dtype=Dtype.CODE, meaning="File and line."),
)


def build_migration_table(snapshot: Snapshot, *, limit: int | None = None) -> Table:
    """Old path → new path for every shim and deprecated path, unused ones too; most used first.

    The map is generated from the codebase's own shims: nothing in it is guessed. What the code's
    own warning names goes before the canonical path, in quotes where it names no path.
    """
    rows = [
        (
            path.path,
            found.path or (f"“{found.words}”" if found.words else ""),
            path.path_class.value,
            path.uses.production,
            path.uses.test,
            found.reason,
        )
        for entry, path, found in _list_moves(snapshot)
        if path.path != found.path
        and (entry.is_old(path) or path.path != entry.canonical or path.advice)
    ]
    rows.sort(key=lambda row: (-row[3], -row[4], row[0]))
    return build_table(
        title="Migration map",
        columns=MIGRATION_COLUMNS,
        rows=rows,
        note=f"Paths through shims or with a deprecation: {len(rows):,}.",
    ).head(limit)


def _list_moves(snapshot: Snapshot) -> Iterator[tuple[LedgerEntry, PathEntry, Successor]]:
    for entry, path in _astray(snapshot):
        yield entry, path, find_successor(entry, path)


def _astray(snapshot: Snapshot) -> Iterator[tuple[LedgerEntry, PathEntry]]:
    for entry in snapshot.ledger:
        for path in entry.paths:
            if path.path_class is PathClass.SHIM or entry.is_old(path):
                yield entry, path


def build_shim_debt_table(snapshot: Snapshot, *, limit: int | None = None) -> Table:
    """Shim debt by the module that hands on: symbols, production and test use sites; most
    production uses first, then most test uses, then by module."""
    groups: dict[str, list[PathEntry]] = defaultdict(list)
    for _, path in _astray(snapshot):
        groups[path.path.rpartition(".")[0]].append(path)
    rows: list[tuple[Cell, ...]] = [
        (
            module,
            len(paths),
            sum(path.uses.production for path in paths),
            sum(path.uses.test for path in paths),
        )
        for module, paths in groups.items()
    ]
    rows.sort(key=lambda row: (-int(str(row[2])), -int(str(row[3])), str(row[0])))
    debt = sum(int(str(row[2])) for row in rows)
    return build_table(
        title="Shim debt by shim",
        columns=SHIM_COLUMNS,
        rows=rows,
        note=f"Production use sites through shims and deprecated paths: {debt:,}.",
    ).head(limit)


def build_broken_path_table(snapshot: Snapshot, *, limit: int | None = None) -> Table:
    """Broken paths in use, sorted, with up to three existing paths that they may have meant, as
    `audit.views.nearest_paths` finds them."""
    known = NearestPaths(snapshot)
    broken: dict[str, list[UseSite]] = defaultdict(list)
    for use in snapshot.uses:
        if not use.definition:
            broken[use.path].append(use)
    rows = [
        (
            path,
            known.find(path, {site.zone for site in sites}),
            sum(site.zone is Zone.PRODUCTION for site in sites),
            sum(site.zone is Zone.TEST for site in sites),
            "{}:{}".format(*min((site.file, site.line) for site in sites)),
        )
        for path, sites in sorted(broken.items())
    ]
    return build_table(
        title="Broken paths",
        columns=BROKEN_PATH_COLUMNS,
        rows=rows,
        note=f"Paths in use that lead to nothing: {len(rows):,}.",
    ).head(limit)
