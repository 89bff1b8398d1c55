"""A table for a terminal: every column as wide as it needs, as far as the terminal goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Group
from rich.table import Table as TerminalTable
from rich.text import Text

from audit.cli.dotted import DottedName
from audit.model.visible import escape_invisible
from audit.views.column import Cell, Column, format_cell

__all__ = ["NARROWEST", "build_terminal_table", "share_width"]

GAP = 2  # one of them is the divider of the box
NARROWEST = 8


def build_terminal_table(
    columns: Iterable[Column], rows: Iterable[tuple[Cell, ...]], width: int
) -> TerminalTable:
    """Numbers to the right and never wrapped; dotted names broken at their dots; the elements
    of a list one a line; `width` is that of the terminal."""
    known = list(columns)
    grid = [
        [_build_pieces(value, column) for value, column in zip(row, known, strict=True)]
        for row in rows
    ]
    needs = [
        _measure(column, [row[position] for row in grid]) for position, column in enumerate(known)
    ]
    widths = share_width(needs, width - GAP * (len(known) - 1))
    drawn = TerminalTable(
        box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, GAP - 1, 0, 0)
    )
    for column, each in zip(known, widths, strict=True):
        drawn.add_column(
            Text(escape_invisible(column.title), overflow="fold"),
            justify="right" if column.dtype.numeric else "left",
            width=each,
            overflow="fold",
        )
    for row in grid:
        drawn.add_row(*(pieces[0] if len(pieces) == 1 else Group(*pieces) for pieces in row))
    return drawn


def _build_pieces(value: Cell, column: Column) -> list[Text | DottedName]:
    parts = format_cell(value, column.dtype)
    if column.dtype.names and value:
        return [DottedName(part) for part in parts]
    return [Text(escape_invisible(part), overflow="fold") for part in parts]


def _measure(column: Column, cells: Sequence[Sequence[Text | DottedName]]) -> tuple[int, int]:
    """The least and the best width of a column."""
    title = escape_invisible(column.title)
    least, best = max(map(cell_len, title.split()), default=1), cell_len(title)
    for pieces in cells:
        for piece in pieces:
            if isinstance(piece, DottedName):
                low, high = piece.narrowest, piece.widest
            else:
                high = cell_len(piece.plain)
                words = map(cell_len, piece.plain.split())
                low = high if column.dtype.numeric else max(words, default=0)
            least, best = max(least, low), max(best, high)
    return least, best


def share_width(needs: Sequence[tuple[int, int]], width: int) -> list[int]:
    """Column widths that add up to `width` at most, where that can be.

    In: (least, best) of each column. All get their best when there is room; else the least, and
    the rest goes to the columns in the proportion of what they lack. When not even the least
    fits, the widest columns give way first, down to a few characters.
    """
    if sum(best for _, best in needs) <= width:
        return [best for _, best in needs]
    widths = [least for least, _ in needs]
    room = width - sum(widths)
    if room >= 0:
        lack = [best - least for least, best in needs]
        return [each + room * want // sum(lack) for each, want in zip(widths, lack, strict=True)]
    while room < 0 and max(widths) > NARROWEST:
        widest = widths.index(max(widths))
        widths[widest] -= 1
        room += 1
    return widths
