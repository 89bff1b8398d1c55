"""The end of a process that answered one question: its memory goes back at once, as a whole."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Callable

__all__ = ["run_and_leave"]


def run_and_leave(command: Callable[[], object]) -> None:
    """Run a command that makes one audit at most, and leave the process with its exit code.

    The collector rests until the end, and the interpreter does not take millions of records apart
    that nobody asks for any more. For a process of its own only: what a library calls, or a test
    in its own process, must not end this way. Threads are waited for, what is registered with
    `atexit` runs and output is flushed; a traceback or output that cannot be written takes the
    usual way out.
    """
    end = _End()
    atexit.register(end.leave)  # registered first, it is called last
    gc.disable()
    try:
        command()
    except SystemExit as leaving:
        end.code = leaving.code
        raise


class _End:
    """The exit code, once the command has one."""

    def __init__(self) -> None:
        self.code: object = None

    def leave(self) -> None:
        if not isinstance(self.code, int):
            return
        try:
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
        except (OSError, ValueError):
            return
        os._exit(self.code)
