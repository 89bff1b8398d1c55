"""Use sites: who uses which import path, each counted once, in the zone of the importer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from audit.graph.codebase import Codebase
from audit.model.facts import FileFacts, ImportFact, ImportKind, UseFact
from audit.model.imports import Bucket, ResolvedImport
from audit.model.ledger import SymbolDefinition, UseKind, UseSite
from audit.model.modules import Module

__all__ = ["find_calls", "find_uses"]


def find_uses(codebase: Codebase) -> tuple[UseSite, ...]:
    """All use sites of first-party symbols and of broken first-party paths.

    A use site is an import of the path, an attribute chain on an imported module, or a dotted
    string in a place that loads code. Sorted by path, importer, line and kind; the same path on
    the same line of one module counts once for each kind.
    """
    found: dict[tuple[str, str, int, str], UseSite] = {}
    for item in codebase.imports:
        site = _import_site(codebase, item)
        if site is not None:
            found.setdefault((site.path, site.importer, site.line, site.kind), site)
    for name in codebase.index.names:
        for site in _attribute_sites(codebase, name):
            found.setdefault((site.path, site.importer, site.line, site.kind), site)
    return tuple(found[key] for key in sorted(found))


def _import_site(codebase: Codebase, item: ResolvedImport) -> UseSite | None:
    importer = codebase.index.module(item.importer)
    if importer is None or item.name == "*":
        return None
    is_string = ImportKind.STRING in item.kinds
    kind = UseKind.STRING if is_string else UseKind.IMPORT
    if item.bucket is Bucket.BROKEN:
        return _site(item.path, "", importer, item.line, kind)
    if item.bucket is not Bucket.FIRST_PARTY:
        return None
    if is_string:
        found = _first_symbol(codebase, item.path.partition(".")[0], item.path.split(".")[1:])
        return _site(found[0], found[1].path, importer, item.line, kind) if found else None
    if not item.name:
        return None
    outcome = codebase.symbols.follow(item.path)[0]
    if outcome.definition is None:
        return None
    return _site(item.path, outcome.definition.path, importer, item.line, kind)


def _site(
    path: str, definition: str, importer: Module, line: int, kind: UseKind, *, call: bool = False
) -> UseSite:
    return UseSite(
        path=path,
        definition=definition,
        importer=importer.name,
        file=importer.file,
        line=line,
        zone=importer.zone,
        kind=kind,
        call=call,
    )


def _first_symbol(
    codebase: Codebase, module: str, rest: list[str]
) -> tuple[str, SymbolDefinition] | None:
    """The shortest path through `rest`, from a module on, that is a symbol."""
    owner, path = module, module
    for part in rest:
        path = f"{path}.{part}"
        outcome = codebase.symbols.member(owner, part)[0]
        if outcome.definition is not None:
            return path, outcome.definition
        if outcome.kind != "module":
            return None
        owner = outcome.path
    return None


def _attribute_sites(codebase: Codebase, name: str) -> Iterator[UseSite]:
    importer = codebase.index.module(name)
    facts = codebase.index.facts(name)
    if importer is None or facts is None:
        return
    binders = _binders(facts)
    for use in facts.uses:
        root, *rest = use.chain.split(".")
        fact = _binder(binders.get(root, []), use)
        if fact is None or not rest:
            continue
        module = _module_behind(codebase, name, fact)
        found = _first_symbol(codebase, module, rest) if module else None
        if found is None:
            continue
        whole = use.call and found[0].count(".") - module.count(".") == len(rest)
        yield _site(found[0], found[1].path, importer, use.line, UseKind.ATTRIBUTE, call=whole)


def _binders(facts: FileFacts) -> dict[str, list[ImportFact]]:
    found: dict[str, list[ImportFact]] = defaultdict(list)
    for fact in facts.imports:
        if ImportKind.DYNAMIC not in fact.kinds and fact.name != "*":
            found[fact.alias or fact.name or fact.module.partition(".")[0]].append(fact)
    return found


def _binder(candidates: list[ImportFact], use: UseFact) -> ImportFact | None:
    """The import that binds the root where the use stands: the innermost enclosing scope."""
    best = None
    for fact in candidates:
        encloses = (
            not fact.scope or use.scope == fact.scope or use.scope.startswith(f"{fact.scope}.")
        )
        if encloses and (best is None or len(fact.scope) > len(best.scope)):
            best = fact
    return best


def _module_behind(codebase: Codebase, importer: str, fact: ImportFact) -> str:
    """The first-party module that the import binds, "" when it binds something else."""
    target = codebase.index.absolute_name(importer, fact)
    if not target or not codebase.index.is_first_party(target):
        return ""
    if fact.name is None:
        path = target if fact.alias else target.partition(".")[0]
    else:
        path = f"{target}.{fact.name}"
    outcome = codebase.symbols.follow(path)[0]
    return outcome.path if outcome.kind == "module" else ""


def find_calls(codebase: Codebase, definition: str) -> tuple[UseSite, ...]:
    """Call sites of a symbol in modules that import it, by whichever path, sorted."""
    found = []
    for name in codebase.index.names:
        importer = codebase.index.module(name)
        facts = codebase.index.facts(name)
        if importer is None or facts is None:
            continue
        binders = _binders(facts)
        for use in facts.uses:
            if not use.call:
                continue
            fact = _binder(binders.get(use.chain.partition(".")[0], []), use)
            path = _called_path(codebase, name, fact, use) if fact is not None else ""
            if path and codebase.symbols.follow(path)[0].path == definition:
                found.append(
                    _site(path, definition, importer, use.line, UseKind.ATTRIBUTE, call=True)
                )
    return tuple(sorted(found, key=lambda site: (site.importer, site.line, site.path)))


def _called_path(codebase: Codebase, importer: str, fact: ImportFact, use: UseFact) -> str:
    target = codebase.index.absolute_name(importer, fact)
    if not target or not codebase.index.is_first_party(target):
        return ""
    rest = use.chain.split(".")[1:]
    base = [target] if fact.alias or fact.name else [target.partition(".")[0]]
    if fact.name is not None:
        base.append(fact.name)
    return ".".join([*base, *rest])
