"""What a command prints: tables for a terminal, whole texts for everything else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as TerminalTable
    from rich.text import Text

    from audit.views.column import Cell, Column
    from audit.views.table import Table

__all__ = [
    "build_terminal_table",
    "notice",
    "open_console",
    "print_dim",
    "print_table",
    "print_text",
    "shown",
]

PIPED_WIDTH = 120


def print_text(text: str) -> None:
    """Write a whole text to standard output, ended by a newline."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def notice(text: str) -> None:
    """Say something beside the answer, on standard error."""
    from audit.views.escape import show_invisible  # noqa: PLC0415 - not needed for help

    print(show_invisible(text), file=sys.stderr)


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

    from audit.views.escape import show_invisible  # noqa: PLC0415

    return Text(show_invisible(text), style=style, overflow="fold")


def print_table(console: Console, table: Table, *, note: bool = True) -> None:
    """Print a table with its title above and its note below."""
    console.print(shown(table.title, "bold"))
    if table.rows:
        console.print(build_terminal_table(table.columns, table.rows))
    if note and table.note:
        console.print(shown(table.note, "dim"))
    console.print()


def print_dim(console: Console, text: str) -> None:
    """Print what stands below an answer, line by line."""
    for line in text.split("\n"):
        console.print(shown(line, "dim"))


def build_terminal_table(
    columns: Iterable[Column], rows: Iterable[tuple[Cell, ...]]
) -> TerminalTable:
    """A table for a terminal: numbers to the right and never wrapped, dotted names broken at
    their dots, the elements of a list one a line."""
    from rich import box  # noqa: PLC0415
    from rich.console import Group  # noqa: PLC0415
    from rich.table import Table as TerminalTable  # noqa: PLC0415

    from audit.cli.dotted import DottedName  # noqa: PLC0415
    from audit.views.column import format_cell  # noqa: PLC0415

    drawn = TerminalTable(
        box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0)
    )
    known = list(columns)
    for column in known:
        drawn.add_column(
            shown(column.title),
            justify="right" if column.dtype.numeric else "left",
            no_wrap=column.dtype.numeric,
            overflow="fold",
        )
    for row in rows:
        cells = []
        for value, column in zip(row, known, strict=True):
            parts = format_cell(value, column.dtype)
            style = DottedName if column.dtype.names and value else shown
            pieces = [style(part) for part in parts]
            cells.append(pieces[0] if len(pieces) == 1 else Group(*pieces))
        drawn.add_row(*cells)
    return drawn
