"""Names in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["tell_first"]


def tell_first(names: Sequence[str], most: int = 3) -> str:
    """The first names, `most` of them, and how many more there are."""
    shown = ", ".join(names[:most])
    more = len(names) - most
    return f"{shown} and {more} more" if more > 0 else shown
