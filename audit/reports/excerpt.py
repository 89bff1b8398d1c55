"""Long lists cut for reading, after they have been counted."""

from __future__ import annotations

from typing import TypeVar

from audit.model.figures import Excerpt

__all__ = ["build_excerpt"]

Item = TypeVar("Item")


def build_excerpt(items: tuple[Item, ...], limit: int) -> Excerpt[Item]:
    """The first `limit` items, with the count of all."""
    return Excerpt(items=items[:limit], total=len(items))
