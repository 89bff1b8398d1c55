"""Which files run together: who imports whom, by whatever name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from audit.analysis.identity.layout import Layout
from audit.analysis.identity.search_roots import SearchRoot

__all__ = ["Processes"]


class Processes:
    """Import edges between files, and what one process may load through them."""

    def __init__(self, layout: Layout, edges: Iterable[tuple[str, str]], *, pytest: bool) -> None:
        self._layout = layout
        self.pytest = pytest
        self._imports: dict[str, set[str]] = defaultdict(set)
        self._importers: dict[str, set[str]] = defaultdict(set)
        for importer, imported in edges:
            self._imports[importer].add(imported)
            self._importers[imported].add(importer)
        self._started: dict[str, frozenset[str]] = {}

    def reach(self, starts: Iterable[str]) -> frozenset[str]:
        """The files that loading `starts` loads, themselves included."""
        return _closure(starts, self._imports)

    def imported_by(self, path: str) -> frozenset[str]:
        """The files that a file imports itself."""
        return frozenset(self._imports.get(path, ()))

    def see(self, root: SearchRoot) -> frozenset[str] | None:
        """The files that run where `root` is on the path; None when that is all of them."""
        if root.everywhere:
            return None
        starts = set(root.starts)
        if not root.downwards:
            starts |= _closure(starts, self._importers)
        return self.reach(starts)

    def share(self, left: Iterable[str], right: Iterable[str]) -> bool:
        """Whether one process can load a file of each side.

        It can when a file imports both in the end; pytest loads all tests in one process.
        """
        one = self._starts_of(left)
        other = self._starts_of(right)
        if one & other:
            return True
        return self.pytest and all(
            any(self._layout.is_test(path) for path in side) for side in (one, other)
        )

    def _starts_of(self, paths: Iterable[str]) -> frozenset[str]:
        found: set[str] = set()
        for path in paths:
            if path not in self._layout.files:
                continue
            if path not in self._started:
                self._started[path] = _closure([path], self._importers)
            found |= self._started[path]
        return frozenset(found)


def _closure(starts: Iterable[str], edges: Mapping[str, set[str]]) -> frozenset[str]:
    found = set(starts)
    pending = list(found)
    while pending:
        for path in edges.get(pending.pop(), ()):
            if path not in found:
                found.add(path)
                pending.append(path)
    return frozenset(found)
