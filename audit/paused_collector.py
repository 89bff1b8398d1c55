"""A pause for Python's cyclic garbage collector while many records are made."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

__all__ = ["paused_collector"]


@contextlib.contextmanager
def paused_collector() -> Iterator[None]:
    """Keep the cyclic garbage collector out of a block: records hold no circles, and walking
    through them again and again takes longer than making them. Blocks may nest."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
