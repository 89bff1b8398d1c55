"""Where a process of the kit begins: an answer that is kept, or the command line."""

from __future__ import annotations

import io
import sys

from audit.cli.kept_answer import describe_asking, give_again

__all__ = ["run"]

KEPT = "snapshot"
"""The command whose answers are kept; what the others read is kept by it."""


def run() -> None:
    """Run the command line and leave with its exit code; the script `audit` calls this."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.closed:
            stream.reconfigure(errors="backslashreplace")
    asking = describe_asking(sys.argv[1:]) if sys.argv[1:2] == [KEPT] else b""
    if asking and give_again(asking):
        return
    from audit.cli.application import run_commands  # noqa: PLC0415 - not for a kept answer

    run_commands(asking)
