"""Digests of facts that tell whether a change of a file can be seen from where it matters."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from audit.model.facts import FileFacts

__all__ = ["digest_with_lines", "digest_without_lines", "imports_digest", "interface_digest"]

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
    plain = {
        key: value for key, value in msgspec.to_builtins(facts).items() if key not in _NOT_INTERFACE
    }
    plain["logic"] = bool(plain.get("logic"))
    lines: set[int] = set()
    _strip(plain, lines)
    ranks = {line: rank for rank, line in enumerate(sorted(lines))}
    _rank(plain, ranks)
    return _digest(plain)


def _digest(plain: Any) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(plain), digest_size=16).digest()


def _strip(value: Any, lines: set[int]) -> None:
    if isinstance(value, dict):
        for key in _NOT_INTERFACE & value.keys():
            del value[key]
        lines.update(value[key] for key in _LINES if key in value)
        for item in value.values():
            _strip(item, lines)
    elif isinstance(value, list | tuple):
        for item in value:
            _strip(item, lines)


def _rank(value: Any, ranks: dict[int, int]) -> None:
    if isinstance(value, dict):
        for key in _LINES:
            if key in value:
                value[key] = ranks[value[key]]
        for item in value.values():
            _rank(item, ranks)
    elif isinstance(value, list | tuple):
        for item in value:
            _rank(item, ranks)


def _without_lines(value: Any) -> None:
    if isinstance(value, dict):
        for key in _LINES:
            value.pop(key, None)
        for item in value.values():
            _without_lines(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _without_lines(item)
