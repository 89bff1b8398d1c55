"""Load orders kept from revision to revision.

Which import loads a submodule first is a walk over the imports of half the codebase, and its
answer hardly ever changes. So answers are kept, each with the modules that it looked at, and only
those are found again that looked at a module whose imports changed.
"""

from __future__ import annotations

from collections.abc import Callable

from audit.analysis.history.live_index import LiveIndex
from audit.graph.load_order import LoadOrder

__all__ = ["KeptLoadOrder"]

_Answer = tuple[int, int] | None
_Query = tuple[str, str]


class KeptLoadOrder(LoadOrder):
    """A load order whose answers outlive a symbol table.

    Whoever asks has two reads noted in the index: the package, and a mark of the answer itself.
    """

    def __init__(self, index: LiveIndex) -> None:
        super().__init__(index)
        self._live = index
        self._kept: dict[_Query, tuple[_Answer, set[str]]] = {}

    def looks_at(self, module: str) -> bool:
        """Whether a kept answer depends on the imports of that module."""
        return any(module in reads for _, reads in self._kept.values())

    def is_about(self, package: str) -> bool:
        """Whether a kept answer is a position among the bindings of that package."""
        return any(package == asked for asked, _ in self._kept)

    def first_load(self, package: str, submodule: str) -> _Answer:
        """As the load order's own, from memory when it is there."""
        query = (package, submodule)
        if query not in self._kept:
            self._kept[query] = self._find(query)
        self._live.reads.update((package, _mark(query)))
        return self._kept[query][0]

    def refresh(self, changed: set[str], is_read: Callable[[str], bool]) -> set[str]:
        """After a change of modules: the marks of the answers that are others now.

        `changed` are names whose existence changed, modules whose imports did and packages whose
        bindings did; `is_read` tells of a mark whether somebody still relies on the answer: others
        are forgotten.
        """
        if not changed:
            return set()
        differ = set()
        for query, (answer, reads) in list(self._kept.items()):
            if changed.isdisjoint(reads):
                continue
            if not is_read(_mark(query)):
                del self._kept[query]
                continue
            self._kept[query] = self._find(query)
            if self._kept[query][0] != answer:
                differ.add(_mark(query))
        return differ

    def _find(self, query: _Query) -> tuple[_Answer, set[str]]:
        with self._live.noting_apart() as reads:
            answer = LoadOrder(self._live).first_load(*query)
        return answer, reads


def _mark(query: _Query) -> str:
    """No name of a module, so that it can stand among them."""
    return "first load: " + " ".join(query)
