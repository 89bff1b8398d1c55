"""Import paths of symbols: which are available, what makes them, where a path ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from audit.graph.codebase import Codebase
from audit.graph.outcomes import Outcome
from audit.model.facts import BindingFact, BindingKind
from audit.model.ledger import PathClass, Resolution, SymbolDefinition

__all__ = [
    "AvailablePath",
    "AvailablePaths",
    "find_available_paths",
    "find_module_paths",
    "join_paths",
    "path_class",
    "read_advice",
    "resolve_path",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailablePath:
    """A path that leads to a symbol, its class, and the dotted paths passed on the way."""

    path: str
    path_class: PathClass
    chain: tuple[str, ...]


AvailablePaths = dict[str, tuple[SymbolDefinition, tuple[AvailablePath, ...]]]
"""By definition path, sorted: the definition and every path that reaches it, sorted too."""


def resolve_path(codebase: Codebase, path: str) -> Resolution:
    """Follow a dotted path; every candidate definition is kept, the likeliest first.

    An unresolvable path has no definitions, the class `broken` and a reason.
    """
    outcomes = codebase.symbols.follow(path)
    best = outcomes[0]
    if best.kind in ("missing", "external"):
        reason = best.reason or f"{best.path} is outside the codebase"
        return Resolution(
            path=path, definitions=(), path_class=PathClass.BROKEN, chain=best.chain, reason=reason
        )
    definitions = tuple(
        found for outcome in outcomes if (found := _definition(codebase, outcome)) is not None
    )
    if not definitions:
        return Resolution(
            path=path,
            definitions=(),
            path_class=PathClass.BROKEN,
            chain=best.chain,
            reason=f"{best.path} is a namespace package without a file",
        )
    kind = path_class(codebase, path, definitions[0].path)
    return Resolution(path=path, definitions=definitions, path_class=kind, chain=best.chain)


def _definition(codebase: Codebase, outcome: Outcome) -> SymbolDefinition | None:
    if outcome.kind == "symbol":
        return outcome.definition
    module = codebase.index.module(outcome.path) if outcome.kind == "module" else None
    if module is None:
        return None
    return SymbolDefinition(
        path=module.name,
        module=module.name,
        qualname="",
        kind="module",
        file=module.file,
        line=1,
        end_line=max(module.lines, 1),
        zone=module.zone,
    )


def find_available_paths(codebase: Codebase) -> AvailablePaths:
    """The paths of each symbol defined at module level. Names that exist for type checkers only
    are no paths."""
    return join_paths(
        found for module in codebase.index.names for found in find_module_paths(codebase, module)
    )


def find_module_paths(
    codebase: Codebase, module: str
) -> Iterator[tuple[SymbolDefinition, AvailablePath]]:
    """The paths that begin with a module: each name of it, and the symbols that it may be."""
    for name in _names(codebase, module):
        path = f"{module}.{name}"
        for outcome in codebase.symbols.member(module, name):
            definition = outcome.definition
            if definition is not None:
                kind = path_class(codebase, path, definition.path)
                yield definition, AvailablePath(path=path, path_class=kind, chain=outcome.chain)


def join_paths(found_by_module: Iterable[tuple[SymbolDefinition, AvailablePath]]) -> AvailablePaths:
    """What modules say of symbols, by symbol; where two say something else, the first counts."""
    definitions: dict[str, SymbolDefinition] = {}
    found: dict[str, dict[str, AvailablePath]] = defaultdict(dict)
    for definition, available in found_by_module:
        definitions.setdefault(definition.path, definition)
        found[definition.path].setdefault(available.path, available)
    return {
        path: (definitions[path], tuple(found[path][key] for key in sorted(found[path])))
        for path in sorted(definitions)
    }


def _names(codebase: Codebase, module: str) -> list[str]:
    """Names of a module that exist at run time, sorted."""
    namespaces = codebase.symbols.namespaces
    facts = codebase.index.facts(module)
    names = {
        name
        for name in namespaces.bound_names(module)
        if any(not binding.typing for _, binding in namespaces.positioned_bindings(module, name))
    }
    if facts is not None:
        for fact in facts.imports:
            if fact.name == "*" and not fact.scope:
                names.update(namespaces.exported_names(codebase.index.absolute_name(module, fact)))
    names.update(namespaces.lazy_names(module))
    return sorted(names)


def path_class(codebase: Codebase, path: str, definition: str, *, used: bool = False) -> PathClass:
    """What makes `path` lead to `definition`, judged at the path's own module.

    The first that holds: definition; deprecated (the module or the lazy name warns); lazy map;
    alias assignment; star; shim (a module of nothing but re-exports); facade (in `__all__`,
    imported `as` its own name, or taken by a package from its own submodules when it has no
    `__all__` that can be read); accidental. An attribute of a class has the class's own. What a
    warning module with code of its own imports for itself is accidental until it is `used`.
    """
    if path == definition:
        return PathClass.DEFINITION
    parent, _, name = path.rpartition(".")
    outcomes = codebase.symbols.follow(parent)
    owner = next((o.path for o in outcomes if o.kind == "module"), "")
    if not owner:
        within = next((o.path for o in outcomes if o.kind == "symbol"), "")
        if not within:
            return PathClass.ACCIDENTAL
        return path_class(codebase, parent, within, used=used)
    module = codebase.index.module(owner)
    if owner != parent and f"{owner}.{name}" == definition:
        return PathClass.SHIM
    if module is None:
        return PathClass.ACCIDENTAL
    bindings = codebase.symbols.namespaces.positioned_bindings(owner, name)
    live = [binding for _, binding in bindings if not binding.typing]
    if not live:
        return PathClass.DEPRECATED if module.deprecated else _lazy_class(codebase, owner, name)
    found = _binding_class(codebase, owner, name, live[-1], definition)
    if not module.deprecated:
        return found
    for_itself = found is PathClass.ACCIDENTAL and not module.shim
    return found if for_itself and not used else PathClass.DEPRECATED


def read_advice(codebase: Codebase, path: str, known: Container[str]) -> str:
    """What the warning behind a deprecated path names instead: the words about a lazy name, or
    the path below the module that the module's own warning names, when it is one of `known`."""
    owner, _, name = path.rpartition(".")
    facts = codebase.index.facts(owner)
    if facts is None:
        return ""
    for entry in facts.lazy.entries if facts.lazy is not None else ():
        if entry.name == name and entry.advice:
            return entry.advice
    for mark in facts.deprecations:
        if not mark.scope and not mark.conditional and mark.replacement:
            named = f"{mark.replacement}.{name}"
            return named if named in known else ""
    return ""


