"""A user's mistake ends in one sentence on standard error and an exit code, never a traceback."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperGroup

from audit.cli.usage import TakenAsDeclared
from audit.errors import AuditError
from audit.model.visible import escape_invisible

__all__ = ["COULD_NOT_AUDIT", "FailureGroup", "report_failures"]

COULD_NOT_AUDIT = 2
INTERRUPTED = 130
READER_WENT = 141  # what a shell shows for a program that a closed pipe ended


class FailureGroup(TakenAsDeclared, TyperGroup):
    """The commands, each run under `report_failures`."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        with report_failures():
            return super().invoke(ctx)


@contextlib.contextmanager
def report_failures() -> Iterator[None]:
    """Turn what can go wrong into a sentence on standard error and `typer.Exit`.

    `AuditError`: its own words and exit code. An operating system's refusal: 2. Ctrl-C: 130. A
    reader that went away (`audit … | head`): quiet, 141. Anything else is a mistake of the kit
    and passes, so that it can be reported with its traceback.
    """
    try:
        yield
        sys.stdout.flush()
    except AuditError as error:
        _tell(str(error))
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        _tell("interrupted")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        _close_output()
        raise typer.Exit(READER_WENT) from None
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _tell(f"{place}{error.strerror or error}")
        raise typer.Exit(COULD_NOT_AUDIT) from None


def _tell(sentence: str) -> None:

    lines = "\n".join(escape_invisible(line) for line in sentence.split("\n"))
    with contextlib.suppress(OSError):
        print(f"audit: {lines}", file=sys.stderr)


def _close_output() -> None:
    """Let the interpreter's last flush go nowhere, as the library reference recommends."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
