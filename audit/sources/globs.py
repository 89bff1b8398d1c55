"""Globs over POSIX paths, with `**`; Python 3.11 has no `glob.translate`."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

__all__ = ["matches_any", "matches_glob", "translate_glob"]


def translate_glob(pattern: str) -> str:
    """Return the regular expression, to be matched in full, for one glob.

    `*` and `?` stay within one path part, `[…]` and `[!…]` are sets of characters, a part `**`
    stands for any number of parts, none included. The pattern is anchored at the source's top
    folder, and a pattern that matches a folder matches all that is in it: `docs` and `docs/`
    match `docs/guide/conf.py`. A leading `./` or `/` has no meaning. An unclosed `[` is itself.
    """
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    expression = ""
    separator = ""
    for position, part in enumerate(parts):
        if part == "**":
            if position == len(parts) - 1:
                expression += f"{separator}[^/]+"
            else:
                expression += f"{separator}(?:[^/]+/)*"
                separator = ""
                continue
        else:
            expression += separator + _translate_part(part)
        separator = "/"
    return f"(?s:{expression}(?:/.*)?)" if parts else r"(?!)"


def _translate_part(part: str) -> str:
    expression = ""
    position = 0
    while position < len(part):
        character = part[position]
        position += 1
        if character == "*":
            expression += "[^/]*"
        elif character == "?":
            expression += "[^/]"
        elif character == "[":
            first = position + (part[position : position + 1] == "!")
            closing = part.find("]", first + 1)
            if closing < 0:
                expression += r"\["
                continue
            expression += _translate_set(part[position:closing])
            position = closing + 1
        else:
            expression += re.escape(character)
    return expression


def _translate_set(members: str) -> str:
    negated = members.startswith("!")
    escaped = re.sub(r"([\\\[\]^&~|])", r"\\\1", members[negated:])
    text = f"[{'^/' if negated else ''}{escaped}]"
    try:
        re.compile(text)
    except re.error:  # a range that runs backwards holds nothing
        return r"(?!)" if not negated else "[^/]"
    return text


@functools.lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(translate_glob(pattern))


def matches_glob(path: str, pattern: str) -> bool:
    """Say whether `path` (relative, POSIX), or a folder that holds it, matches the glob."""
    return _compiled(pattern).fullmatch(path) is not None


def matches_any(path: str, patterns: Iterable[str]) -> bool:
    """Say whether at least one of the globs matches."""
    return any(matches_glob(path, pattern) for pattern in patterns)
