"""Hints: the known names nearest to what was typed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["nearest_names"]


def nearest_names(typed: str, known: Iterable[str], *, most: int = 3) -> str:
    """`did you mean a, b?`, else `known: …` for a few names, else "" when nothing is known."""
    names = sorted(set(known))
    close = difflib.get_close_matches(typed, names, n=most)
    if close:
        return f"did you mean {', '.join(close)}?"
    shown = ", ".join(names[:10])
    return f"known: {shown}{' …' if len(names) > 10 else ''}" if names else ""
