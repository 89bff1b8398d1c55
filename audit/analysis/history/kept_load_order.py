"""Load orders kept from revision to revision.

Which import loads a submodule first is a walk over the imports of half the codebase, and its
answer hardly ever changes. So answers are kept, each with the modules that it looked at, and only
those are found again that looked at a module whose imports changed.
"""

from __future__ import annotations

from audit.analysis.history.live_index import LiveIndex
from audit.graph.load_order import LoadOrder

__all__ = ["KeptLoadOrder"]

_Answer = tuple[int, int] | None
_Query = tuple[str, str]


class KeptLoadOrder(LoadOrder):
    """A load order whose answers outlive a symbol table."""

    def __init__(self, index: LiveIndex) -> None:
        super().__init__(index)
        self._live = index
        self._kept: dict[_Query, tuple[_Answer, set[str]]] = {}
        self._used: set[_Query] = set()

    @property
    def reads(self) -> set[str]:
        """The modules that the answers in use looked at."""
        return set().union(*(self._kept[query][1] for query in self._used))

    def forget_uses(self) -> None:
        """Begin a new computation: no answer is in use."""
        self._used.clear()

    def first_load(self, package: str, submodule: str) -> _Answer:
        """As the load order's own, from memory when it is there."""
        query = (package, submodule)
        if query not in self._kept:
            self._kept[query] = self._find(query)
        self._used.add(query)
        self._live.reads.add(package)
        return self._kept[query][0]

    def refresh(self, shaped: set[str], reloading: set[str]) -> bool:
        """After a change of modules: whether an answer in use is another now.

        `shaped` are names whose existence changed, `reloading` modules whose imports did.
        """
        changed = shaped | reloading
        if not changed:
            return False
        differs = False
        for query, (answer, reads) in list(self._kept.items()):
            if changed.isdisjoint(reads):
                continue
            if query not in self._used:
                del self._kept[query]
                continue
            self._kept[query] = self._find(query)
            differs = differs or self._kept[query][0] != answer
        return differs

    def _find(self, query: _Query) -> tuple[_Answer, set[str]]:
        with self._live.noting_apart() as reads:
            answer = LoadOrder(self._live).first_load(*query)
        return answer, reads
