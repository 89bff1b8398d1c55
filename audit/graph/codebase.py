"""The codebase as one value: modules, imports, graph and symbols."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.graph.import_graph import ImportGraph
from audit.graph.import_resolution import ImportResolver
from audit.graph.module_index import ModuleIndex
from audit.graph.stubs import fill_from_stub
from audit.graph.symbols import SymbolTable
from audit.model.facts import FileFacts
from audit.model.imports import ResolvedImport
from audit.model.modules import Module, ModulePlace

__all__ = ["Codebase", "build_codebase"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebase:
    """What the facts of all files say together.

    `imports` in order of importer, line and path; `graph` frozen; `symbols` answers paths.
    """

    index: ModuleIndex
    symbols: SymbolTable
    imports: tuple[ResolvedImport, ...]
    graph: ImportGraph


def build_codebase(
    places: Iterable[ModulePlace],
    facts: Mapping[str, FileFacts],
    compiled: Iterable[str] = (),
    stubs: Mapping[str, FileFacts] | None = None,
    requirements: Iterable[str] = (),
) -> Codebase:
    """Join module places with their facts (by blob id) and resolve every import.

    `compiled` are dotted names of extension modules, `stubs` the facts of `.pyi` files by module
    name, for modules that read their lazy names from there, `requirements` the distributions that
    the code needs (PEP 503 names). Places without facts are left out: their files could not be read
    and are reported by whoever read them.
    """
    known = stubs or {}
    pairs = [
        (_module(place, facts[place.blob]), _filled(facts[place.blob], known.get(place.name)))
        for place in places
        if place.blob in facts
    ]
    index = ModuleIndex(pairs, compiled, requirements)
    symbols = SymbolTable(index)
    resolver = ImportResolver(symbols)
    imports = tuple(
        sorted(
            (item for name in index.names for item in resolver.resolve_module(name)),
            key=lambda item: (item.importer, item.line, item.path, item.kinds),
        )
    )
    zones = {module.name: module.zone.value for module, _ in pairs}
    return Codebase(
        index=index, symbols=symbols, imports=imports, graph=ImportGraph(zones, imports)
    )


def _filled(facts: FileFacts, stub: FileFacts | None) -> FileFacts:
    return facts if stub is None else fill_from_stub(facts, stub)


def _module(place: ModulePlace, facts: FileFacts) -> Module:
    hands_on = bool(facts.imports) or facts.lazy is not None or bool(facts.module_aliases)
    return Module(
        name=place.name,
        file=place.file,
        root=place.root,
        zone=place.zone,
        is_package=place.is_package,
        blob=place.blob,
        lines=facts.lines,
        statements=facts.statements,
        shim=hands_on and not facts.logic and not facts.problems,
        deprecated=any(not m.scope and not m.conditional for m in facts.deprecations),
    )
