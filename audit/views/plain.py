"""Tables as aligned plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from audit.views.column import Cell, Column, format_cell
from audit.views.escape import show_invisible

__all__ = ["render_plain_table"]

WIDEST_CELL = 100


def render_plain_table(
    title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], note: str = ""
) -> str:
    """Title, headings, a rule, the rows, the note; columns two spaces apart.

    A cell wider than 100 characters goes on below, so nothing is cut off; a table without rows
    says so. Ends with a newline.
    """
    parts = [show_invisible(title)]
    if rows:
        grid = [[_wrap(show_invisible(each.title)) for each in columns]]
        grid += [
            [_layout(value, each) for value, each in zip(row, columns, strict=True)] for row in rows
        ]
        widths = [
            max(_measure(line) for cells in grid for line in cells[position])
            for position in range(len(columns))
        ]
        lines = [line for cells in grid for line in _stack(cells, widths, columns)]
        heading = max(len(cell) for cell in grid[0])
        rule = "  ".join("─" * width for width in widths)
        parts += [*lines[:heading], rule, *lines[heading:]]
    else:
        parts.append("(no rows)")
    if note:
        parts.append(show_invisible(note))
    return "\n".join(parts) + "\n"


def _layout(value: Cell, column: Column) -> list[str]:
    return _wrap(show_invisible(", ".join(format_cell(value, column.dtype))))


def _wrap(text: str) -> list[str]:
    if len(text) <= WIDEST_CELL:
        return [text]
    lines: list[str] = []
    while len(text) > WIDEST_CELL:
        space = text.rfind(" ", WIDEST_CELL // 2, WIDEST_CELL + 1)
        cut = space if space > 0 else WIDEST_CELL
        lines.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*lines, text] if text else lines


def _stack(
    cells: Sequence[Sequence[str]], widths: Sequence[int], columns: Sequence[Column]
) -> list[str]:
    height = max(len(cell) for cell in cells)
    lines = []
    for level in range(height):
        pieces = []
        for cell, width, column in zip(cells, widths, columns, strict=True):
            text = cell[level] if level < len(cell) else ""
            filler = " " * (width - _measure(text))
            pieces.append(filler + text if column.dtype.numeric else text + filler)
        lines.append("  ".join(pieces).rstrip())
    return lines


def _measure(text: str) -> int:
    """Columns that a terminal gives the text: wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in text
    )
