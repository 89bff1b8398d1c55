"""A codebase of few modules, cut out of all of them: what is listed is narrow, what is known is
not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from audit.analysis.history.live_index import LiveIndex
from audit.graph.codebase import Codebase
from audit.graph.import_graph import ImportGraph
from audit.graph.import_resolution import ImportResolver
from audit.graph.namespaces import Namespaces
from audit.graph.outcomes import Outcome
from audit.graph.symbols import SymbolTable
from audit.model.imports import ResolvedImport

__all__ = ["NarrowNamespaces", "cut_codebase", "resolve_imports"]


class NarrowNamespaces(Namespaces):
    """Namespaces that list relevant names only, and know about all."""

    def __init__(self, whole: Namespaces, is_relevant: Callable[[str], bool]) -> None:
        self.__dict__.update(whole.__dict__)
        self._whole = whole
        self._is_relevant = is_relevant

    def bound_names(self, module: str) -> tuple[str, ...]:
        """As of all namespaces, the relevant ones of them."""
        return tuple(filter(self._is_relevant, self._whole.bound_names(module)))

    def exported_names(self, module: str) -> frozenset[str]:
        """As of all namespaces, the relevant ones of them."""
        return frozenset(filter(self._is_relevant, self._whole.exported_names(module)))

    def lazy_names(self, module: str) -> tuple[str, ...]:
        """As of all namespaces, the relevant ones of them."""
        return tuple(filter(self._is_relevant, self._whole.lazy_names(module)))


def cut_codebase(
    table: SymbolTable, index: LiveIndex, namespaces: Namespaces | None = None
) -> Codebase:
    """The codebase of the modules that `index` lists, whose symbols `table` finds. Imports are not
    resolved: `resolve_imports` does that."""
    asking = _Asking(table, index, namespaces or table.namespaces)
    return Codebase(index=index, symbols=asking, imports=(), graph=ImportGraph({}, ()))


def resolve_imports(codebase: Codebase) -> Iterator[ResolvedImport]:
    """The imports of the modules that the codebase lists, in source order, strings last."""
    resolver = ImportResolver(codebase.symbols)
    for name in codebase.index.names:
        yield from resolver.resolve_module(name)


class _Asking(SymbolTable):
    """A symbol table that asks another one, beside an index of its own."""

    def __init__(self, table: SymbolTable, index: LiveIndex, namespaces: Namespaces) -> None:
        self.index = index
        self.namespaces = namespaces
        self.alias_cycles = table.alias_cycles
        self.openness = table.openness
        self._table = table

    def follow(self, path: str) -> tuple[Outcome, ...]:
        return self._table.follow(path)

    def may_be_module(self, path: str) -> bool:
        return self._table.may_be_module(path)

    def member(self, module: str, name: str) -> tuple[Outcome, ...]:
        return self._table.member(module, name)

    def local(self, module: str, chain: str, *, line: int = 0) -> tuple[Outcome, ...]:
        return self._table.local(module, chain, line=line)
