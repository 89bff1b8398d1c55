"""An import edge cut on a draft, and what that breaks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from audit.model.facts import ImportKind
from audit.model.imports import ResolvedImport
from audit.model.ledger import UseKind, UseSite
from audit.model.plan import Draft

__all__ = ["break_uses", "cut_imports", "is_edge"]


def is_edge(item: ResolvedImport, importer: str, imported: str) -> bool:
    """Whether the import leads from one first-party module to the other."""
    return item.stays_inside and item.importer == importer and item.imported == imported


def cut_imports(draft: Draft, importer: str, imported: str) -> Draft:
    """The draft without the imports of the edge, and without the uses that they made.

    An attribute use goes when no import is left that leads to it.
    """
    cut = [item for item in draft.list_imports() if is_edge(item, importer, imported)]
    imports = tuple(
        None if item is not None and is_edge(item, importer, imported) else item
        for item in draft.imports
    )
    added = tuple(item for item in draft.added if not is_edge(item, importer, imported))
    left = [item for item in (*imports, *added) if item is not None and item.importer == importer]
    uses = tuple(
        None if use is not None and _is_lost(use, importer, cut, left) else use
        for use in draft.uses
    )
    return Draft(imports=imports, uses=uses, added=added)


def _is_lost(
    use: UseSite,
    importer: str,
    cut: Collection[ResolvedImport],
    left: Collection[ResolvedImport],
) -> bool:
    if use.importer != importer:
        return False
    if use.kind is UseKind.ATTRIBUTE:
        return _leads_to(cut, use.path) and not _leads_to(left, use.path)
    string = use.kind is UseKind.STRING
    return any(
        item.line == use.line
        and string == (ImportKind.STRING in item.kinds)
        and (item.path == use.path or (string and item.path.startswith(f"{use.path}.")))
        for item in cut
    )


def _leads_to(imports: Collection[ResolvedImport], path: str) -> bool:
    return any(
        path == item.path or path.startswith((f"{item.path}.", f"{item.imported}."))
        for item in imports
        if ImportKind.STRING not in item.kinds
    )


def break_uses(draft: Draft, gone: Collection[str]) -> Draft:
    """The draft with uses of paths that no longer exist marked broken (without a definition)."""
    if not gone:
        return draft
    uses = tuple(
        replace(use, definition="") if use is not None and use.path in gone else use
        for use in draft.uses
    )
    return replace(draft, uses=uses)
