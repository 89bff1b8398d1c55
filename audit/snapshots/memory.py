"""Finished audits kept by what went into them, so that an unchanged tree answers at once.

The key is a digest over everything that decides a snapshot: the source's label, kind, revision
and problems, the rules, the proposed components, and the kit's own code. What is kept are the
bytes that `save_snapshot` writes. Deleting the file is always safe.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from audit.byte_store import ByteStore
from audit.cache_folder import find_cache_folder
from audit.errors import SnapshotError
from audit.model.findings import FindingKind
from audit.model.rules import Component
from audit.model.snapshot import Snapshot, SnapshotHead
from audit.paused_collector import paused_collector
from audit.snapshots.codec import decode_head, decode_snapshot

__all__ = [
    "SNAPSHOTS_LIMIT",
    "KeptAudit",
    "SnapshotMemory",
    "code_digest",
    "is_lasting",
    "memory_key",
]

SNAPSHOTS_LIMIT = 512 * 1024**2
"""Bytes that kept snapshots may take; beyond it those longest not asked for go."""

_Read = TypeVar("_Read")
_PACKAGE = Path(__file__).parents[1]


class KeptAudit(msgspec.Struct, frozen=True, kw_only=True):
    """The files of a snapshot (name, bytes) and the components it was judged by."""

    files: dict[str, bytes]
    components: tuple[Component, ...]


_DECODER = msgspec.msgpack.Decoder(KeptAudit)


class SnapshotMemory:
    """Kept audits by key. Never raises for what happens on disk, as `audit.byte_store` says."""

    def __init__(self, folder: Path | None = None, *, limit: int = SNAPSHOTS_LIMIT) -> None:
        """Open the memory in `folder` (default: the user's cache folder)."""
        self.path = (folder or find_cache_folder() / "snapshots") / "snapshots.sqlite"
        self._limit = limit
        self._store = ByteStore(self.path, name="snapshot memory", limit=limit)

    def close(self) -> None:
        """Close the file; later reads find nothing."""
        self._store.close()

    def get(self, key: str) -> tuple[Snapshot, tuple[Component, ...]] | None:
        """The snapshot kept under the key and its components; None when there is none.

        An entry that does not read back whole is dropped with a warning.
        """
        return self._read(key, lambda kept: (decode_snapshot(kept.files), kept.components))

    def get_files(self, key: str) -> tuple[dict[str, bytes], SnapshotHead] | None:
        """The files of the snapshot kept under the key, once they match their digests, and what
        their document says; the tables are not decoded."""
        return self._read(key, lambda kept: (kept.files, decode_head(kept.files)))

    def _read(self, key: str, use: Callable[[KeptAudit], _Read]) -> _Read | None:
        content = self._store.get_many((key,)).get(key)
        if content is None:
            return None
        try:
            with paused_collector():
                return use(_DECODER.decode(content))
        except (msgspec.DecodeError, SnapshotError):
            self._store.drop_corrupt([key])
            return None

    def put(self, key: str, files: Mapping[str, bytes], components: Iterable[Component]) -> None:
        """Keep the files of a snapshot; more than an eighth of the limit is not worth it."""
        kept = KeptAudit(files=dict(files), components=tuple(components))
        content = msgspec.msgpack.encode(kept)
        if len(content) * 8 <= self._limit:
            self._store.put_many([(key, content)])


def is_lasting(snapshot: Snapshot) -> bool:
    """Whether another audit of the same bytes would find the same.

    False when a file could not be read or extraction failed on it: such a file has no lines but a
    problem, and the cause may be gone next time.
    """
    empty = {module.file for module in snapshot.modules if not module.lines}
    return not any(
        finding.kind is FindingKind.PARSE_PROBLEM and finding.subject in empty
        for finding in snapshot.findings
    )


def memory_key(*parts: object) -> str:
    """Sixty-four hexadecimal digits over the parts, each as canonical JSON with its length."""
    digest = hashlib.sha256()
    for part in parts:
        text = msgspec.json.encode(part, order="deterministic")
        digest.update(b"%d:" % len(text))
        digest.update(text)
    return digest.hexdigest()


def code_digest(package: Path = _PACKAGE) -> str:
    """Sixty-four hexadecimal digits over the kit's own Python files, by path and content.

    The version alone is not enough: whoever works on the kit must never be handed the result of
    yesterday's code.
    """
    digest = hashlib.sha256()
    for folder, below, names in os.walk(package):
        below.sort()
        inner = os.path.relpath(folder, package).replace(os.sep, "/")
        for name in sorted(name for name in names if name.endswith(".py")):
            with open(os.path.join(folder, name), "rb", buffering=0) as file:
                content = file.read()
            digest.update(f"{inner}/{name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()
