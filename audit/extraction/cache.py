"""Facts kept by content: one file per extractor version. CACHE.md says why."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from audit.byte_store import ByteStore, make_room
from audit.cache_folder import find_cache_folder
from audit.extraction.closing import Closing
from audit.model import facts as records
from audit.model.facts import FileFacts
from audit.paused_collector import paused_collector

__all__ = [
    "FACTS_LIMIT",
    "FactCache",
    "decode_facts",
    "encode_facts",
    "facts_key",
]

FACTS_LIMIT = 4 * 1024**3
"""Bytes that cached facts may take, all extractor versions together; the oldest go first."""

_DECODER = msgspec.msgpack.Decoder(FileFacts)
_ENCODER = msgspec.msgpack.Encoder()
_FILE_LAYOUT = "entries with day"


def encode_facts(facts: FileFacts) -> bytes:
    """Return the facts as MessagePack: data only, no code runs when they are read."""
    return _ENCODER.encode(facts)


def decode_facts(content: bytes) -> FileFacts:
    """Return what `encode_facts` was given; raises msgspec.DecodeError for anything else."""
    return _DECODER.decode(content)


class FactCache(Closing):
    """Facts by git blob id, for one version of the extractor.

    Never raises for what happens on disk; `audit.byte_store` says what happens instead. An entry
    that is not what its key says is dropped with a warning and made again. Use it from the thread
    that made it.
    """

    def __init__(
        self, version: str, folder: Path | None = None, *, limit: int = FACTS_LIMIT
    ) -> None:
        """Open the cache of extractor `version` in `folder` (default: the user's cache folder);
        `limit` bounds its file in bytes."""
        name = f"facts-{facts_key(version)[:20]}.sqlite"
        self.path = (folder or find_cache_folder() / "facts") / name
        if not self.path.exists():  # a new version begins: old ones must not pile up
            make_room(self.path.parent, limit // 2)
        self.store = ByteStore(self.path, name="fact cache", limit=limit)

    def close(self) -> None:
        """Close the file; later reads find nothing, later writes keep nothing."""
        self.store.close()

    def get(self, blob: str) -> FileFacts | None:
        """Return the facts of one blob, None when they are not cached."""
        return self.get_many((blob,)).get(blob)

    def get_many(self, blobs: Iterable[str]) -> dict[str, FileFacts]:
        """Return the cached facts among `blobs`, by blob id, in the order asked for."""
        found: dict[str, FileFacts] = {}
        corrupt = []
        with paused_collector():
            for blob, content in self.store.get_many(blobs).items():
                facts = _decode(blob, content)
                if facts is None:
                    corrupt.append(blob)
                else:
                    found[blob] = facts
        if corrupt:
            self.store.drop_corrupt(corrupt)
        return found

    def get_encoded(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """Return what `encode_facts` gave for the cached facts among `blobs`."""
        return self.store.get_many(blobs)

    def put(self, facts: FileFacts) -> None:
        """Keep the facts of one file."""
        self.put_many((facts,))

    def put_many(self, facts: Iterable[FileFacts]) -> None:
        """Keep the facts of several files in one transaction: all of them or none."""
        self.put_encoded((each.blob, encode_facts(each)) for each in facts)

    def put_encoded(self, entries: Iterable[tuple[str, bytes]]) -> None:
        """Keep (blob id, result of `encode_facts`) pairs in one transaction."""
        self.store.put_many(entries)


def facts_key(version: str) -> str:
    """Hexadecimal digits that are equal where extractor `version` gives equal encoded facts."""
    text = f"{version}\0{_FILE_LAYOUT}\0{_record_layout()}"
    return hashlib.sha256(text.encode()).hexdigest()


def _decode(blob: str, content: bytes) -> FileFacts | None:
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
