"""Facts of blobs while a history needs them: in memory for a while, else from the cache."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from audit.extraction.cache import FactCache, decode_facts, encode_facts
from audit.extraction.collect import Executor, collect_encoded
from audit.graph.stubs import fill_from_stub
from audit.model.facts import FileFacts
from audit.model.history import HistoryStep, parted_blob
from audit.model.source import SourceFile
from audit.paused_collector import paused_collector

__all__ = ["FactShelf"]

_DECODED_KEPT = 64 * 1024 * 1024  # bytes of encoded facts; decoded they take several times that
_FETCHED_AT_ONCE = 500
_USUAL_SIZE = 10_000  # trees do not tell sizes; this is for the choice of how many workers
_Window = Sequence[HistoryStep]
_Prepared = tuple[dict[str, bytes], dict[str, str]]


class _Abandoned(BaseException):
    """Nobody waits for what is being extracted any more."""


class FactShelf:
    """Facts by blob id. `unread` holds the blobs whose content could not be had so far.

    `read` gives the content of a blob in whichever thread asks, `executor` runs what has to be
    extracted; `open_cache` opens the cache anew, for another thread.
    """

    def __init__(
        self,
        cache: FactCache,
        read: Callable[[SourceFile], bytes],
        executor: Executor | None = None,
        *,
        open_cache: Callable[[], FactCache],
    ) -> None:
        self.unread: dict[str, str] = {}
        self._cache = cache
        self._open_cache = open_cache
        self._source = read
        self._executor = executor
        self._encoded: dict[str, bytes] = {}
        self._decoded: dict[str, tuple[FileFacts, int]] = {}
        self._size = 0

    def prepare(self, windows: Iterable[_Window]) -> Generator[_Window]:
        """Yield each window of revisions once what they bring is extracted. That of the next
        window is extracted meanwhile, until the generator is closed; that of the one before is no
        longer held."""
        abandoned = threading.Event()
        with ThreadPoolExecutor(1, thread_name_prefix="extraction") as ahead:
            try:
                coming: deque[tuple[_Window, Future[_Prepared]]] = deque()
                for window in windows:
                    coming.append((window, ahead.submit(self._extract, window, abandoned)))
                    if len(coming) > 1:
                        yield self._hold(*coming.popleft())
                while coming:
                    yield self._hold(*coming.popleft())
            finally:
                abandoned.set()

    def _hold(self, window: _Window, prepared: Future[_Prepared]) -> _Window:
        self._encoded, unread = prepared.result()
        self.unread |= unread
        return window

    def _extract(self, steps: _Window, abandoned: threading.Event) -> _Prepared:
        """In a thread of its own, and with a cache of its own."""
        files = [
            SourceFile(path=change.path, blob=change.blob, size=_USUAL_SIZE)
            for step in steps
            for change in step.changes
            if change.blob and change.path.endswith(".py") and change.mode.startswith("100")
        ]
        unread: dict[str, str] = {}

        def read(file: SourceFile) -> bytes:
            if abandoned.is_set():
                raise _Abandoned
            return self._read(file, unread)

        with self._open_cache() as cache:
            encoded = collect_encoded(files, read, cache=cache, executor=self._executor)
        return encoded, unread

    def contents(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Encoded facts of each blob, or of each pair of code and stub."""
        remaining = iter(blobs)
        while some := list(islice(remaining, _FETCHED_AT_ONCE)):
            parted = {blob: parted_blob(blob) for blob in some}
            known = self._fetch(each for pair in parted.values() for each in pair if each)
            for blob, (code, stub) in parted.items():
                yield blob, _fill(known[code], known[stub]) if stub else known[code]

    def _fetch(self, blobs: Iterable[str]) -> dict[str, bytes]:
        wanted = dict.fromkeys(blobs)
        absent = [
            SourceFile(path="content.py", blob=blob, size=0)
            for blob in wanted
            if blob not in self._encoded
        ]
        fetched = self._collect(absent) if absent else {}
        return {blob: self._encoded.get(blob) or fetched[blob] for blob in wanted}

    def load(self, blob: str) -> FileFacts:
        """Decoded facts of a blob."""
        known = self._decoded.pop(blob, None)
        if known is not None:
            self._decoded[blob] = known
            return known[0]
        content = self._encoded.get(blob) or next(iter(self.contents([blob])))[1]
        with paused_collector():
            facts = decode_facts(content)
        self._keep(blob, facts, len(content))
        return facts

    def _keep(self, blob: str, facts: FileFacts, size: int) -> None:
        """Where it gets too much, a quarter goes: what was not asked for the longest."""
        self._decoded[blob] = (facts, size)
        self._size += size
        for old in list(self._decoded) if self._size > _DECODED_KEPT else ():
            if self._size <= _DECODED_KEPT // 4 * 3:
                break
            self._size -= self._decoded.pop(old)[1]

    def _collect(self, files: Sequence[SourceFile]) -> dict[str, bytes]:
        def read(file: SourceFile) -> bytes:
            return self._read(file, self.unread)

        return collect_encoded(files, read, cache=self._cache, executor=self._executor)

    def _read(self, file: SourceFile, unread: dict[str, str]) -> bytes:
        try:
            return self._source(file)
        except Exception:
            unread[file.blob] = file.path
            raise


def _fill(code: bytes, stub: bytes) -> bytes:
    facts = decode_facts(code)
    if facts.lazy is None or not facts.lazy.stub:
        return code
    return encode_facts(fill_from_stub(facts, decode_facts(stub)))
