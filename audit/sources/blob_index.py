"""Blob ids of files that nobody has touched since they were hashed, as git's index knows them.

An id is believed when size, both times, inode and device are what they were before the file was
read. The change time is the operating system's own: setting a file's modification time back does
not set it back. Two cases are hashed again however alike they look: a time so young that another
write could bear the same one, and a change time of a coarse clock, which some file systems take
from the modification time. Nothing but data is kept; deleting the file is always safe.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from audit.byte_store import ByteStore
from audit.cache_folder import find_cache_folder

__all__ = ["INDEX_LIMIT", "BlobIndex", "Stamp", "has_change_time", "stamp_file"]

INDEX_LIMIT = 128 * 1024**2
"""Bytes that the indexes of all folders may take; beyond it those longest not asked for go."""

Stamp = tuple[int, int, int, int, int]
"""Size, modification and change time in nanoseconds, inode and device of a file."""

_Kept = tuple[int, int, int, int, int, str]  # a stamp, then the blob id

_YOUNG_NANOSECONDS: Final = 3_000_000_000  # more than the coarsest clock, the two seconds of FAT
_COARSE_NANOSECONDS: Final = 10_000_000  # exFAT's step; what is a multiple of it may be no clock's


class KeptIndex(msgspec.Struct, frozen=True, kw_only=True):
    """The folder that an index is of, as bytes in hexadecimal digits, and each file's stamp and
    blob id by path."""

    folder: str
    files: dict[str, _Kept]


_DECODER = msgspec.msgpack.Decoder(KeptIndex)


def has_change_time() -> bool:
    """Whether the system tells when a file was last changed; Windows tells its creation."""
    return os.name == "posix"


def stamp_file(status: os.stat_result) -> Stamp:
    """What tells a file from one that was touched since."""
    return (
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_ino,
        status.st_dev,
    )


class BlobIndex:
    """The kept ids of one folder's files under one set of exclusions.

    Make it before the first file is looked at: what was touched later than a moment before that
    is not kept. Never raises for what happens on disk, as `audit.byte_store` says.
    """

    def __init__(self, folder: str, exclude: tuple[str, ...], place: Path | None = None) -> None:
        """`folder` is absolute and free of links; the index is kept in `place` (default: the
        user's cache folder)."""
        self.path = (place or find_cache_folder() / "trees") / "trees.sqlite"
        self._folder = os.fsencode(folder).hex()
        self._key = _key(self._folder, exclude)
        self._youngest = time.time_ns() - _YOUNG_NANOSECONDS
        self._kept: dict[str, _Kept] = {}
        self._missed = False

    def load(self) -> None:
        """Read what is kept; an entry that does not read back is dropped with a warning."""
        store = self._open()
        try:
            content = store.get_many((self._key,)).get(self._key)
            self._kept = {} if content is None else self._decode(content, store)
        finally:
            store.close()

    def find(self, path: str, stamp: Stamp) -> str:
        """The blob id of the file at `path`; "" when it is not known for this very stamp."""
        kept = self._kept.get(path)
        if kept is not None and kept[:5] == stamp:
            return kept[5]
        self._missed = True
        return ""

    def save(self, found: Mapping[str, tuple[Stamp, str]]) -> None:
        """Keep the blob ids of all files of the folder, each with the stamp that it had before it
        was read, but for those that must be hashed again; nothing is written when all is known.
        Ends the index: what was loaded is let go."""
        before, self._kept = self._kept, {}
        if not self._missed and len(found) == len(before):
            return
        kept = {path: (*stamp, blob) for path, (stamp, blob) in found.items() if self._lasts(stamp)}
        if kept != before:
            self._write(kept)

    def forget(self) -> None:
        """Forget the folder: an id that stood here turned out to be wrong."""
        self._write({})

    def _write(self, files: dict[str, _Kept]) -> None:
        index = KeptIndex(folder=self._folder, files=files)
        store = self._open()
        store.put_many([(self._key, msgspec.msgpack.encode(index))])
        store.close()

    def _lasts(self, stamp: Stamp) -> bool:
        _, modified, changed, _, _ = stamp
        return max(modified, changed) < self._youngest and changed % _COARSE_NANOSECONDS != 0

    def _decode(self, content: bytes, store: ByteStore) -> dict[str, _Kept]:
        try:
            index = _DECODER.decode(content)
        except msgspec.DecodeError:
            index = None
        if index is None or index.folder != self._folder:
            store.drop_corrupt([self._key])
            return {}
        return index.files

    def _open(self) -> ByteStore:
        return ByteStore(self.path, name="file index", limit=INDEX_LIMIT)


def _key(folder: str, exclude: tuple[str, ...]) -> str:
    parts = msgspec.json.encode((folder, sorted(exclude)))
    return hashlib.sha256(parts).hexdigest()
