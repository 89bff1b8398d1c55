"""What each module contributes to a component's ledger, kept from revision to revision.

A component that everybody uses is touched by most revisions, but hardly a module of hundreds says
something else about it afterwards. So uses and paths are found for one module at a time and kept
with the names looked up for them; only those are found again that something changed under.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from audit.analysis.history.kept_answers import KeptAnswers
from audit.analysis.history.live_index import LiveIndex
from audit.analysis.history.narrowed import NarrowNamespaces, cut_codebase, resolve_imports
from audit.analysis.history.relevance import Mention
from audit.analysis.paths import AvailablePath, find_module_paths
from audit.analysis.uses import find_attribute_uses, find_import_uses
from audit.graph.load_order import LoadOrder
from audit.graph.symbols import SymbolTable
from audit.model.ledger import SymbolDefinition, UseSite

__all__ = ["Contribution", "Contributions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """The uses in one module, and the paths that begin with it."""

    uses: tuple[UseSite, ...]
    paths: tuple[tuple[SymbolDefinition, AvailablePath], ...]


class Contributions:
    """The contributions of some modules, at one revision after another."""

    def __init__(
        self, index: LiveIndex, loads: LoadOrder, is_relevant: Callable[[str], bool]
    ) -> None:
        self._index = index
        self._loads = loads
        self._is_relevant = is_relevant
        self._mentions: Mapping[str, Mention] = {}
        self._everywhere: tuple[str, ...] = ()
        self._kept = KeptAnswers(index, self._find)
        self._contributions: tuple[Contribution, ...] = ()

    def looks_at(self, name: str) -> bool:
        """Whether a contribution depends on that name."""
        return self._kept.looks_at(name)

    def forget(self, changed: set[str], modules: set[str]) -> None:
        """Drop what depends on a changed name, and the contributions of modules that mention the
        component in another way."""
        self._kept.forget(modules, changed)

    def forget_all(self) -> None:
        """Drop all contributions."""
        self._kept.forget_others(())

    def find(
        self, mentions: Mapping[str, Mention], everywhere: tuple[str, ...]
    ) -> tuple[tuple[Contribution, ...], bool]:
        """The contributions of all modules that mention the component, in the order of their
        names, and whether they are others than the last time.

        `everywhere` are the modules that change the namespaces of others, sorted.
        """
        if everywhere != self._everywhere:
            self._everywhere = everywhere
            self.forget_all()
        self._mentions = mentions
        self._kept.forget_others(mentions.keys())
        found = tuple(map(self._kept.get, sorted(mentions)))
        differ = found != self._contributions
        self._contributions = found
        return found, differ

    def _find(self, name: str) -> Contribution:
        mention = self._mentions[name]
        table = SymbolTable(self._index.view(self._everywhere, {}), self._loads)
        uses: tuple[UseSite, ...] = ()
        if mention.facts is not None:
            using = cut_codebase(table, self._index.view([name], {name: mention.facts}))
            uses = (
                *find_import_uses(using, resolve_imports(using)),
                *find_attribute_uses(using, name),
            )
        paths: tuple[tuple[SymbolDefinition, AvailablePath], ...] = ()
        if mention.binds:
            narrow = NarrowNamespaces(table.namespaces, self._is_relevant)
            view = self._index.view([name], {})
            reaching = cut_codebase(table, view, narrow)
            paths = tuple(find_module_paths(reaching, name))
        table.release()
        return Contribution(uses=uses, paths=paths)
