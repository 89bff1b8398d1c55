"""The corridor for histories: from a repository to a component's figures at every revision."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from audit.analysis.history.episodes import find_episodes
from audit.analysis.history.tracker import ComponentTracker
from audit.byte_store import ByteStore
from audit.cache_folder import find_cache_folder
from audit.config.configuration import load_rules
from audit.errors import AuditError, SourceError, UnknownNameError
from audit.extraction.cache import FactCache, decode_facts
from audit.extraction.collect import Executor, collect_encoded
from audit.extraction.extract import EXTRACTOR_VERSION
from audit.model.facts import FileFacts
from audit.model.history import History, HistoryPoint, HistoryRevision, HistoryStep
from audit.model.nearest import nearest_names
from audit.model.rules import Component, Rules
from audit.model.snapshot import ComponentFigures
from audit.model.source import SourceFile, SourceTree
from audit.paused_collector import paused_collector
from audit.reports.timeline_plot import PhaseMark
from audit.snapshots.memory import code_digest, memory_key
from audit.sources.commit import (
    BlobReader,
    find_commit_package,
    find_repository_prefix,
    open_commit,
)
from audit.sources.revisions import choose_revisions, list_revisions, read_steps
from audit.sources.tree_state import TreeState

__all__ = ["HistoryRequest", "follow_history", "mark_phases"]

HISTORY_LIMIT = 512 * 1024**2
_CHANGES_AT_ONCE = 1_500
_SAVED_EVERY = 200
_FACTS_KEPT = 4_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRequest:
    """What is asked: a component of the configuration by id, or symbols by pattern; bounds and
    density as `audit.sources.revisions.choose_revisions` takes them."""

    source: str
    component: str = ""
    symbol: str = ""
    since: str = ""
    until: str = ""
    every: str = "commit"
    configuration: str = ""


def follow_history(
    request: HistoryRequest,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> History:
    """The history of a component over the first-parent line of a repository.

    Every blob is parsed once in its life, every revision computed once: what is known from an
    earlier run, be it finished or interrupted, is not computed again. `progress` is told
    (revisions done, revisions in all). What is missing from the repository ends the history
    early and is named in its problems. Raises AuditError for what the user can mend.
    """
    folder, revision, prefix = _find_repository(request.source)
    rules = _load_rules(request, folder)
    component = _find_component(request, rules)
    line = list_revisions(folder, revision)
    chosen = choose_revisions(
        line.revisions, since=request.since, until=request.until, every=request.every
    )
    keeper = _Keeper(rules, component, prefix)
    try:
        run = _Run(folder, prefix, rules, component, keeper, executor, progress)
        points, problems = run.follow(chosen)
    finally:
        keeper.close()
    points = _from_first_sight(points)
    return History(
        label=Path(request.source.partition("@")[0]).resolve().name,
        component=component.id,
        title=component.title,
        points=tuple(points),
        episodes=find_episodes(points),
        problems=tuple(sorted({*line.problems, *problems})),
    )


def mark_phases(history: History, configuration: str) -> tuple[PhaseMark, ...]:
    """The phases of a configuration that have a place on the history's time axis.

    A phase stands at the revision that its later side names (`path@tag`), else at its date.
    """
    place = Path(configuration)
    if not place.exists() or (place / "HEAD").is_file():
        return ()
    revisions = [point.revision for point in history.points]
    marks = []
    for phase in load_rules(place).phases:
        named = phase.after.rpartition("@")[2] if "@" in phase.after else ""
        at = next((r for r in revisions if named and (named in r.tags or r.id == named)), None)
        at = at or next((r for r in revisions if phase.date and r.date[:10] >= phase.date), None)
        if at is not None:
            title = phase.title or phase.id
            marks.append(PhaseMark(title=title, date=at.date[:10], seconds=at.seconds))
    return tuple(marks)


def _from_first_sight(points: list[HistoryPoint]) -> list[HistoryPoint]:
    """Revisions before the component had a symbol say nothing."""
    for place, point in enumerate(points):
        if point.figures.symbols or point.figures.broken_in_use:
            return points[place:]
    return points


def _find_repository(source: str) -> tuple[Path, str, str]:
    """The folder, the revision and the folder's place in its repository."""
    text, revision = source, "HEAD"
    if not Path(text).is_dir() and "@" in text:
        text, _, revision = source.rpartition("@")
    folder = Path(text or ".")
    if not folder.is_dir():
        raise UnknownNameError("no such folder", where=text)
    prefix = find_repository_prefix(folder)
    if prefix is None:
        raise SourceError("not a git repository: it has no history", where=text)
    return folder, revision, prefix


