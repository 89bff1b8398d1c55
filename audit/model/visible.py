"""Hostile characters made visible, before any format sees them."""

from __future__ import annotations

import dataclasses
import enum
import re
import unicodedata
from typing import TypeVar

__all__ = [
    "INVISIBLE_CATEGORIES",
    "LONGEST_TEXT",
    "LONGEST_WORD",
    "escape_invisible",
    "visible_record",
    "visible_text",
]

LONGEST_WORD = 240
LONGEST_TEXT = 4000

Value = TypeVar("Value")

INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control, format (bidirectional marks, zero-width), lone surrogates, private use, unassigned,
line and paragraph separators."""

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_HEAD = 150
_TAIL = 50


def escape_invisible(text: str) -> str:
    """`text` on one line and without marks of direction: each character that draws nothing, or
    moves what others draw, is written as `\\n`, `\\x1b`, `\\u202e` or `\\U000e0041`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def visible_text(text: str) -> str:
    """`text` with invisible characters escaped, and not longer than anyone reads.

    A word longer than `LONGEST_WORD`, or a text longer than `LONGEST_TEXT`, keeps its head and
    tail with the number of characters left out. Applying it twice changes nothing more.
    """
    text = _LONG_WORD.sub(lambda match: _shorten(match[0]), escape_invisible(text))
    return _shorten(text) if len(text) > LONGEST_TEXT else text


def visible_record(value: Value) -> Value:
    """A copy of a record (dataclasses, tuples, texts, numbers) with every text visible."""
    shown: object = value
    if isinstance(value, enum.Enum):
        pass
    elif isinstance(value, str):
        shown = visible_text(value)
    elif isinstance(value, tuple):
        shown = tuple(visible_record(item) for item in value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        shown = type(value)(
            **{
                field.name: visible_record(getattr(value, field.name))
                for field in dataclasses.fields(value)
            }
        )
    return shown  # type: ignore[return-value]  # same type, part by part


def _shorten(text: str) -> str:
    hidden = len(text) - _HEAD - _TAIL
    return f"{text[:_HEAD]} … {hidden:,} characters … {text[-_TAIL:]}"


def _visible(character: str) -> str:
    if unicodedata.category(character) not in INVISIBLE_CATEGORIES:
        return character
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
