"""Memory that Python has freed, handed back to the system."""

from __future__ import annotations

import sys

__all__ = ["return_freed_memory"]

_MANY_MODULES = 5_000


def return_freed_memory(modules: int) -> None:
    """Let the C library give back what lies free between blocks in use; the GNU one keeps it until
    it is told (`malloc_trim`). Elsewhere nothing happens, nor in a codebase of few modules, where
    there is little to give."""
    if modules < _MANY_MODULES or sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 - not for most audits

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