def _load_rules(request: HistoryRequest, folder: Path) -> Rules:
    bare = all((folder / part).exists() for part in ("HEAD", "objects", "refs"))
    if request.configuration:
        return load_rules(Path(request.configuration)).rules
    return Rules() if bare else load_rules(folder).rules


def _find_component(request: HistoryRequest, rules: Rules) -> Component:
    if request.symbol:
        return Component(id="symbol", title=request.symbol, symbols=(request.symbol,))
    known = {component.id: component for component in rules.components}
    if request.component in known:
        return known[request.component]
    if request.component:
        hint = nearest_names(request.component, list(known)) or "the configuration has none"
        raise UnknownNameError(f"there is no component {request.component}", hint=hint)
    if len(known) == 1:
        return next(iter(known.values()))
    raise AuditError(
        "nothing to follow", hint="name a component with --component, or a symbol with --symbol"
    )


class _Keeper:
    """Figures by revision, kept between runs."""

    def __init__(self, rules: Rules, component: Component, prefix: str) -> None:
        path = find_cache_folder() / "history" / "history.sqlite"
        self._store = ByteStore(path, name="history cache", limit=HISTORY_LIMIT)
        self._base = memory_key(rules, component, prefix, code_digest())[:32]
        self._fresh: list[tuple[str, bytes]] = []

    def load(self, chosen: Sequence[HistoryRevision]) -> dict[str, ComponentFigures]:
        found = self._store.get_many(self._key(revision) for revision in chosen)
        figures: dict[str, ComponentFigures] = {}
        decoded: dict[bytes, ComponentFigures] = {}  # neighbours mostly have equal figures
        for revision in chosen:
            content = found.get(self._key(revision))
            if content is not None:
                if content not in decoded:
                    decoded[content] = msgspec.msgpack.decode(content, type=ComponentFigures)
                figures[revision.id] = decoded[content]
        return figures

    def keep(self, revision: HistoryRevision, figures: ComponentFigures) -> None:
        self._fresh.append((self._key(revision), msgspec.msgpack.encode(figures)))
        if len(self._fresh) >= _SAVED_EVERY:
            self.save()

    def save(self) -> None:
        self._store.put_many(self._fresh)
        self._fresh = []

    def close(self) -> None:
        self.save()
        self._store.close()

    def _key(self, revision: HistoryRevision) -> str:
        return f"{self._base}{revision.id}"


