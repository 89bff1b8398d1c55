"""A symbol moved to another module, on a draft of a snapshot's imports and uses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from audit.errors import AuditError, UnknownNameError
from audit.model.facts import ImportKind
from audit.model.imports import Bucket, ResolvedImport
from audit.model.ledger import LedgerEntry, PathClass, PathEntry, SymbolDefinition, UseSite
from audit.model.modules import Module
from audit.model.nearest import nearest_names
from audit.model.plan import Draft, Edit, EditKind

__all__ = ["build_move_edit", "find_destination", "move_definition", "move_entry"]


def find_destination(modules: Sequence[Module], name: str) -> Module:
    """The module of that name, or a new one in an existing package; UnknownNameError otherwise."""
    known = {module.name: module for module in modules}
    if name in known:
        return known[name]
    package, _, stem = name.rpartition(".")
    parent = known.get(package)
    if parent is None or not parent.is_package or not stem.isidentifier():
        raise UnknownNameError(
            f"there is no module {name}, and no package to put it into",
            hint=nearest_names(name, known),
        )
    return Module(
        name=name,
        file=str(PurePosixPath(parent.file).with_name(f"{stem}.py")),
        root=parent.root,
        zone=parent.zone,
        is_package=False,
        blob="",
        lines=0,
        statements=0,
    )


def move_entry(
    entry: LedgerEntry, ledger: Sequence[LedgerEntry], module: Module
) -> tuple[LedgerEntry, tuple[LedgerEntry, ...]]:
    """The moved symbol's entry, and the whole ledger with it.

    Raises AuditError when another symbol has its name there.
    """
    old = entry.definition
    new = f"{module.name}.{old.qualname}"
    for other in ledger:
        taken = other.definition.path == new or any(path.path == new for path in other.paths)
        if other is not entry and taken:
            raise AuditError(
                f"{module.name} has a {old.qualname} already: {other.definition.path}",
                hint="rename one of them first, or merge them",
            )
    definition = SymbolDefinition(
        path=new,
        module=module.name,
        qualname=old.qualname,
        kind=old.kind,
        file=module.file,
        line=old.line,
        end_line=old.end_line,
        zone=module.zone,
    )
    paths = tuple(_move_path(path, old.path, new) for path in entry.paths if path.path != new)
    canonical = new if entry.canonical == old.path else entry.canonical
    moved = replace(entry, definition=definition, paths=paths, canonical=canonical)
    return moved, tuple(moved if each is entry else each for each in ledger)


def _move_path(path: PathEntry, old: str, new: str) -> PathEntry:
    if path.path == old:
        return replace(path, path=new, path_class=PathClass.DEFINITION, chain=(new,))
    # The new home may have been a stop on the way: what follows it is no longer passed.
    chain = [new if each == old else each for each in path.chain]
    return replace(path, chain=tuple(chain[: chain.index(new) + 1] if new in chain else chain))


def move_definition(
    draft: Draft, old: SymbolDefinition, module: Module, takes: Collection[str]
) -> Draft:
    """The draft with the definition in `module`: imports of it follow, its own imports go along.

    Imports inside the definition move with it; of its old module's other imports those of the
    modules in `takes` are copied.
    """
    new = f"{module.name}.{old.qualname}"
    imports = tuple(item and _move_import(item, old, new, module) for item in draft.imports)
    uses = tuple(use and _move_use(use, old, new, module) for use in draft.uses)
    added = {
        (item.importer, item.path): item
        for each in draft.added
        if (item := _move_import(each, old, new, module)) is not None
    }
    for item in draft.imports:
        if item is None or item.importer != old.module or item.scope or item.imported not in takes:
            continue
        if item.imported != module.name and item.bucket is Bucket.FIRST_PARTY:
            copy = replace(item, importer=module.name, file=module.file, line=0)
            added[copy.importer, copy.path] = copy
    return Draft(imports=imports, uses=uses, added=tuple(added[key] for key in sorted(added)))


def _move_import(
    item: ResolvedImport, old: SymbolDefinition, new: str, module: Module
) -> ResolvedImport | None:
    if f"{item.scope}.".startswith(f"{old.qualname}.") and item.importer == old.module:
        item = replace(item, importer=module.name, file=module.file)
    string = ImportKind.STRING in item.kinds
    if item.path == old.path or (string and item.path.startswith(f"{old.path}.")):
        if item.importer == module.name and not string:
            return None
        path = new + item.path.removeprefix(old.path)
        return replace(item, path=path, imported=module.name)
    if item.path == new and item.importer != module.name:
        return replace(item, imported=module.name)
    return item


def _move_use(use: UseSite, old: SymbolDefinition, new: str, module: Module) -> UseSite | None:
    if use.importer == old.module and old.line < use.line <= old.end_line:
        use = replace(use, importer=module.name, file=module.file, zone=module.zone)
    if use.definition != old.path:
        return use
    if use.importer == module.name and use.path in {old.path, new}:
        return None
    path = new if use.path == old.path else use.path
    return replace(use, path=path, definition=new)


def build_move_edit(old: SymbolDefinition, module: Module) -> Edit:
    """The lines of the definition and the file that they go to."""
    return Edit(
        file=old.file,
        line=old.line,
        zone=old.zone,
        kind=EditKind.DEFINITION,
        old=(f"{old.kind} {old.qualname}, lines {old.line}–{old.end_line}",),
        new=(f"{old.kind} {old.qualname} in {module.file}",),
    )
