"""Facts of many files: from the cache, else extracted here or in worker processes."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

from audit.errors import AuditError
from audit.extraction.cache import FactCache, decode_facts, encode_facts
from audit.extraction.shared_strings import StringPool
from audit.extraction.worker_pool import open_worker_pool
from audit.model.facts import FileFacts, ParseProblem
from audit.model.source import SourceFile
from audit.paused_collector import paused_collector

__all__ = ["Batch", "Executor", "Results", "collect_encoded", "collect_facts", "extract_batch"]

_SMALL_BYTES = 1_500_000  # below this, starting workers takes longer than the work
_BATCH_BYTES = 400_000
_BATCH_FILES = 100
_LOADED_AT_ONCE = 1_000
_SHARED_BYTES = 60_000_000  # of source; below it, sharing strings costs more than it is worth
_WORKER_DIED = (BrokenProcessPool, OSError)

Batch = list[tuple[str, bytes]]
"""Blob ids with their contents: one unit of work."""

Results = list[tuple[str, bytes, bool]]
"""Blob ids with their encoded facts, and whether another try would give the same."""


class Executor(Protocol):
    """Runs `extract_batch` on batches somewhere; `audit.extraction.cluster` has one."""

    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[Batch, Results | None]]:
        """Yield each batch with its results, in any order; None where it could not be done."""


def collect_facts(
    files: Sequence[SourceFile],
    read: Callable[[SourceFile], bytes],
    *,
    cache: FactCache | None,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, FileFacts]:
    """Return the facts of all Python files by blob id, in the order of `files`.

    Other files are passed over, equal contents are looked at once. `workers`: how many processes;
    1 means this one only, None decides by the amount of work. `executor` takes the place of local
    processes. The answer depends on none of these, nor on the cache. `progress` is told (blobs
    done, blobs in all). A file that cannot be read or extracted has facts that hold nothing but
    the problem, and these are not cached; a file that ends its worker likewise.
    """
    wanted = _find_blobs(files)
    pool = StringPool() if _are_large(wanted.values()) else None
    found = _load_known(wanted, cache, pool) if cache is not None else {}

    def decode(content: bytes) -> FileFacts:
        facts = decode_facts(content)
        return facts if pool is None else pool.share(facts)

    run = _Run(found, decode, cache=cache, progress=progress, total=len(wanted))
    _extract_missing(wanted, read, run, workers, executor)
    return {blob: found[blob] for blob in wanted}


def _are_large(files: Iterable[SourceFile]) -> bool:
    return sum(file.size for file in files) > _SHARED_BYTES


def _load_known(
    wanted: Iterable[str], cache: FactCache, pool: StringPool | None
) -> dict[str, FileFacts]:
    """What is cached, some at a time: encoded and decoded facts of everything are too much."""
    found: dict[str, FileFacts] = {}
    remaining = iter(wanted)
    while some := list(islice(remaining, _LOADED_AT_ONCE)):
        for blob, facts in cache.get_many(some).items():
            found[blob] = facts if pool is None else pool.share(facts)
    return found


def collect_encoded(
    files: Sequence[SourceFile],
    read: Callable[[SourceFile], bytes],
    *,
    cache: FactCache | None,
    workers: int | None = None,
    executor: Executor | None = None,
) -> dict[str, bytes]:
    """The same as `collect_facts`, each as `encode_facts` gives it: for those who look at few."""
    wanted = _find_blobs(files)
    found = cache.get_encoded(wanted) if cache is not None else {}
    run = _Run(found, bytes, cache=cache, progress=None, total=len(wanted))
    _extract_missing(wanted, read, run, workers, executor)
    return {blob: found[blob] for blob in wanted}


def _find_blobs(files: Iterable[SourceFile]) -> dict[str, SourceFile]:
    wanted: dict[str, SourceFile] = {}
    for file in files:
        if file.path.endswith(".py"):
            wanted.setdefault(file.blob, file)
    return wanted


def _extract_missing(
    wanted: dict[str, SourceFile],
    read: Callable[[SourceFile], bytes],
    run: _Run[Any],
    workers: int | None,
    executor: Executor | None,
) -> None:
    missing = [file for blob, file in wanted.items() if blob not in run.found]
    run.tell()
    count = _count_workers(missing, workers)
    batches = _read_batches(missing, read, run)
    if executor is not None and missing:
        for batch, results in executor.run(batches):
            if results is not None:
                run.keep(results)
            else:
                _extract_in_pool(iter([batch]), 1, run)
    elif count > 1:
        _extract_in_pool(batches, count, run)
    else:
        for batch in batches:
            run.keep(extract_batch(batch))


_Kept = TypeVar("_Kept")


class _Run(Generic[_Kept]):
    """What is done so far: `found` by blob id, made of encoded facts by `decode`."""

    def __init__(
        self,
        found: dict[str, _Kept],
        decode: Callable[[bytes], _Kept],
        *,
        cache: FactCache | None,
        progress: Callable[[int, int], None] | None,
        total: int,
    ) -> None:
        self.found = found
        self._decode = decode
        self._cache = cache
        self._progress = progress
        self._total = total

    def keep(self, results: Results) -> None:
        with paused_collector():
            for blob, content, _lasting in results:
                self.found[blob] = self._decode(content)
        if self._cache is not None:
            self._cache.put_encoded(
                (blob, content) for blob, content, lasting in results if lasting
            )
        self.tell()

    def fail(self, blob: str, message: str) -> None:
        self.found[blob] = self._decode(encode_facts(_failed(blob, message)))

    def tell(self) -> None:
        if self._progress is not None:
            self._progress(len(self.found), self._total)


def _count_workers(missing: Sequence[SourceFile], workers: int | None) -> int:
    if workers is not None:
        return min(workers, len(missing))
    if sum(file.size for file in missing) < _SMALL_BYTES:
        return 1
    available = getattr(os, "sched_getaffinity", None)
    return len(available(0)) if available is not None else os.cpu_count() or 1


def _read_batches(
    missing: Sequence[SourceFile], read: Callable[[SourceFile], bytes], run: _Run[Any]
) -> Iterator[Batch]:
    """Yield contents in batches, read only when they are needed: a tree need not fit in memory."""
    batch: Batch = []
    size = 0
    for file in missing:
        try:
            content = read(file)
        except (AuditError, OSError) as error:
            reason = error.what if isinstance(error, AuditError) else error.strerror
            run.fail(file.blob, f"the file could not be read: {reason}")
            continue
        batch.append((file.blob, content))
        size += len(content)
        if size >= _BATCH_BYTES or len(batch) >= _BATCH_FILES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
    run.tell()


def extract_batch(batch: Batch) -> Results:
    """Return (blob, encoded facts, whether to cache them); runs in a worker or in this process."""
    from audit.extraction.extract import extract_encoded  # noqa: PLC0415 - where it runs alone

    results = []
    with paused_collector():  # a batch is small, and trees hold no circles
        for blob, content in batch:
            try:
                encoded, lasting = extract_encoded(content, blob), True
            except Exception as error:  # one file must not cost the others
                failure = _failed(blob, f"extraction failed: {type(error).__name__}")
                encoded, lasting = encode_facts(failure), False
            results.append((blob, encoded, lasting))
    return results


def _extract_in_pool(batches: Iterator[Batch], workers: int, run: _Run[Any]) -> None:
    """Extract in worker processes; where no worker lives at all, go on in this process."""
    while left := _fill_pool(batches, workers, run):
        entries = [entry for batch in left for entry in batch]
        if not _extract_one_by_one(entries, run):
            run.keep(extract_batch(entries))
            for batch in batches:
                run.keep(extract_batch(batch))


def _fill_pool(batches: Iterator[Batch], workers: int, run: _Run[Any]) -> list[Batch]:
    """Extract, a few batches ahead, and keep the results in order. Return the batches taken but
    not done when a worker died, none when all are done."""
    pending: deque[tuple[Batch, Future[Results]]] = deque()
    left: list[Batch] = []
    with open_worker_pool(workers) as pool:
        try:
            for batch in batches:
                left = [batch]
                pending.append((batch, pool.submit(extract_batch, batch)))
                left = []
                if len(pending) > 2 * workers:
                    run.keep(pending[0][1].result())
                    pending.popleft()
            while pending:
                run.keep(pending[0][1].result())
                pending.popleft()
        except _WORKER_DIED:
            return [batch for batch, _future in pending] + left
    return []


def _extract_one_by_one(entries: Batch, run: _Run[Any]) -> bool:
    """After a worker died: find the file that does it. False, with nothing done, when a worker
    with nothing to do dies too."""
    position = 0
    while position < len(entries):
        with open_worker_pool(1) as pool:
            try:
                pool.submit(extract_batch, []).result()
            except _WORKER_DIED:
                return False
            try:
                while position < len(entries):
                    run.keep(pool.submit(extract_batch, [entries[position]]).result())
                    position += 1
            except _WORKER_DIED:
                run.fail(entries[position][0], "extraction ended its worker process")
                position += 1
    return True


def _failed(blob: str, message: str) -> FileFacts:
    return FileFacts(blob=blob, problems=(ParseProblem(line=1, message=message),))