class _Run:
    """One walk along the history."""

    def __init__(
        self,
        folder: Path,
        prefix: str,
        rules: Rules,
        component: Component,
        keeper: _Keeper,
        executor: Executor | None,
        progress: Progress | None,
    ) -> None:
        self._folder = folder
        self._prefix = prefix
        self._rules = rules
        self._component = component
        self._keeper = keeper
        self._executor = executor
        self._progress = progress

    def follow(self, chosen: Sequence[HistoryRevision]) -> tuple[list[HistoryPoint], list[str]]:
        """Points in order, as far as the repository goes, and what was missing."""
        known = self._keeper.load(chosen)
        start = next((i for i, each in enumerate(chosen) if each.id not in known), len(chosen))
        points = [HistoryPoint(revision=each, figures=known[each.id]) for each in chosen[:start]]
        problems: list[str] = []
        self._tell(start, len(chosen))
        if start < len(chosen):
            with contextlib.closing(BlobReader(self._folder)) as reader, paused_collector():
                try:
                    for point in self._walk(chosen[start:], reader):
                        points.append(point)
                        self._keeper.keep(point.revision, point.figures)
                        self._tell(len(points), len(chosen))
                except SourceError as error:
                    problems.append(str(error))
            if not points:
                raise SourceError(problems[0] if problems else "the history holds nothing")
        return points, problems

    def _walk(
        self, chosen: Sequence[HistoryRevision], reader: BlobReader
    ) -> Iterator[HistoryPoint]:
        with FactCache(EXTRACTOR_VERSION) as cache:
            shelf = _FactShelf(cache, reader, self._executor)
            package = find_commit_package(self._folder, chosen[-1].id, self._prefix)
            tree = TreeState(self._rules, reader.read, self._open_whole, package)
            tracker = ComponentTracker(
                self._component, self._rules, contents=shelf.contents, load=shelf.load
            )
            steps = read_steps(self._folder, chosen, prefix=self._prefix)
            for window in _in_windows(steps):
                gc.collect()
                shelf.prepare(window)
                for step in window:
                    files = tree.apply(step)
                    places = {file: tree.places.get(file, ()) for file in files}
                    figures = tracker.advance(places, tree.compiled)
                    yield HistoryPoint(revision=step.revision, figures=figures)

    def _open_whole(self, commit: str) -> SourceTree:
        source = open_commit(
            self._folder, commit, prefix=self._prefix, label="", exclude=self._rules.exclude
        )
        return source.tree

    def _tell(self, done: int, total: int) -> None:
        if self._progress is not None:
            self._progress(done, total)


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


class _FactShelf:
    """Facts of blobs that are needed soon: in memory while they are, else from the cache."""

    def __init__(self, cache: FactCache, reader: BlobReader, executor: Executor | None) -> None:
        self._cache = cache
        self._reader = reader
        self._executor = executor
        self._encoded: dict[str, bytes] = {}
        self._decoded: dict[str, FileFacts] = {}

    def prepare(self, window: Sequence[HistoryStep]) -> None:
        """Extract what the revisions of a window bring that is not cached yet."""
        files = [
            SourceFile(path=change.path, blob=change.blob, size=10_000)
            for step in window
            for change in step.changes
            if change.blob and change.path.endswith(".py") and change.mode.startswith("100")
        ]
        self._encoded = self._collect(files)

    def contents(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Encoded facts of each blob."""
        for some in _in_hundreds(blobs):
            absent = [
                SourceFile(path="content.py", blob=blob, size=0)
                for blob in some
                if blob not in self._encoded
            ]
            fetched = self._collect(absent) if absent else {}
            for blob in some:
                yield blob, self._encoded.get(blob) or fetched[blob]

    def load(self, blob: str) -> FileFacts | None:
        """Decoded facts of a blob."""
        known = self._decoded.get(blob)
        if known is None:
            content = self._encoded.get(blob) or dict(self.contents([blob]))[blob]
            with paused_collector():
                known = decode_facts(content)
            if len(self._decoded) >= _FACTS_KEPT:
                for old in list(self._decoded)[: _FACTS_KEPT // 2]:
                    del self._decoded[old]
            self._decoded[blob] = known
        return known

    def _collect(self, files: Sequence[SourceFile]) -> dict[str, bytes]:
        return collect_encoded(files, self._reader.read, cache=self._cache, executor=self._executor)


def _in_hundreds(blobs: Iterable[str]) -> Iterator[list[str]]:
    some: list[str] = []
    for blob in blobs:
        some.append(blob)
        if len(some) >= 500:
            yield some
            some = []
    if some:
        yield some
