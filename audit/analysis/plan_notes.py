"""What a snapshot cannot know about a step, said in words beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from audit.analysis.told_names import tell_first
from audit.model.imports import Bucket
from audit.model.ledger import LedgerEntry, UseKind
from audit.model.modules import Zone
from audit.model.plan import Draft
from audit.model.redirect import find_structural, is_inside

__all__ = ["note_cut", "note_left", "note_move"]

_MOST_NAMES = 8


def note_left(
    entries: Sequence[LedgerEntry], draft: Draft, several: Collection[str]
) -> tuple[str, ...]:
    """Why uses of other paths than the canonical one are left, one sentence for each reason."""
    notes = []
    for entry in entries:
        structural = find_structural(entry, entry.canonical)
        left = [
            use
            for use in draft.uses
            if use is not None
            and use.definition == entry.definition.path
            and use.path != entry.canonical
        ]
        reasons = {
            "they make the canonical path": [u for u in left if (u.importer, u.path) in structural],
            "inside its own package a facade would close a cycle": [
                u
                for u in left
                if is_inside(u.importer, entry, entry.canonical)
                and (u.importer, u.path) not in structural
            ],
            "the path leads to several definitions": [u for u in left if u.path in several],
            "vendored code is not edited": [u for u in left if u.zone is Zone.VENDORED],
            "a patch target names the module that looks the name up": [
                u for u in left if u.kind is UseKind.STRING and u.zone is Zone.TEST
            ],
        }
        for reason, uses in reasons.items():
            if uses:
                paths = tell_first(sorted({use.path for use in uses}), _MOST_NAMES)
                notes.append(f"{entry.definition.path}: uses of {paths} stay: {reason}")
    return tuple(notes)


def note_move(entry: LedgerEntry, draft: Draft, takes: Collection[str]) -> tuple[str, ...]:
    """What to look at by hand when a definition moves."""
    old = entry.definition
    upstream = sorted(
        {
            item.imported
            for item in draft.list_imports()
            if item.importer == old.module
            and not item.scope
            and item.bucket is Bucket.FIRST_PARTY
            and item.imported not in takes
        }
    )
    notes = [
        f"where {old.module} itself uses {old.qualname}, it needs an import of the new path",
        f"code outside of this codebase may import {old.path}: leave a deprecated re-export there",
    ]
    if upstream:
        notes.insert(
            0,
            f"{old.qualname} may need imports from the top of {old.module}, which are not counted "
            f"here: {tell_first(upstream, _MOST_NAMES)}",
        )
    if entry.canonical == old.path and entry.canonical_reason.startswith("declared"):
        notes.append("the configuration declares the old path as canonical: change it there")
    return tuple(notes)


def note_cut(importer: str, imported: str, gone: Collection[str]) -> tuple[str, ...]:
    """What a cut asks for, and which paths it breaks."""
    notes = [
        f"{importer} must get what it takes from {imported} in another way: as an argument, from "
        "a third module, or by moving the code that needs it"
    ]
    if gone:
        notes.append(f"paths that no longer exist: {tell_first(sorted(gone), _MOST_NAMES)}")
    return tuple(notes)