def _lazy_class(codebase: Codebase, owner: str, name: str) -> PathClass:
    facts = codebase.index.facts(owner)
    entry = codebase.symbols.namespaces.lazy_entry(owner, name)
    if entry is not None:
        return PathClass.DEPRECATED if entry.deprecated else PathClass.LAZY_MAP
    return PathClass.LAZY_MAP if facts is not None and facts.lazy is not None else PathClass.SHIM


def _binding_class(
    codebase: Codebase, owner: str, name: str, binding: BindingFact, definition: str
) -> PathClass:
    module = codebase.index.module(owner)
    facts = codebase.index.facts(owner)
    if binding.kind is BindingKind.ALIAS or module is None or facts is None:
        return PathClass.ALIAS_ASSIGNMENT
    fact = facts.imports[binding.index] if binding.index >= 0 else None
    if fact is not None and fact.name == "*":
        return PathClass.STAR
    if module.shim and not module.is_package:
        return PathClass.SHIM
    declared = codebase.symbols.namespaces.declared_exports(owner)
    if not all(export.complete for export in facts.exports):
        declared = None
    if declared is not None and name in declared:
        return PathClass.FACADE
    if fact is not None and fact.alias == name and fact.name == name:
        return PathClass.FACADE
    own = module.is_package and definition.startswith(f"{owner}.")
    public = not name.startswith("_")
    return PathClass.FACADE if own and public and declared is None else PathClass.ACCIDENTAL
