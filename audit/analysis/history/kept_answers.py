"""Answers about modules kept from revision to revision, each with the names looked up for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Generic, TypeVar

from audit.analysis.history.live_index import LiveIndex

__all__ = ["KeptAnswers"]

_Answer = TypeVar("_Answer")


class KeptAnswers(Generic[_Answer]):
    """What `find` answered about each module that was asked about.

    An answer stays right as long as nothing changed under the names that `find` looked up in
    `index`; whoever changes something there says so with `forget`.
    """

    def __init__(self, index: LiveIndex, find: Callable[[str], _Answer]) -> None:
        self._index = index
        self._find = find
        self._answers: dict[str, _Answer] = {}
        self._reads: dict[str, frozenset[str]] = {}
        self._readers: dict[str, set[str]] = {}

    def __contains__(self, module: str) -> bool:
        return module in self._answers

    def get(self, module: str) -> _Answer:
        """The answer about a module, from memory when it is there."""
        if module not in self._answers:
            with self._index.noting_apart() as reads:
                self._answers[module] = self._find(module)
            self._reads[module] = frozenset(reads)
            for name in reads:
                self._readers.setdefault(name, set()).add(module)
        return self._answers[module]

    def looks_at(self, name: str) -> bool:
        """Whether a kept answer depends on that name."""
        return name in self._readers

    def forget(self, modules: Iterable[str], changed: Iterable[str] = ()) -> bool:
        """Drop the answers about modules, and those that depend on a changed name; whether there
        were any."""
        doomed = {module for module in modules if module in self._answers}
        for name in changed:
            doomed |= self._readers.get(name, set())
        for module in doomed:
            self._drop(module)
        return bool(doomed)

    def forget_others(self, modules: Collection[str]) -> None:
        """Drop the answers about all modules but these."""
        for module in self._answers.keys() - modules:
            self._drop(module)

    def _drop(self, module: str) -> None:
        del self._answers[module]
        for name in self._reads.pop(module):
            readers = self._readers[name]
            readers.discard(module)
            if not readers:
                del self._readers[name]
