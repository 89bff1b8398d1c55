"""A component's figures at one revision after another; only what changed is looked at.

The figures come from the same functions as a whole audit's, run over the few modules that mention
the component. What each of these contributes is kept (`audit.analysis.history.contributions`), and
so are the classes and the families among them (`audit.analysis.history.kept_classes`). The figures
are made of it again only when a contribution differs, or when something changed under a name that
was looked up for the last ones.

One thing is narrower than in a whole audit: members of the component's families are looked for
among the classes that share a name stem or three public methods with one of its classes, and the
bases of those. What is common to all classes (which method names are protocol) is judged among
them too. Copies that share neither need the comparison of all classes with each other, which a
whole audit of the revision makes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from audit.analysis.components import add_family_members, build_component_figures
from audit.analysis.history.contributions import Contribution, Contributions
from audit.analysis.history.digests import KeptDigests, imports_digest, interface_digest
from audit.analysis.history.kept_classes import KeptClasses
from audit.analysis.history.kept_load_order import KeptLoadOrder
from audit.analysis.history.live_index import LiveIndex
from audit.analysis.history.narrowed import cut_codebase
from audit.analysis.history.relevance import Mention, Relevance
from audit.analysis.ledger import build_ledger
from audit.analysis.paths import join_paths
from audit.analysis.uses import find_entry_point_uses, join_uses
from audit.graph.symbols import SymbolTable
from audit.model.facts import FileFacts
from audit.model.loads import LoadSetting
from audit.model.modules import ModulePlace
from audit.model.rules import Component, Rules
from audit.model.snapshot import ComponentFigures

__all__ = ["ComponentTracker"]

Contents = Callable[[Iterable[str]], Iterable[tuple[str, bytes]]]
_Places = dict[str, ModulePlace | None]


class ComponentTracker:
    """Follows one component through a history.

    `contents` gives encoded facts by blob id (`audit.extraction.cache`), `load` decoded ones; both
    know every blob of every place that `advance` is told of.
    """

    def __init__(
        self,
        component: Component,
        rules: Rules,
        *,
        contents: Contents,
        load: Callable[[str], FileFacts | None],
    ) -> None:
        self._component = component
        self._rules = rules
        self._contents = contents
        self._load = load
        self._relevance = Relevance(component)
        self._index = LiveIndex(load)
        self._interfaces = KeptDigests(load, interface_digest)
        self._imports = KeptDigests(load, imports_digest)
        self._mentions: dict[str, Mention | None] = {}
        self._live: Counter[str] = Counter()
        self._mentioning: dict[str, Mention] = {}
        self._places: dict[str, tuple[ModulePlace, ...]] = {}
        self._kin: tuple[str, ...] = ()
        self._everywhere: tuple[str, ...] = ()
        self._loads = KeptLoadOrder(self._index)
        self._contributions = Contributions(self._index, self._loads, self._relevance.is_relevant)
        self._classes = KeptClasses(self._index, self._loads)
        self._settings: tuple[LoadSetting, ...] = ()
        self._reads: frozenset[str] = frozenset()
        self._alone: ComponentFigures | None = None
        self._figures: ComponentFigures | None = None

    def advance(
        self,
        places: dict[str, tuple[ModulePlace, ...]],
        compiled: Sequence[str],
        settings: tuple[LoadSetting, ...],
        requirements: tuple[str, ...],
    ) -> ComponentFigures:
        """The figures of the next revision.

        `places` holds the places of every file that changed since the last call, by file, ()
        for one that is gone; `compiled` the dotted names of all extension modules; `settings` all
        entry points; `requirements` the distributions that the code needs.
        """
        removed = [place for file in places for place in self._places.get(file, ())]
        added = [place for found in places.values() for place in found]
        names = {place.name for place in (*removed, *added)}
        before = {name: self._index.place(name) for name in names}
        shaped = self._index.change(removed, added, compiled)
        self._places.update(places)
        rewritten = {name for name in before if self._is_rewritten(name, before)}
        needing = self._index.require(requirements)
        changed = self._find_changed(shaped, rewritten, before, needing)
        self._classes.forget(changed, rewritten)
        self._forget_contents(removed, added)
        mentioned_otherwise = self._read_mentions(names, {place.blob for place in added})
        self._contributions.forget(changed, mentioned_otherwise)
        contributions, differ = self._contributions.find(self._mentioning, self._everywhere)
        stale = differ or settings != self._settings or not changed.isdisjoint(self._reads)
        figures = self._alone
        if figures is None or stale or (mentioned_otherwise and self._component.factory):
            self._settings = settings
            figures = self._compute(contributions)
        return self._add_families(figures)

    def _read_mentions(self, names: set[str], blobs: set[str]) -> set[str]:
        """Look at new contents; return the modules that mention something else now, among `names`
        or, where the contents taught a new name, among all."""
        if self._learn_names(blobs):
            names = {place.name for found in self._places.values() for place in found} | names
            self._contributions.forget_all()
        mentioned_otherwise = {name for name in names if self._update_mention(name)}
        if mentioned_otherwise:
            self._kin = self._list_modules(lambda mention: mention.kin)
            self._everywhere = self._list_modules(lambda mention: mention.everywhere)
        return mentioned_otherwise

    def _is_rewritten(self, name: str, before: _Places) -> bool:
        old, new = before[name], self._index.place(name)
        return old is None or new is None or old.blob != new.blob

    def _find_changed(
        self, shaped: set[str], rewritten: set[str], before: _Places, needing: set[str]
    ) -> set[str]:
        """What somebody relies on and what is other than before: names whose existence or meaning
        changed, and answers about the order of loading."""
        changed = (
            shaped
            | needing
            | {
                name
                for name in rewritten
                if self._relies_on(name) and self._differ(name, before, self._interfaces)
            }
        )
        reloading = {
            name
            for name in rewritten
            if self._loads.looks_at(name)
            and self._differ(
                name, before, self._interfaces if self._loads.is_about(name) else self._imports
            )
        }
        return changed | self._loads.refresh(shaped | reloading | needing, self._relies_on)

    def _relies_on(self, name: str) -> bool:
        kept = (self._contributions, self._classes)
        return name in self._reads or any(each.looks_at(name) for each in kept)

    def _differ(self, name: str, before: _Places, digests: KeptDigests) -> bool:
        old, new = (
            digests.get(place.blob) if place is not None else b""
            for place in (before[name], self._index.place(name))
        )
        return old != new

    def _learn_names(self, blobs: set[str]) -> bool:
        """Look at new contents; True when they taught a new name, and all was looked at again."""
        grown = self._learn(blob for blob in sorted(blobs) if blob not in self._mentions)
        if not grown:
            return False
        live = {place.blob for found in self._places.values() for place in found}
        while grown:
            self._mentions.clear()
            grown = self._learn(sorted(live))
        return True

    def _forget_contents(
        self, removed: Iterable[ModulePlace], added: Iterable[ModulePlace]
    ) -> None:
        """Let go of what is known of contents that no module has any more."""
        self._live.update(place.blob for place in added)
        self._live.subtract(place.blob for place in removed)
        for blob in {place.blob for place in removed}:
            if self._live[blob] <= 0:
                del self._live[blob]
                self._mentions.pop(blob, None)
                self._interfaces.forget(blob)
                self._imports.forget(blob)

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

    # Computing the figures

    def _compute(self, contributions: Sequence[Contribution]) -> ComponentFigures:
        """The figures without the members that families add."""
        mentioning = sorted(self._mentioning.items())
        with self._index.noting_apart() as reads:
            symbols = SymbolTable(self._index.view(self._everywhere, {}), self._loads)
            trimmed = {name: mention.facts for name, mention in mentioning if mention.facts}
            using = cut_codebase(symbols, self._index.view(trimmed, trimmed))
            binders = [name for name, mention in mentioning if mention.binds]
            reaching = cut_codebase(symbols, self._index.view(binders, {}))
            uses = join_uses(
                (
                    *(site for each in contributions for site in each.uses),
                    *find_entry_point_uses(using, self._settings),
                )
            )
            paths = join_paths(found for each in contributions for found in each.paths)
            components = self._rules.components or (self._component,)
            ledger = build_ledger(reaching, uses, self._rules, components, paths)
            figures = build_component_figures(using, (self._component,), ledger, uses, ())[0]
            symbols.release()
        self._alone = figures
        self._reads = frozenset(reads)
        return figures

    def _add_families(self, alone: ComponentFigures) -> ComponentFigures:
        own = frozenset(alone.definitions)
        families = self._classes.find_families(self._kin, self._everywhere, own)
        definitions = add_family_members(alone.definitions, families)
        if self._figures is None or self._figures != replace(alone, definitions=definitions):
            self._figures = replace(alone, definitions=definitions)
        return self._figures

    def _list_modules(self, is_wanted: Callable[[Mention], bool]) -> tuple[str, ...]:
        return tuple(sorted(name for name, each in self._mentioning.items() if is_wanted(each)))
