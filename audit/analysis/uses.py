"""Use sites: who uses which import path, each counted once, in the zone of the importer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from audit.graph.codebase import Codebase
from audit.model.facts import FileFacts, ImportFact, ImportKind, UseFact
from audit.model.imports import Bucket, ResolvedImport
from audit.model.ledger import SymbolDefinition, UseKind, UseSite
from audit.model.loads import LoadSetting, SettingKind
from audit.model.modules import Module, Zone

__all__ = [
    "find_attribute_uses",
    "find_calls",
    "find_entry_point_uses",
    "find_import_uses",
    "find_uses",
    "join_uses",
]


def find_uses(codebase: Codebase, settings: Sequence[LoadSetting] = ()) -> tuple[UseSite, ...]:
    """All use sites of first-party symbols and of broken first-party paths.

    A use site is an import of the path, an attribute chain on an imported module, or a dotted
    string in a place that loads code. Sorted by path, importer, line and kind; the same path on
    the same line of one module counts once for each kind. `settings` tell entry points.
    """
    names = codebase.index.names
    attributes = (site for name in names for site in find_attribute_uses(codebase, name))
    return join_uses(
        (
            *find_import_uses(codebase, codebase.imports),
            *attributes,
            *find_entry_point_uses(codebase, settings),
        )
    )


def join_uses(sites: Iterable[UseSite]) -> tuple[UseSite, ...]:
    """Each use site once, sorted; of two on one line the first counts."""
    found: dict[tuple[str, str, int, str], UseSite] = {}
    for site in sites:
        found.setdefault((site.path, site.importer, site.line, site.kind), site)
    return tuple(found[key] for key in sorted(found))


def find_import_uses(codebase: Codebase, imports: Iterable[ResolvedImport]) -> Iterator[UseSite]:
    """The use sites that imports are, in their order."""
    for item in imports:
        site = _import_site(codebase, item)
        if site is not None:
            yield site


def find_entry_point_uses(codebase: Codebase, settings: Iterable[LoadSetting]) -> Iterator[UseSite]:
    """Entry points of `pyproject.toml` and `setup.cfg`: the file itself is who uses them, and what
    it installs is production."""
    for setting in settings:
        path = setting.value
        if setting.kind is not SettingKind.ENTRY_POINT or not codebase.index.is_first_party(path):
            continue
        found = _first_symbol(codebase, path.partition(".")[0], path.split(".")[1:])
        outcome = codebase.symbols.follow(path)[0]
        if found is None and (outcome.kind != "missing" or outcome.open):
            continue
        used, definition = (found[0], found[1].path) if found is not None else (path, "")
        yield UseSite(
            path=used,
            definition=definition,
            importer=setting.file,
            file=setting.file,
            line=setting.line,
            zone=Zone.PRODUCTION,
            kind=UseKind.STRING,
        )


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


def find_attribute_uses(codebase: Codebase, name: str) -> Iterator[UseSite]:
    """The attribute chains on imported modules in one module, in source order."""
    importer = codebase.index.module(name)
    facts = codebase.index.facts(name)
    if importer is None or facts is None or not facts.uses:
        return
    binders = _binders(facts)
    modules: dict[int, str] = {}
    for use in facts.uses:
        root, _, attributes = use.chain.partition(".")
        fact = _binder(binders.get(root, []), use) if attributes else None
        if fact is None:
            continue
        if id(fact) not in modules:
            modules[id(fact)] = _module_behind(codebase, name, fact)
        module = modules[id(fact)]
        rest = attributes.split(".")
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
    path = _bound_path(codebase, importer, fact)
    outcome = codebase.symbols.follow(path)[0] if path else None
    return outcome.path if outcome is not None and outcome.kind == "module" else ""


def find_calls(codebase: Codebase, definitions: Collection[str]) -> dict[str, tuple[UseSite, ...]]:
    """Call sites of each of the definition paths in modules that import it, by whichever path,
    sorted. All are looked for in one go: each call is followed once, however many are asked for."""
    found: dict[str, list[UseSite]] = {definition: [] for definition in definitions}
    for name in codebase.index.names if found else ():
        importer = codebase.index.module(name)
        facts = codebase.index.facts(name)
        if importer is None or facts is None or not facts.uses:
            continue
        binders = _binders(facts)
        bases: dict[int, str] = {}
        for use in facts.uses:
            if not use.call:
                continue
            root, _, rest = use.chain.partition(".")
            fact = _binder(binders.get(root, []), use)
            if fact is None:
                continue
            if id(fact) not in bases:
                bases[id(fact)] = _bound_path(codebase, name, fact)
            base = bases[id(fact)]
            if not base:
                continue
            path = f"{base}.{rest}" if rest else base
            definition = codebase.symbols.follow(path)[0].path
            if definition in found:
                kind = UseKind.ATTRIBUTE
                site = _site(path, definition, importer, use.line, kind, call=True)
                found[definition].append(site)
    return {
        definition: tuple(sorted(sites, key=lambda site: (site.importer, site.line, site.path)))
        for definition, sites in found.items()
    }


def _bound_path(codebase: Codebase, importer: str, fact: ImportFact) -> str:
    """The first-party path that the name of an import stands for, "" when it is another's."""
    target = codebase.index.absolute_name(importer, fact)
    if not target or not codebase.index.is_first_party(target):
        return ""
    if fact.name is not None:
        return f"{target}.{fact.name}"
    return target if fact.alias else codebase.index.bound_name(importer, fact)
