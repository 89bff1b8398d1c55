"""The way along a history: what each revision changed, and what figures that gives."""

from __future__ import annotations

import contextlib
import gc
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from audit.analysis.history.tracker import ComponentTracker
from audit.errors import SourceError
from audit.extraction.cache import FactCache
from audit.extraction.collect import Executor
from audit.extraction.extractor_version import EXTRACTOR_VERSION
from audit.extraction.fact_shelf import FactShelf
from audit.model.history import HistoryPoint, HistoryRevision, HistoryStep
from audit.model.rules import Component, Rules
from audit.model.source import SourceTree
from audit.paused_collector import paused_collector
from audit.snapshots.figure_memory import FigureMemory
from audit.sources.commit import BlobReader, find_commit_package, open_commit
from audit.sources.revisions import read_steps
from audit.sources.tree_state import TreeState

__all__ = ["HistoryWalk"]

_CHANGES_AT_ONCE = 2_000


class HistoryWalk:
    """One component along the revisions of one folder of a repository (`prefix`, "" for all)."""

    def __init__(
        self,
        folder: Path,
        prefix: str,
        rules: Rules,
        component: Component,
        memory: FigureMemory,
        executor: Executor | None = None,
    ) -> None:
        self._folder = folder
        self._prefix = prefix
        self._rules = rules
        self._component = component
        self._memory = memory
        self._executor = executor

    def follow(
        self, chosen: Sequence[HistoryRevision], tell: Callable[[int, int], None]
    ) -> tuple[list[HistoryPoint], list[str]]:
        """Points in order, as far as the repository goes, and what was missing.

        What the memory knows is not computed, what is computed goes there. `tell` is told
        (revisions done, revisions in all). Raises SourceError when there is no point at all.
        """
        known = self._memory.load(chosen)
        start = next((i for i, each in enumerate(chosen) if each.id not in known), len(chosen))
        points = [HistoryPoint(revision=each, figures=known[each.id]) for each in chosen[:start]]
        problems: list[str] = []
        tell(start, len(chosen))
        if start < len(chosen):
            with contextlib.closing(BlobReader(self._folder)) as reader, paused_collector():
                try:
                    for point in self._walk(chosen[start:], reader, problems):
                        points.append(point)
                        tell(len(points), len(chosen))
                except SourceError as error:
                    problems.append(str(error))
            if not points:
                raise SourceError(problems[0] if problems else "the history holds nothing")
        return points, problems

    def _walk(
        self, chosen: Sequence[HistoryRevision], reader: BlobReader, problems: list[str]
    ) -> Iterator[HistoryPoint]:
        with contextlib.ExitStack() as stack:
            cache = stack.enter_context(_open_cache())
            shelf = FactShelf(cache, reader.read, self._executor, open_cache=_open_cache)
            package = find_commit_package(self._folder, chosen[-1].id, self._prefix)
            tree = TreeState(self._rules, reader.read, self._open_whole, package)
            tracker = ComponentTracker(
                self._component, self._rules, contents=shelf.contents, load=shelf.load
            )
            steps = read_steps(self._folder, chosen, prefix=self._prefix)
            windows = stack.enter_context(contextlib.closing(shelf.prepare(_in_windows(steps))))
            for step in itertools.chain.from_iterable(windows):
                files = tree.apply(step)
                places = {file: tree.places.get(file, ()) for file in files}
                figures = tracker.advance(places, tree.compiled, tree.settings, tree.requirements)
                gc.collect(0)  # views of the index are circles, and young
                if not shelf.unread:  # what is missing may be there next time
                    self._memory.keep(step.revision, figures)
                yield HistoryPoint(revision=step.revision, figures=figures)
            if shelf.unread:
                problems.append(_tell_unread(shelf.unread))

    def _open_whole(self, commit: str) -> SourceTree:
        source = open_commit(
            self._folder, commit, prefix=self._prefix, label="", exclude=self._rules.exclude
        )
        return source.tree


def _open_cache() -> FactCache:
    return FactCache(EXTRACTOR_VERSION)


def _in_windows(steps: Iterable[HistoryStep]) -> Iterator[list[HistoryStep]]:
    """Steps together that change many files, so that many can be extracted at once."""
    window: list[HistoryStep] = []
    changes = 0
    for step in steps:
        window.append(step)
        changes += len(step.changes)
        if changes >= _CHANGES_AT_ONCE:
            yield window
            window, changes = [], 0
    if window:
        yield window


def _tell_unread(unread: dict[str, str]) -> str:
    """What the repository does not hold, by blob: the name of a file of that content."""
    count = len(unread)
    many = "a file" if count == 1 else f"{count:,} files"
    return (
        f"the content of {many} could not be read, {min(unread.values())} for one: they count as "
        "empty (a partial clone? run `git fetch --refetch`)"
    )
