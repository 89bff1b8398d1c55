"""Tables of the path ledger: which symbols are fragmented, and the page of one symbol."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from audit.model.ledger import LedgerEntry
from audit.model.snapshot import Snapshot
from audit.views.column import Column, Dtype, tell_count
from audit.views.table import Table, build_table

__all__ = [
    "build_fragmented_table",
    "build_ledger_table",
    "build_symbol_table",
    "find_entries",
    "find_most_fragmented",
]

SYMBOL = Column(
    key="symbol", title="Symbol", dtype=Dtype.CODE, meaning="Path of the symbol's definition."
)
PATH = Column(key="path", title="Import path", dtype=Dtype.CODE, meaning="Path it is imported by.")
CLASS = Column(key="path_class", title="Class", meaning="What makes the path lead to the symbol.")
CANONICAL = Column(
    key="canonical",
    title="Canonical path",
    dtype=Dtype.CODE,
    meaning="The one path that the symbol should be imported by.",
)
REASON = Column(
    key="canonical_reason",
    title="Why canonical",
    meaning="declared, by policy, or inferred, with the reason.",
)
MARK = Column(
    key="is_canonical", title="Canonical", dtype=Dtype.FLAG, meaning="Is it the canonical path?"
)
PRODUCTION = Column(
    key="uses_production",
    title="Production uses",
    dtype=Dtype.INTEGER,
    meaning="Use sites in production modules.",
)
OTHER_ZONES = (
    Column(key="uses_test", title="Test uses", dtype=Dtype.INTEGER, meaning="Use sites in tests."),
    Column(
        key="uses_tool",
        title="Tool uses",
        dtype=Dtype.INTEGER,
        meaning="Use sites in scripts, examples, docs and the like.",
    ),
    Column(
        key="uses_vendored",
        title="Vendored uses",
        dtype=Dtype.INTEGER,
        meaning="Use sites in vendored or generated code.",
    ),
)
CHAIN = Column(
    key="chain",
    title="Chain",
    dtype=Dtype.CODES,
    meaning="The dotted paths passed on the way to the definition.",
)
FIRST_SITES = Column(
    key="first_sites",
    title="First uses",
    dtype=Dtype.CODES,
    meaning="The first files and lines that use the path, production first, at most five.",
)
ADVICE = Column(
    key="advice",
    title="Named instead",
    meaning="What a deprecated path's warning names instead; the base of a subclass shim.",
)
DEPRECATION = Column(
    key="deprecation",
    title="Deprecation",
    meaning="What the symbol's own deprecation names instead; empty without one.",
)
FRAGMENTED_COLUMNS = (
    SYMBOL,
    Column(
        key="paths_production",
        title="Paths (production)",
        dtype=Dtype.INTEGER,
        meaning="Distinct paths in use by production code.",
    ),
    Column(
        key="paths_test",
        title="Paths (test)",
        dtype=Dtype.INTEGER,
        meaning="Distinct paths in use by tests.",
    ),
    Column(
        key="max_paths", title="Allowed", dtype=Dtype.INTEGER, meaning="Paths that are allowed."
    ),
    Column(
        key="canonical_share",
        title="Canonical share",
        dtype=Dtype.SHARE,
        meaning="Production use sites on the canonical path, of all; higher is better.",
    ),
    Column(
        key="entropy",
        title="Path entropy",
        dtype=Dtype.NUMBER,
        meaning="Spread of the uses over the paths, in bits; lower is better.",
    ),
    Column(
        key="shim_debt",
        title="Shim debt",
        dtype=Dtype.INTEGER,
        meaning="Production use sites that go through shims or deprecated paths.",
    ),
    CANONICAL,
    REASON,
)
SYMBOL_COLUMNS = (PATH, CLASS, MARK, PRODUCTION, *OTHER_ZONES, CHAIN, FIRST_SITES)
LEDGER_COLUMNS = (SYMBOL, *SYMBOL_COLUMNS, ADVICE, DEPRECATION)


def find_most_fragmented(snapshot: Snapshot) -> tuple[LedgerEntry, ...]:
    """The fragmented symbols, most production paths first, then most shim debt, then by path."""
    return tuple(
        sorted(
            (entry for entry in snapshot.ledger if entry.fragmented),
            key=lambda each: (-each.paths_production, -each.shim_debt, each.definition.path),
        )
    )


def find_entries(snapshot: Snapshot, pattern: str) -> tuple[LedgerEntry, ...]:
    """The symbols that a pattern (`*`, `?`, `[…]`) means, in the ledger's order; maybe none.

    Without a dot the pattern is held against the last name of the definition, with one against
    the definition's path and every import path. An empty pattern means all.
    """
    if not pattern:
        return snapshot.ledger
    return tuple(entry for entry in snapshot.ledger if _matches(entry, pattern))


def _matches(entry: LedgerEntry, pattern: str) -> bool:
    definition = entry.definition.path
    if "." not in pattern:
        return fnmatchcase(definition.rpartition(".")[2], pattern)
    return fnmatchcase(definition, pattern) or any(
        fnmatchcase(each.path, pattern) for each in entry.paths
    )


def build_fragmented_table(snapshot: Snapshot, *, limit: int | None = None) -> Table:
    """The most fragmented symbols with their figures, worst first; `limit` rows at most."""
    entries = find_most_fragmented(snapshot)
    return build_table(
        title="Most fragmented symbols",
        columns=FRAGMENTED_COLUMNS,
        rows=(
            (
                each.definition.path,
                each.paths_production,
                each.paths_test,
                each.max_paths,
                each.canonical_share,
                each.entropy,
                each.shim_debt,
                each.canonical,
                each.canonical_reason,
            )
            for each in entries
        ),
        note=f"Fragmented: {len(entries):,} of {len(snapshot.ledger):,} symbols in the ledger.",
    ).head(limit)


def build_symbol_table(entry: LedgerEntry) -> Table:
    """The ledger page of one symbol: a row per path, most used first; the note says its home and
    what its deprecation, if it has one, names instead."""
    definition = entry.definition
    home = f"{definition.kind} defined in {definition.file}:{definition.line}"
    if entry.deprecation:
        home += f"; deprecated: {entry.deprecation}"
    if entry.shim_of:
        home += f"; a shim that adds nothing to {entry.shim_of}"
    return build_table(
        title=f"Import paths of {definition.path}",
        columns=SYMBOL_COLUMNS,
        rows=_list_paths(entry),
        note=(
            f"{home}; canonical path {entry.canonical} ({entry.canonical_reason}); paths in use by "
            f"production code: {entry.paths_production}, allowed: {entry.max_paths}."
        ),
    )


def build_ledger_table(entries: Sequence[LedgerEntry], *, limit: int | None = None) -> Table:
    """All paths of several symbols in one table, a row per symbol and path."""
    return build_table(
        title="Path ledger",
        columns=LEDGER_COLUMNS,
        rows=(
            (entry.definition.path, *row, path.advice, entry.deprecation)
            for entry in entries
            for row, path in zip(_list_paths(entry), entry.paths, strict=True)
        ),
        note=f"{tell_count(len(entries), 'symbol', 'symbols')}.",
    ).head(limit)


def _list_paths(
    entry: LedgerEntry,
) -> list[tuple[str, str, bool, int, int, int, int, tuple[str, ...], tuple[str, ...]]]:
    return [
        (
            each.path,
            each.path_class.value,
            each.path == entry.canonical,
            each.uses.production,
            each.uses.test,
            each.uses.tool,
            each.uses.vendored,
            each.chain,
            each.first_sites,
        )
        for each in entry.paths
    ]
