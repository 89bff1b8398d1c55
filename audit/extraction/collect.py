"""Facts of many files: from the cache, else extracted here or in worker processes."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

from audit.errors import AuditError
from audit.extraction.cache import FactCache, decode_facts, encode_facts, paused_collector
from audit.extraction.extract import extract_facts
from audit.extraction.worker_pool import open_worker_pool
from audit.model.facts import FileFacts, ParseProblem
from audit.model.source import SourceFile

__all__ = ["collect_facts"]

_SMALL_BYTES = 1_500_000  # below this, starting workers takes longer than the work
_BATCH_BYTES = 400_000
_BATCH_FILES = 100
_WORKER_DIED = (BrokenProcessPool, OSError)

_Batch = list[tuple[str, bytes]]
_Results = list[tuple[str, bytes, bool]]


def collect_facts(
    files: Sequence[SourceFile],
    read: Callable[[SourceFile], bytes],
    *,
    cache: FactCache | None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, FileFacts]:
    """Return the facts of all Python files by blob id, in the order of `files`.

    Other files are passed over, equal contents are looked at once. `workers`: how many processes;
    1 means this one only, None decides by the amount of work. The answer does not depend on it,
    nor on the cache. `progress` is told (blobs done, blobs in all). A file that cannot be read or
    extracted has facts that hold nothing but the problem, and these are not cached; a file that
    ends its worker likewise.
    """
    wanted: dict[str, SourceFile] = {}
    for file in files:
        if file.path.endswith(".py"):
            wanted.setdefault(file.blob, file)
    found = cache.get_many(wanted) if cache is not None else {}
    missing = [file for blob, file in wanted.items() if blob not in found]
    run = _Run(found, cache=cache, progress=progress, total=len(wanted))
    run.tell()
    count = _count_workers(missing, workers)
    batches = _read_batches(missing, read, run)
    if count > 1:
        _extract_in_pool(batches, count, run)
    else:
        for batch in batches:
            run.keep(_extract_batch(batch))
    return {blob: found[blob] for blob in wanted}


class _Run:
    """What is done so far."""

    def __init__(
        self,
        found: dict[str, FileFacts],
        *,
        cache: FactCache | None,
        progress: Callable[[int, int], None] | None,
        total: int,
    ) -> None:
        self._found = found
        self._cache = cache
        self._progress = progress
        self._total = total

    def keep(self, results: _Results) -> None:
        with paused_collector():
            for blob, content, _lasting in results:
                self._found[blob] = decode_facts(content)
        if self._cache is not None:
            self._cache.put_encoded(
                (blob, content) for blob, content, lasting in results if lasting
            )
        self.tell()

    def fail(self, blob: str, message: str) -> None:
        self._found[blob] = _failed(blob, message)

    def tell(self) -> None:
        if self._progress is not None:
            self._progress(len(self._found), self._total)


def _count_workers(missing: Sequence[SourceFile], workers: int | None) -> int:
    if workers is not None:
        return min(workers, len(missing))
    if sum(file.size for file in missing) < _SMALL_BYTES:
        return 1
    available = getattr(os, "sched_getaffinity", None)
    return len(available(0)) if available is not None else os.cpu_count() or 1


def _read_batches(
    missing: Sequence[SourceFile], read: Callable[[SourceFile], bytes], run: _Run
) -> Iterator[_Batch]:
    """Yield contents in batches, read only when they are needed: a tree need not fit in memory."""
    batch: _Batch = []
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


def _extract_batch(batch: _Batch) -> _Results:
    """Return (blob, encoded facts, whether to cache them); runs in a worker or in this process."""
    results = []
    for blob, content in batch:
        try:
            encoded, lasting = encode_facts(extract_facts(content, blob)), True
        except Exception as error:  # one file must not cost the others
            failure = _failed(blob, f"extraction failed: {type(error).__name__}")
            encoded, lasting = encode_facts(failure), False
        results.append((blob, encoded, lasting))
    return results


def _extract_in_pool(batches: Iterator[_Batch], workers: int, run: _Run) -> None:
    """Extract in worker processes; where no worker lives at all, go on in this process."""
    while left := _fill_pool(batches, workers, run):
        entries = [entry for batch in left for entry in batch]
        if not _extract_one_by_one(entries, run):
            run.keep(_extract_batch(entries))
            for batch in batches:
                run.keep(_extract_batch(batch))


def _fill_pool(batches: Iterator[_Batch], workers: int, run: _Run) -> list[_Batch]:
    """Extract, a few batches ahead, and keep the results in order. Return the batches taken but
    not done when a worker died, none when all are done."""
    pending: deque[tuple[_Batch, Future[_Results]]] = deque()
    left: list[_Batch] = []
    with open_worker_pool(workers) as pool:
        try:
            for batch in batches:
                left = [batch]
                pending.append((batch, pool.submit(_extract_batch, batch)))
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


def _extract_one_by_one(entries: _Batch, run: _Run) -> bool:
    """After a worker died: find the file that does it. False, with nothing done, when a worker
    with nothing to do dies too."""
    position = 0
    while position < len(entries):
        with open_worker_pool(1) as pool:
            try:
                pool.submit(_extract_batch, []).result()
            except _WORKER_DIED:
                return False
            try:
                while position < len(entries):
                    run.keep(pool.submit(_extract_batch, [entries[position]]).result())
                    position += 1
            except _WORKER_DIED:
                run.fail(entries[position][0], "extraction ended its worker process")
                position += 1
    return True


def _failed(blob: str, message: str) -> FileFacts:
    return FileFacts(blob=blob, problems=(ParseProblem(line=1, message=message),))
