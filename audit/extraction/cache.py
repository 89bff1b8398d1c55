"""Facts kept by content: one SQLite file per extractor version. CACHE.md says why."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import hashlib
import logging
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType

import msgspec

from audit.cache_folder import find_cache_folder
from audit.model import facts as records
from audit.model.facts import FileFacts

__all__ = ["FactCache", "decode_facts", "encode_facts", "paused_collector"]

_LOG = logging.getLogger(__name__)
_DECODER = msgspec.msgpack.Decoder(FileFacts)
_ENCODER = msgspec.msgpack.Encoder()
_LAYOUT = (
    "CREATE TABLE IF NOT EXISTS facts"
    " (blob TEXT PRIMARY KEY NOT NULL, checksum INTEGER NOT NULL, content BLOB NOT NULL)"
)
_READ_AT_ONCE = 500
_WAIT_SECONDS = 10.0


def encode_facts(facts: FileFacts) -> bytes:
    """Return the facts as MessagePack: data only, no code runs when they are read."""
    return _ENCODER.encode(facts)


def decode_facts(content: bytes) -> FileFacts:
    """Return what `encode_facts` was given; raises msgspec.DecodeError for anything else."""
    return _DECODER.decode(content)


@contextlib.contextmanager
def paused_collector() -> Iterator[None]:
    """Keep the cyclic garbage collector out while many records are made: they hold no cycles, and
    walking through them again and again takes ten times as long as making them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class FactCache:
    """Facts by git blob id, for one version of the extractor.

    Never raises for what happens on disk: a cache that cannot be opened or written (read-only,
    full, locked for long) warns once through `logging` and the audit goes on without it; an entry
    that does not read back as it was written is dropped with a warning and made again; a file
    that is no database any more is removed and begun anew. Use it from the thread that made it.
    """

    def __init__(self, version: str, folder: Path | None = None) -> None:
        """Open the cache of extractor `version` in `folder` (default: the user's cache folder)."""
        self._connection: sqlite3.Connection | None = None
        digest = hashlib.sha256(f"{version}\0{_record_layout()}".encode()).hexdigest()
        self.path = (folder or find_cache_folder() / "facts") / f"facts-{digest[:20]}.sqlite"
        self._writable = True
        self._warned: set[str] = set()
        self._open()

    def __enter__(self) -> FactCache:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; later reads find nothing, later writes keep nothing."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def __del__(self) -> None:
        with contextlib.suppress(sqlite3.Error):  # collected in another thread
            self.close()

    def get(self, blob: str) -> FileFacts | None:
        """Return the facts of one blob, None when they are not cached."""
        return self.get_many((blob,)).get(blob)

    def get_many(self, blobs: Iterable[str]) -> dict[str, FileFacts]:
        """Return the cached facts among `blobs`, by blob id, in the order asked for."""
        wanted = list(dict.fromkeys(blobs))
        rows: dict[str, tuple[int, bytes]] = {}
        for some in _slices(wanted, _READ_AT_ONCE):
            rows.update(self._select(some))
        found: dict[str, FileFacts] = {}
        corrupt = []
        with paused_collector():
            for blob in filter(rows.__contains__, wanted):
                facts = _decode(blob, *rows[blob])
                if facts is None:
                    corrupt.append(blob)
                else:
                    found[blob] = facts
        if corrupt:
            self._drop(corrupt)
        return found

    def put(self, facts: FileFacts) -> None:
        """Keep the facts of one file."""
        self.put_many((facts,))

    def put_many(self, facts: Iterable[FileFacts]) -> None:
        """Keep the facts of several files in one transaction: all of them or none."""
        self.put_encoded((each.blob, encode_facts(each)) for each in facts)

    def put_encoded(self, entries: Iterable[tuple[str, bytes]]) -> None:
        """Keep (blob id, result of `encode_facts`) pairs in one transaction."""
        rows = [(blob, zlib.crc32(content), content) for blob, content in entries]
        if rows and self._writable:
            self._write("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", rows)

    def _select(self, blobs: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        if self._connection is None:
            return {}
        marks = ",".join("?" * len(blobs))
        query = f"SELECT blob, checksum, content FROM facts WHERE blob IN ({marks})"  # noqa: S608 - marks only
        try:
            rows = self._connection.execute(query, blobs).fetchall()
        except sqlite3.Error as error:
            self._recover(error)
            return {}
        return {blob: (checksum, content) for blob, checksum, content in rows}

    def _drop(self, blobs: Sequence[str]) -> None:
        count = len(blobs)
        noun = "entry is" if count == 1 else "entries are"
        self._warn("corrupt", f"{count} {noun} corrupt, dropped and made again")
        self._write("DELETE FROM facts WHERE blob = ?", [(blob,) for blob in blobs])

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        connection = self._connection
        if connection is None:
            return
        try:
            with connection:
                connection.executemany(statement, rows)
        except sqlite3.Error as error:
            self._recover(error)

    def _open(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = _connect(self.path)
        except sqlite3.OperationalError as error:
            self._warn("unusable", f"not usable, going on without it: {error}")
        except sqlite3.DatabaseError:
            self._begin_anew()
        except OSError as error:
            self._warn("unusable", f"not usable, going on without it: {error.strerror}")

    def _recover(self, error: sqlite3.Error) -> None:
        """Operational errors (full disk, read-only, locked) end writing; others mean that the
        file is no database any more."""
        if isinstance(error, sqlite3.OperationalError):
            self._writable = False
            self._warn("unusable", f"cannot be used, going on without it: {error}")
        elif isinstance(error, sqlite3.DatabaseError):
            self.close()
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._warn("damaged", "damaged, removed and begun anew")
        try:
            for suffix in ("-wal", "-shm", ""):  # a new file must never meet an old log
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)
            self._connection = _connect(self.path)
        except (sqlite3.Error, OSError):
            self._warn("unusable", "not usable, going on without it")

    def _warn(self, kind: str, message: str) -> None:
        if kind not in self._warned:
            self._warned.add(kind)
            _LOG.warning("fact cache %s: %s", self.path, message)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT_SECONDS)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(_LAYOUT)
    except BaseException:
        connection.close()
        raise
    return connection


def _decode(blob: str, checksum: int, content: bytes) -> FileFacts | None:
    if not isinstance(content, bytes) or zlib.crc32(content) != checksum:
        return None
    try:
        facts = decode_facts(content)
    except (msgspec.DecodeError, RecursionError):
        return None
    return facts if facts.blob == blob else None


def _record_layout() -> str:
    """Describe the records of `audit.model.facts`: a changed field is a changed key."""
    lines = []
    for name in records.__all__:
        record = getattr(records, name)
        if dataclasses.is_dataclass(record):
            lines += [f"{name}.{field.name}: {field.type}" for field in dataclasses.fields(record)]
        else:
            lines.append(f"{name}: {[member.value for member in record]}")
    return "\n".join(lines)


def _slices(items: Sequence[str], length: int) -> Iterator[list[str]]:
    iterator = iter(items)
    while some := list(islice(iterator, length)):
        yield some
