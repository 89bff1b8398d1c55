"""Figures of components by revision, kept between runs. Deleting the file is always safe."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from audit.byte_store import ByteStore
from audit.cache_folder import find_cache_folder
from audit.model.history import HistoryRevision
from audit.model.rules import Component, Rules
from audit.model.snapshot import ComponentFigures
from audit.snapshots.memory import code_digest, memory_key

__all__ = ["FIGURES_LIMIT", "FigureMemory"]

FIGURES_LIMIT = 512 * 1024**2
"""Bytes that kept figures may take; beyond it those longest not asked for go."""

_SAVED_EVERY = 200
_DECODER = msgspec.msgpack.Decoder(ComponentFigures)


class FigureMemory:
    """Figures of one component under some rules, by commit id; `prefix` is the folder looked at.

    Never raises for what happens on disk, as `audit.byte_store` says.
    """

    def __init__(self, rules: Rules, component: Component, prefix: str) -> None:
        path = find_cache_folder() / "history" / "history.sqlite"
        self._store = ByteStore(path, name="history cache", limit=FIGURES_LIMIT)
        self._base = memory_key(rules, component, prefix, code_digest())[:32]
        self._fresh: list[tuple[str, bytes]] = []

    def load(self, revisions: Sequence[HistoryRevision]) -> dict[str, ComponentFigures]:
        """The figures that are known, by commit id."""
        found = self._store.get_many(self._key(revision) for revision in revisions)
        figures: dict[str, ComponentFigures] = {}
        decoded: dict[bytes, ComponentFigures] = {}  # neighbours mostly have equal figures
        for revision in revisions:
            content = found.get(self._key(revision))
            if content is not None:
                if content not in decoded:
                    decoded[content] = _DECODER.decode(content)
                figures[revision.id] = decoded[content]
        return figures

    def keep(self, revision: HistoryRevision, figures: ComponentFigures) -> None:
        """Remember the figures of a revision; they are written some hundred at a time."""
        self._fresh.append((self._key(revision), msgspec.msgpack.encode(figures)))
        if len(self._fresh) >= _SAVED_EVERY:
            self._save()

    def close(self) -> None:
        """Write what is not written yet and close the file."""
        self._save()
        self._store.close()

    def _save(self) -> None:
        self._store.put_many(self._fresh)
        self._fresh = []

    def _key(self, revision: HistoryRevision) -> str:
        return f"{self._base}{revision.id}"
