"""Blob ids of files that nobody has touched since they were hashed, as git's index knows them.

An id is believed when the file's stamp (`audit.file_stamps`) is what it was before it was read;
what is not settled is hashed again, however alike it looks. Nothing but data is kept; deleting the
file is always safe.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from audit.byte_store import ByteStore
from audit.cache_folder import find_cache_folder
from audit.file_stamps import Stamp, find_youngest, is_settled

__all__ = ["INDEX_LIMIT", "BlobIndex"]

INDEX_LIMIT = 128 * 1024**2
"""Bytes that the indexes of all folders may take; beyond it those longest not asked for go."""

_Kept = tuple[int, int, int, int, int, str]  # a stamp, then the blob id


class KeptIndex(msgspec.Struct, frozen=True, kw_only=True):
    """The folder that an index is of, as bytes in hexadecimal digits, and each file's stamp and
    blob id by path."""

    folder: str
    files: dict[str, _Kept]


_DECODER = msgspec.msgpack.Decoder(KeptIndex)


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
        self._youngest = find_youngest()
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
        kept = {
            path: (*stamp, blob)
            for path, (stamp, blob) in found.items()
            if is_settled(stamp, self._youngest)
        }
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
