"""A component's figures at one revision after another; only what changed is looked at.

The figures come from the same functions as a whole audit's, run over the few modules that mention
the component. They are computed again only when one of these mentions changed, or when something
changed under a name that the last computation looked up.

One thing is narrower than in a whole audit: members of the component's families are looked for
among the classes that share a name stem or three public methods with one of its classes, and the
bases of those. What is common to all classes (which method names are protocol) is judged among
them too. Copies that share neither need the comparison of all classes with each other, which a
whole audit of the revision makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from audit.analysis.class_records import build_class_records
from audit.analysis.components import build_component_figures
from audit.analysis.families.build import build_families
from audit.analysis.history.kept_load_order import KeptLoadOrder
from audit.analysis.history.live_index import LiveIndex
from audit.analysis.history.relevance import (
    Mention,
    Relevance,
    imports_digest,
    interface_digest,
)
from audit.analysis.ledger import build_ledger
from audit.analysis.uses import find_uses
from audit.graph.codebase import Codebase
from audit.graph.import_graph import ImportGraph
from audit.graph.import_resolution import ImportResolver
from audit.graph.namespaces import Namespaces
from audit.graph.outcomes import Outcome
from audit.graph.symbols import SymbolTable
from audit.model.facts import FileFacts
from audit.model.families import ClassRecord, Family
from audit.model.imports import ResolvedImport
from audit.model.modules import ModulePlace
from audit.model.rules import Component, Rules
from audit.model.snapshot import ComponentFigures

__all__ = ["ComponentTracker"]

Contents = Callable[[Iterable[str]], Iterable[tuple[str, bytes]]]


class ComponentTracker:
    """Follows one component through a history.

    `contents` gives encoded facts by blob id (`audit.extraction.cache`), `load` decoded ones; both
    know every blob of every place that `advance` is told of. `computed` counts the revisions
    whose figures had to be computed.
    """

    def __init__(
        self,
        component: Component,
        rules: Rules,
        *,
        contents: Contents,
        load: Callable[[str], FileFacts | None],
    ) -> None:
        self.computed = 0
        self._component = component
        self._rules = rules
        self._contents = contents
        self._load = load
        self._relevance = Relevance(component)
        self._index = LiveIndex(load)
        self._mentions: dict[str, Mention | None] = {}
        self._mentioning: dict[str, Mention] = {}
        self._places: dict[str, tuple[ModulePlace, ...]] = {}
        self._figures: ComponentFigures | None = None
        self._loads = KeptLoadOrder(self._index)
        self._kin: tuple[tuple[ClassRecord, ...], tuple[Family, ...]] = ((), ())

    def advance(
        self, places: dict[str, tuple[ModulePlace, ...]], compiled: Sequence[str]
    ) -> ComponentFigures:
        """The figures of the next revision.

        `places` holds the places of every file that changed since the last call, by file, ()
        for one that is gone; `compiled` the dotted names of all extension modules.
        """
        removed = [place for file in places for place in self._places.get(file, ())]
        added = [place for found in places.values() for place in found]
        names = {place.name for place in (*removed, *added)}
        before = {name: self._index.place(name) for name in names}
        shaped = self._index.change(removed, added, compiled)
        for file, found in places.items():
            self._places[file] = found
        grown = self._read_mentions({place.blob for place in added})
        if grown:
            names |= {place.name for found in self._places.values() for place in found}
        stale = self._figures is None or grown or not shaped.isdisjoint(self._index.reads)
        for name in names:
            stale = self._update_mention(name) or stale
        stale = stale or any(
            self._means_other(before[name], self._index.place(name))
            for name in before
            if name in self._index.reads
        )
        loads_differ = self._loads.refresh(shaped, self._loading_differently(before))
        if self._figures is None or stale or loads_differ:
            self._figures = self._compute()
            self.computed += 1
        return self._figures

    def _read_mentions(self, blobs: set[str]) -> bool:
        """Look at new contents; True when they taught a new name, and all was looked at again."""
        grown = self._learn(blob for blob in sorted(blobs) if blob not in self._mentions)
        if not grown:
            return False
        live = {place.blob for found in self._places.values() for place in found}
        while grown:
            self._mentions.clear()
            grown = self._learn(sorted(live))
        return True

    def _learn(self, blobs: Iterable[str]) -> bool:
        grown = False
        for blob, content in self._contents(blobs):
            facts = self._load(blob) if self._relevance.may_mention(content) else None
            if facts is None:
                self._mentions[blob] = None
                continue
            grown = self._relevance.learn(facts) or grown
            self._mentions[blob] = self._relevance.find_mention(facts)
        return grown

    def _update_mention(self, name: str) -> bool:
        """Note what the module mentions now; whether that is something else than before."""
        place = self._index.place(name)
        mention = self._mentions.get(place.blob) if place is not None else None
        known = self._mentioning.pop(name, None)
        if mention is not None:
            self._mentioning[name] = mention
        old, new = (each.digest if each is not None else b"" for each in (known, mention))
        return old != new

    def _means_other(self, before: ModulePlace | None, after: ModulePlace | None) -> bool:
        if before is None or after is None:
            return before is not after
        if before.blob == after.blob:
            return False
        facts = [self._load(place.blob) for place in (before, after)]
        digests = [interface_digest(each) if each is not None else b"" for each in facts]
        return digests[0] != digests[1]

    def _loading_differently(self, before: dict[str, ModulePlace | None]) -> set[str]:
        """Modules of the load order whose imports changed."""
        found = set()
        for name in self._loads.reads & before.keys():
            facts = [
                self._load(place.blob) if place is not None else None
                for place in (before[name], self._index.place(name))
            ]
            digests = [imports_digest(each) if each is not None else b"" for each in facts]
            if digests[0] != digests[1]:
                found.add(name)
        return found

    # Computing the figures

    def _compute(self) -> ComponentFigures:
        mentioning = sorted(self._mentioning.items())
        self._index.forget_reads()
        self._index.listed = tuple(name for name, mention in mentioning if mention.everywhere)
        symbols = SymbolTable(self._index)
        self._loads.forget_uses()
        symbols.namespaces._load_order = self._loads
        trimmed = {name: mention.facts for name, mention in mentioning if mention.facts}
        using = _assemble(symbols, self._index.view(trimmed, trimmed), symbols.namespaces)
        uses = find_uses(using)
        binders = [name for name, mention in mentioning if mention.binds]
        narrow = _NarrowNamespaces(symbols.namespaces, self._relevance.is_relevant)
        reaching = _assemble(symbols, self._index.view(binders, {}), narrow, imports=False)
        components = self._rules.components or (self._component,)
        ledger = build_ledger(reaching, uses, self._rules, components)
        families = self._find_families(symbols)
        return build_component_figures(using, (self._component,), ledger, uses, families)[0]

    def _find_families(self, symbols: SymbolTable) -> tuple[Family, ...]:
        """Families among the classes of all modules that define one with the component's stem,
        and of those that define their bases."""
        names = {name for name, mention in self._mentioning.items() if mention.kin}
        while names:
            view = self._index.view(sorted(names), {})
            records = build_class_records(
                _assemble(symbols, view, symbols.namespaces, imports=False)
            )
            homes = {self._home(base) for record in records for base in record.bases if "." in base}
            if homes - {""} <= names:
                if records != self._kin[0]:
                    self._kin = (records, build_families(records, uses={}))
                return self._kin[1]
            names |= homes - {""}
        return ()

    def _home(self, path: str) -> str:
        """The module that a definition path begins with, "" for one of another package."""
        module = path.rpartition(".")[0]
        while module and self._index.place(module) is None:
            module = module.rpartition(".")[0]
        return module


class _Asking(SymbolTable):
    """A symbol table that asks another one, beside an index of its own."""

    def __init__(self, table: SymbolTable, index: LiveIndex, namespaces: Namespaces) -> None:
        self.index = index
        self.namespaces = namespaces
        self.alias_cycles = table.alias_cycles
        self._table = table

    def follow(self, path: str) -> tuple[Outcome, ...]:
        return self._table.follow(path)

    def may_be_module(self, path: str) -> bool:
        return self._table.may_be_module(path)

    def member(self, module: str, name: str) -> tuple[Outcome, ...]:
        return self._table.member(module, name)

    def local(self, module: str, chain: str, *, line: int = 0) -> tuple[Outcome, ...]:
        return self._table.local(module, chain, line=line)


class _NarrowNamespaces(Namespaces):
    """Namespaces that list relevant names only, and know about all."""

    def __init__(self, whole: Namespaces, is_relevant: Callable[[str], bool]) -> None:
        self.__dict__.update(whole.__dict__)
        self._whole = whole
        self._is_relevant = is_relevant

    def bound_names(self, module: str) -> tuple[str, ...]:
        return tuple(filter(self._is_relevant, self._whole.bound_names(module)))

    def exported_names(self, module: str) -> frozenset[str]:
        return frozenset(filter(self._is_relevant, self._whole.exported_names(module)))


def _assemble(
    table: SymbolTable, index: LiveIndex, namespaces: Namespaces, *, imports: bool = True
) -> Codebase:
    asking = _Asking(table, index, namespaces)
    found: list[ResolvedImport] = []
    if imports:
        resolver = ImportResolver(asking)
        found = [item for name in index.names for item in resolver.resolve_module(name)]
    found.sort(key=lambda item: (item.importer, item.line, item.path, item.kinds))
    return Codebase(index=index, symbols=asking, imports=tuple(found), graph=ImportGraph({}, ()))
