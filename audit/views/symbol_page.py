"""A symbol's page: its home, its paths drawn and listed, and what to change."""

from __future__ import annotations

from audit.errors import UnknownNameError
from audit.model.ledger import LedgerEntry
from audit.model.nearest import nearest_names
from audit.model.snapshot import Snapshot
from audit.views.chain_picture import draw_chains
from audit.views.column import Column, Dtype, format_cell, tell_count
from audit.views.ledger import build_symbol_table
from audit.views.page import Page, PageSection
from audit.views.plan import build_edit_table
from audit.views.replacements import find_replacements
from audit.views.table import Table, build_table
from audit.views.uses import build_use_table

__all__ = ["build_symbol_page", "find_entry"]

FACT_COLUMNS = (
    Column(key="fact", title="Fact", meaning="What is said."),
    Column(key="value", title="Value", meaning="As audited."),
)
PATH_KEYS = (
    "path", "path_class", "is_canonical", "uses_production", "uses_test", "uses_tool",
    "uses_vendored", "chain",
)  # fmt: skip
USE_KEYS = ("place", "path", "zone", "kind", "importer")


def find_entry(snapshot: Snapshot, path: str) -> LedgerEntry:
    """The symbol of a definition path, of any of its import paths, or of a name that is unique.

    Raises UnknownNameError with the nearest names.
    """
    for entry in snapshot.ledger:
        if entry.definition.path == path:
            return entry
    for entry in snapshot.ledger:
        if any(each.path == path for each in entry.paths):
            return entry
    named = [each for each in snapshot.ledger if each.definition.qualname == path]
    if len(named) == 1:
        return named[0]
    known = [each.definition.path for each in named or snapshot.ledger]
    what = "several symbols are" if named else "there is no symbol"
    raise UnknownNameError(f"{what} called {path}", hint=nearest_names(path, known))


def build_symbol_page(snapshot: Snapshot, path: str, *, limit: int = 20) -> Page:
    """All that the snapshot knows of a symbol; long tables show their first `limit` rows.

    Raises UnknownNameError when no symbol has this path.
    """
    entry = find_entry(snapshot, path)
    found = find_replacements(snapshot, entry)
    uses = build_use_table(snapshot, entry.definition.path)
    allowed = tell_count(entry.max_paths, "path", "paths")
    lines = f"Lines to edit for {entry.definition.path}"
    return Page(
        title=entry.definition.path,
        result=_tell_result(entry),
        sections=(
            PageSection(heading="Facts", reading="", displays=(_build_facts(snapshot, entry),)),
            PageSection(heading="Paths in use", reading="", displays=(draw_chains(entry),)),
            PageSection(
                heading="All paths",
                reading="Available paths without uses are part of the surface all the same.",
                displays=(build_symbol_table(entry).head(limit).select(*PATH_KEYS),),
            ),
            PageSection(
                heading=f"What to change to get down to {allowed}",
                reading=found.told,
                displays=(build_edit_table(found.edits, title=lines),) if found.edits else (),
            ),
            PageSection(
                heading="Uses",
                reading="Production first.",
                displays=(uses.head(limit).select(*USE_KEYS),),
            ),
        ),
    )


def _tell_result(entry: LedgerEntry) -> str:
    paths = tell_count(entry.paths_production, "path", "paths")
    verdict = "fragmented" if entry.fragmented else "within its limit"
    return f"Production reaches it by {paths}, {entry.max_paths} allowed: {verdict}."


def _build_facts(snapshot: Snapshot, entry: LedgerEntry) -> Table:
    definition = entry.definition
    owners = [each.title for each in snapshot.components if definition.path in each.symbols]
    place = f"{definition.file}:{definition.line}"
    rows = (
        ("Defined in", place),
        ("Kind", f"{definition.kind}, {definition.zone.value} code"),
        ("Component", ", ".join(owners) or None),
        ("Canonical path", entry.canonical),
        ("Why canonical", entry.canonical_reason),
        *((("Deprecated", entry.deprecation),) if entry.deprecation else ()),
        *((("Shim that adds nothing to", entry.shim_of),) if entry.shim_of else ()),
        ("Paths in use by production", str(entry.paths_production)),
        ("Paths in use by tests", str(entry.paths_test)),
        ("Paths available", str(len(entry.paths))),
        (
            "Production uses on the canonical path",
            format_cell(entry.canonical_share, Dtype.SHARE)[0],
        ),
        ("Path entropy", f"{format_cell(entry.entropy, Dtype.NUMBER)[0]} bits"),
        ("Uses through shims and deprecated paths", str(entry.shim_debt)),
    )
    return build_table(title="Where it stands", columns=FACT_COLUMNS, rows=rows)
