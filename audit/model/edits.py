"""The exact lines to edit: what a draft changes, statement by statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from audit.model.facts import ImportKind
from audit.model.imports import ResolvedImport
from audit.model.ledger import UseKind, UseSite
from audit.model.modules import Zone
from audit.model.plan import Draft, Edit, EditKind
from audit.model.snapshot import Snapshot

__all__ = ["LocalNames", "build_edits", "find_local_names", "render_statements"]

LocalNames = Mapping[tuple[str, str], str]
"""The name that a module binds by importing a path: (module, path) → name."""

NO_STATEMENT = {ImportKind.STRING, ImportKind.DYNAMIC, ImportKind.IMPLICIT_PARENT}


def find_local_names(draft: Iterable[tuple[ResolvedImport, ResolvedImport | None]]) -> LocalNames:
    """The names under which modules hold what they import at module level.

    In: imports as they are, each with what becomes of it; it goes on binding the name that it
    has. A path that a module binds under two names is left out.
    """
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for old, new in draft:
        if new is not None and new.name and not new.scope:
            found[new.importer, new.path].add(_bind(old))
    return {key: next(iter(names)) for key, names in found.items() if len(names) == 1}


def _bind(item: ResolvedImport) -> str:
    return item.alias or item.name


def render_statements(
    imports: Iterable[tuple[ResolvedImport, str]], packages: Collection[str] = ()
) -> tuple[str, ...]:
    """The import statements that say the same, one line per module, sorted.

    In: imports, each with the name that it binds ("": that of what it imports), and the modules
    that are packages. Relative imports stay relative where their package holds the module.
    """
    plain: set[str] = set()
    taken: dict[str, set[str]] = defaultdict(set)
    for item, local in imports:
        if not item.name:
            plain.add(
                f"import {item.path} as {item.alias}" if item.alias else f"import {item.path}"
            )
            continue
        if item.name == "*":
            taken[_write_module(item, item.path, packages)].add("*")
            continue
        module, _, name = item.path.rpartition(".")
        same = local in {"", name} and not item.alias
        written = name if same else f"{name} as {local or item.alias}"
        taken[_write_module(item, module, packages)].add(written)
    lines = {f"from {module} import {', '.join(sorted(each))}" for module, each in taken.items()}
    return tuple(sorted(plain | lines))


def _write_module(item: ResolvedImport, module: str, packages: Collection[str]) -> str:
    """The module as the statement writes it: with as many dots as it has, if that leads there."""
    base = item.importer if item.importer in packages else item.importer.rpartition(".")[0]
    for _ in range(item.level - 1):
        base = base.rpartition(".")[0]
    if item.level and base and f"{module}.".startswith(f"{base}."):
        return "." * item.level + module[len(base) + 1 :]
    return module


def build_edits(snapshot: Snapshot, draft: Draft) -> tuple[Edit, ...]:
    """Every place that differs between the snapshot and a draft of it, by file and line."""
    zones = {module.name: module.zone for module in snapshot.modules}
    names = find_local_names(zip(snapshot.imports, draft.imports, strict=True))
    edits = [
        *_edit_statements(snapshot, draft, zones),
        *_edit_uses(snapshot, draft, names),
        *_add_statements(draft, zones),
    ]
    return tuple(sorted(edits, key=lambda each: (each.file, each.line, each.kind, each.old)))


def _edit_statements(snapshot: Snapshot, draft: Draft, zones: Mapping[str, Zone]) -> Iterable[Edit]:
    packages = {module.name for module in snapshot.modules if module.is_package}
    groups: dict[tuple[str, str, int], list[tuple[ResolvedImport, ResolvedImport | None]]]
    groups = defaultdict(list)
    touched: set[tuple[str, str, int]] = set()
    for old, new in zip(snapshot.imports, draft.imports, strict=True):
        if NO_STATEMENT.intersection(old.kinds):
            continue
        place = (old.importer, old.file, old.line)
        groups[place].append((old, new))
        if old != new:
            touched.add(place)
    for place in sorted(touched):
        listed = groups[place]
        lines = render_statements(((old, _bind(old)) for old, _ in listed), packages)
        kept = ((new, _bind(old)) for old, new in listed if new is not None)
        wanted = render_statements(kept, packages)
        if lines != wanted:
            yield Edit(
                file=place[1],
                line=place[2],
                zone=zones.get(place[0], Zone.PRODUCTION),
                kind=EditKind.STATEMENT,
                old=tuple(line for line in lines if line not in wanted),
                new=tuple(line for line in wanted if line not in lines),
            )


def _edit_uses(snapshot: Snapshot, draft: Draft, names: LocalNames) -> Iterable[Edit]:
    kept = (item for item in draft.imports if item is not None)
    bound = {(item.importer, item.path) for item in (*kept, *draft.added) if item.name}
    for old, new in zip(snapshot.uses, draft.uses, strict=True):
        if new is None or old.kind is UseKind.IMPORT or old.path == new.path:
            continue
        bare = (new.importer, new.path) in bound
        whole = old.kind is UseKind.STRING or not bare
        yield Edit(
            file=old.file,
            line=old.line,
            zone=old.zone,
            kind=EditKind.STRING if old.kind is UseKind.STRING else EditKind.ATTRIBUTE,
            old=(old.path,),
            new=(new.path if whole else _tell_name(new, names),),
        )


def _tell_name(use: UseSite, names: LocalNames) -> str:
    """What the code writes once the path is imported by a `from` statement."""
    return names.get((use.importer, use.path), use.path.rpartition(".")[2])


def _add_statements(draft: Draft, zones: Mapping[str, Zone]) -> Iterable[Edit]:
    for item in draft.added:
        yield Edit(
            file=item.file,
            line=0,
            zone=zones.get(item.importer, Zone.PRODUCTION),
            kind=EditKind.NEW_LINE,
            old=(),
            new=render_statements([(item, "")]),
        )
