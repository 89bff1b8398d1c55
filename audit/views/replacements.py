"""The exact lines to edit so that a symbol is reached by no more paths than allowed."""

from __future__ import annotations

from dataclasses import dataclass

from audit.model.edits import build_edits
from audit.model.ledger import LedgerEntry
from audit.model.modules import Zone
from audit.model.plan import Draft, Edit
from audit.model.redirect import draft_replacements
from audit.model.snapshot import Snapshot
from audit.views.column import tell_count
from audit.views.plan import build_edit_table
from audit.views.table import Table

__all__ = ["Replacements", "build_replacement_table", "find_replacements"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacements:
    """The edits by file and line, and in a sentence what they come to and what stays."""

    edits: tuple[Edit, ...]
    told: str


def find_replacements(snapshot: Snapshot, entry: LedgerEntry) -> Replacements:
    """What to edit for one symbol; nothing when it is within its limit."""
    if not entry.fragmented:
        told = "Nothing: production uses no more paths than allowed."
        return Replacements(edits=(), told=told)
    draft = draft_replacements(snapshot, entry)
    return Replacements(edits=build_edits(snapshot, draft), told=_tell(entry, draft))


def _tell(entry: LedgerEntry, draft: Draft) -> str:
    left = {
        use.path
        for use in draft.list_uses()
        if use.definition == entry.definition.path and use.zone is Zone.PRODUCTION
    }
    told = (
        f"Led to {entry.canonical}; production then uses {tell_count(len(left), 'path', 'paths')}."
    )
    if len(left) <= entry.max_paths:
        return told
    return (
        f"{told} What stays cannot be edited line by line: the imports that make the canonical "
        "path, modules inside its own package (they would close a cycle), paths that lead to "
        "several definitions, vendored code."
    )


def build_replacement_table(entry: LedgerEntry, found: Replacements) -> Table:
    """One row per place to edit, with the line as it stands and as it is to be."""
    allowed = tell_count(entry.max_paths, "path", "paths")
    title = f"What to change to get {entry.definition.path} down to {allowed}"
    return build_edit_table(found.edits, title=title)
