"""What a command prints: tables for a terminal, whole texts for everything else."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from audit.model.visible import escape_invisible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from audit.views.table import Table

__all__ = [
    "list_passed",
    "notice",
    "open_console",
    "print_dim",
    "print_table",
    "print_text",
    "shown",
]

PIECE = 32_768
PIPED_WIDTH = 120


def print_text(text: str) -> None:
    """Write a whole text to standard output, ended by a newline.

    In pieces: with PYTHONUNBUFFERED one big write to a pipe whose reader goes away ends early and
    says nothing; the next piece does.
    """
    whole = text if text.endswith("\n") else f"{text}\n"
    for start in range(0, len(whole), PIECE):
        sys.stdout.write(whole[start : start + PIECE])


def notice(text: str) -> None:
    """Say something beside the answer, on standard error."""

    print(escape_invisible(text), file=sys.stderr)


def open_console() -> Console:
    """A console on standard output, as wide as the terminal; 120 columns when there is none."""
    from rich.console import Console  # noqa: PLC0415 - not needed for help

    measured = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal()
    return Console(
        file=sys.stdout,
        width=None if measured else PIPED_WIDTH,
        highlight=False,
        markup=False,
        emoji=False,
    )


def shown(text: str, style: str = "") -> Text:
    """Text from anywhere as a piece of a terminal's line: no markup, no hidden characters."""
    from rich.text import Text  # noqa: PLC0415

    return Text(escape_invisible(text), style=style, overflow="fold")


def print_table(console: Console, table: Table, *, note: bool = True) -> None:
    """Print a table with its title above and its note below."""
    from audit.cli.terminal_table import build_terminal_table  # noqa: PLC0415

    console.print(shown(table.title, "bold"))
    if table.rows:
        console.print(build_terminal_table(table.columns, table.rows, console.width))
    if note and table.note:
        console.print(shown(table.note, "dim"))
    console.print()


def print_dim(console: Console, text: str) -> None:
    """Print what stands below an answer, line by line."""
    for line in text.split("\n"):
        console.print(shown(line, "dim"))


def list_passed(path: str, chain: Sequence[str]) -> list[str]:
    """What a path leads through: its chain without itself, its own packages and the end."""
    return [each for each in chain[:-1] if each != path and not f"{path}.".startswith(f"{each}.")]
