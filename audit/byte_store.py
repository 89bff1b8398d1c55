"""Bytes by key in one SQLite file: safe under concurrent and killed runs, bounded in size.

What stands in such a file can always be made again, so nothing that happens to it is an error.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

__all__ = [
    "ByteStore",
    "StoreSize",
    "delete_store",
    "find_stores",
    "make_room",
    "measure_store",
]

_LOG = logging.getLogger(__name__)
_SUFFIX = ".sqlite"
_LAYOUT = (
    "CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY NOT NULL,"
    " checksum INTEGER NOT NULL, day INTEGER NOT NULL, content BLOB NOT NULL)"
)
_READ_AT_ONCE = 500
_WAIT_SECONDS = 10.0
_SECONDS_A_DAY = 86_400
_KEPT_SHARE = 0.8  # pruning goes this far below the limit, so that it is rare


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSize:
    """How much a store holds: entries, and bytes of the file that are in use."""

    entries: int
    bytes: int


class ByteStore:
    """Bytes by key, never more than `limit` bytes of file after `close`.

    Never raises for what happens on disk: a file that cannot be opened or written (read-only,
    full, locked for long) warns once through `logging` and the work goes on without it; an entry
    that does not read back as it was written is dropped with a warning; a file that is no
    database any more is removed and begun anew. When it grows over `limit`, the entries that
    were not asked for the longest (in days) go first. Use it from the thread that made it.
    """

    def __init__(self, path: Path, *, name: str, limit: int) -> None:
        """Open or make the file; `name` is what warnings call it."""
        self.path = path
        self.connection: sqlite3.Connection | None = None
        self._name = name
        self._limit = limit
        self._writable = True
        self._wrote = False
        self._warned: set[str] = set()
        self._today = int(time.time()) // _SECONDS_A_DAY
        self._open()

    def close(self) -> None:
        """Prune when over the limit, close the file; later reads find nothing."""
        if self._wrote and self._writable:
            self.prune(self._limit)
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()

    def __del__(self) -> None:
        with contextlib.suppress(sqlite3.Error):  # collected in another thread
            connection, self.connection = self.connection, None
            if connection is not None:
                connection.close()

    def get_many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """The entries among `keys` that read back as they were written, in the order asked."""
        wanted = list(dict.fromkeys(keys))
        rows: dict[str, tuple[int, int, bytes]] = {}
        for some in _slices(wanted, _READ_AT_ONCE):
            rows.update(self._select(some))
        found: dict[str, bytes] = {}
        corrupt, aged = [], []
        for key in filter(rows.__contains__, wanted):
            checksum, day, content = rows[key]
            if not isinstance(content, bytes) or zlib.crc32(content) != checksum:
                corrupt.append(key)
                continue
            found[key] = content
            if day != self._today:
                aged.append(key)
        if corrupt:
            self.drop_corrupt(corrupt)
        if aged and self._writable:
            self._write(
                "UPDATE entries SET day = ? WHERE key = ?", [(self._today, k) for k in aged]
            )
        return found

    def put_many(self, entries: Iterable[tuple[str, bytes]]) -> None:
        """Keep (key, content) pairs in one transaction: all of them or none."""
        rows = [(key, zlib.crc32(content), self._today, content) for key, content in entries]
        if rows and self._writable:
            self._wrote = True
            self._write("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows)

    def drop_corrupt(self, keys: Sequence[str]) -> None:
        """Forget entries that cannot be believed, with one warning."""
        count = len(keys)
        noun = "entry is" if count == 1 else "entries are"
        self._warn("corrupt", f"{count} {noun} corrupt, dropped and made again")
        self._write("DELETE FROM entries WHERE key = ?", [(key,) for key in keys])

    def prune(self, limit: int) -> int:
        """Forget the entries longest not asked for until the file fits; return how many went.

        Nothing happens below `limit` bytes; else it goes down to four fifths of it.
        """
        connection = self.connection
        if connection is None:
            return 0
        try:
            excess = _used_bytes(connection) - limit * _KEPT_SHARE
            if _used_bytes(connection) <= limit:
                return 0
            doomed: list[tuple[str]] = []
            query = "SELECT key, length(content) FROM entries ORDER BY day, rowid"
            for key, length in connection.execute(query):
                if excess <= 0:
                    break
                doomed.append((key,))
                excess -= length
            with connection:
                connection.executemany("DELETE FROM entries WHERE key = ?", doomed)
            connection.execute("VACUUM")
        except sqlite3.Error as error:
            self._recover(error)
            return 0
        return len(doomed)

    def _select(self, keys: Sequence[str]) -> dict[str, tuple[int, int, bytes]]:
        if self.connection is None:
            return {}
        marks = ",".join("?" * len(keys))
        query = f"SELECT key, checksum, day, content FROM entries WHERE key IN ({marks})"  # noqa: S608 - marks only
        try:
            rows = self.connection.execute(query, keys).fetchall()
        except sqlite3.Error as error:
            self._recover(error)
            return {}
        return {key: (checksum, day, content) for key, checksum, day, content in rows}

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        connection = self.connection
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
            self.connection = _connect(self.path)
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
            connection, self.connection = self.connection, None
            if connection is not None:
                connection.close()
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._warn("damaged", "damaged, removed and begun anew")
        try:
            _unlink(self.path)
            self.connection = _connect(self.path)
        except (sqlite3.Error, OSError):
            self._warn("unusable", "not usable, going on without it")

    def _warn(self, kind: str, message: str) -> None:
        if kind not in self._warned:
            self._warned.add(kind)
            _LOG.warning("%s %s: %s", self._name, self.path, message)


def find_stores(folder: Path) -> tuple[Path, ...]:
    """The files of all stores directly in `folder`, sorted; () where there is no folder."""
    return tuple(sorted(folder.glob(f"*{_SUFFIX}")))


def measure_store(path: Path) -> StoreSize | None:
    """What the store at `path` holds, without changing it; None when it cannot be read."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        return None
    try:
        entries = connection.execute("SELECT count(*) FROM entries").fetchone()[0]
        return StoreSize(entries=entries, bytes=_used_bytes(connection))
    except sqlite3.Error:
        return None
    finally:
        connection.close()


def delete_store(path: Path) -> bool:
    """Remove a store with its log; False when the disk refuses."""
    try:
        _unlink(path)
    except OSError:
        return False
    return True


def make_room(folder: Path, limit: int, *, keep: frozenset[Path] = frozenset()) -> int:
    """Remove whole stores of `folder`, those unused the longest first, until all of them together
    fit in `limit` bytes; never one of `keep`. Return how many went."""
    stores = []
    for path in find_stores(folder):
        with contextlib.suppress(OSError):
            status = path.stat()
            stores.append((status.st_mtime_ns, path, status.st_size))
    excess = sum(size for _, _, size in stores) - limit
    removed = 0
    for _, path, size in sorted(stores):
        if excess > 0 and path not in keep and delete_store(path):
            excess -= size
            removed += 1
    return removed


def _unlink(path: Path) -> None:
    for suffix in ("-wal", "-shm", ""):  # a new file must never meet an old log
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _used_bytes(connection: sqlite3.Connection) -> int:
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


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


def _slices(items: Sequence[str], length: int) -> Iterator[list[str]]:
    iterator = iter(items)
    while some := list(islice(iterator, length)):
        yield some
