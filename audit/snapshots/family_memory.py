"""What was found out about pairs of classes, kept between audits. Deleting the file is safe."""

from __future__ import annotations

import sys
from pathlib import Path

from audit.byte_store import ByteStore
from audit.cache_folder import find_cache_folder
from audit.snapshots.memory import code_digest, memory_key

__all__ = ["FAMILIES_LIMIT", "FamilyMemory"]

FAMILIES_LIMIT = 256 * 1024**2
"""Bytes that kept pairs may take; beyond it those longest not asked for go."""


class FamilyMemory:
    """One entry for each name of a codebase, Python version and state of the kit's own code.

    Never raises for what happens on disk, as `audit.byte_store` says.
    """

    def __init__(
        self, name: str, folder: Path | None = None, *, limit: int = FAMILIES_LIMIT
    ) -> None:
        """Open the memory in `folder` (default: the user's cache folder)."""
        self.path = (folder or find_cache_folder() / "families") / "families.sqlite"
        self._limit = limit
        self._key = memory_key(name, code_digest(), list(sys.version_info[:2]))
        self._store = ByteStore(self.path, name="family memory", limit=limit)

    def get(self) -> bytes:
        """What was kept last; empty when there is nothing."""
        return self._store.get_many((self._key,)).get(self._key, b"")

    def drop_corrupt(self) -> None:
        """Forget what was kept, with a warning."""
        self._store.drop_corrupt([self._key])

    def put(self, content: bytes) -> None:
        """Keep this in the place of what was kept; more than an eighth of the limit is not worth
        it."""
        if len(content) * 8 <= self._limit:
            self._store.put_many([(self._key, content)])

    def close(self) -> None:
        """Close the file."""
        self._store.close()
