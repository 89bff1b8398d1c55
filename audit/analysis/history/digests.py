"""Digests of facts that tell whether a change of a file can be seen from where it matters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import msgspec

from audit.model.facts import FileFacts

__all__ = [
    "KeptDigests",
    "digest_with_lines",
    "digest_without_lines",
    "imports_digest",
    "interface_digest",
]

_LINES = ("line", "end_line")
_NOT_INTERFACE = frozenset(
    {
        "blob",
        "collaborators",
        "fingerprint",
        "lines",
        "mentions",
        "returns",
        "signature",
        "statements",
        "states",
        "strings",
        "uses",
    }
)


def digest_with_lines(records: Any) -> bytes:
    """Equal for equal records."""
    return _digest(records)


def digest_without_lines(records: Any) -> bytes:
    """Equal for records that differ in line numbers alone."""
    plain = msgspec.to_builtins(records)
    _without_lines(plain)
    return _digest(plain)


def imports_digest(facts: FileFacts) -> bytes:
    """Equal for two files that load the same modules in the same order."""
    return digest_without_lines(facts.imports)


def interface_digest(facts: FileFacts) -> bytes:
    """Equal for two files whose names mean the same to everybody else.

    Left out: what functions do inside, what is used where, texts of signatures, length. Lines
    count by their order only.
    """
    plain = msgspec.to_builtins(facts)
    plain["logic"] = bool(plain.get("logic"))
    numbered: list[dict[str, Any]] = []
    _strip(plain, numbered)
    lines = {record[key] for record in numbered for key in _LINES if key in record}
    ranks = {line: rank for rank, line in enumerate(sorted(lines))}
    for record in numbered:
        for key in _LINES:
            if key in record:
                record[key] = ranks[record[key]]
    return _digest(plain)


class KeptDigests:
    """Digests of contents by blob id: one is asked for as the new content, and later as the old."""

    def __init__(
        self, load: Callable[[str], FileFacts | None], digest: Callable[[FileFacts], bytes]
    ) -> None:
        self._load = load
        self._digest = digest
        self._known: dict[str, bytes] = {}

    def get(self, blob: str) -> bytes:
        """The digest of a blob's facts, b"" where there are none."""
        if blob not in self._known:
            facts = self._load(blob)
            self._known[blob] = self._digest(facts) if facts is not None else b""
        return self._known[blob]

    def forget(self, blob: str) -> None:
        """Let go of the digest of a blob that no module has any more."""
        self._known.pop(blob, None)


def _digest(plain: Any) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(plain), digest_size=16).digest()


def _strip(record: dict[str, Any], numbered: list[dict[str, Any]]) -> None:
    """Drop what is no interface, all the way down; `numbered` gets the records with lines."""
    for key in _NOT_INTERFACE & record.keys():
        del record[key]
    if "line" in record:
        numbered.append(record)
    for value in record.values():
        if isinstance(value, dict):
            _strip(value, numbered)
        elif isinstance(value, list | tuple):
            for item in value:
                if isinstance(item, dict):
                    _strip(item, numbered)


def _without_lines(value: Any) -> None:
    if isinstance(value, dict):
        for key in _LINES:
            value.pop(key, None)
        for item in value.values():
            _without_lines(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _without_lines(item)
