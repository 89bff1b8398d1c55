"""A dotted name or a path in a narrow column: broken after dots and slashes, not anywhere."""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.text import Text

from audit.views.escape import show_invisible

__all__ = ["DottedName"]

INDENT = 2
NARROW = 16
PARTS = re.compile(r"[^./, ]*[./, ]+|[^./, ]+")


class DottedName:
    """A rich renderable; the text may come from audited code."""

    def __init__(self, name: str) -> None:
        self._text = show_invisible(name)
        self._parts = PARTS.findall(self._text) or [""]

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """The longest part at least, the whole name at best."""
        longest = INDENT + max(cell_len(part) for part in self._parts)
        whole = cell_len(self._text)
        return Measurement(min(longest, whole), whole).with_maximum(options.max_width)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The name on as few lines as fit, the later ones indented; a part wider than the column
        is folded."""
        indent = " " * (len(self._text) - len(self._text.lstrip()) + INDENT)
        if options.max_width < NARROW:
            indent = ""
        line, lines = "", []
        for part in self._parts:
            if line.strip() and cell_len(line + part.rstrip()) > options.max_width:
                lines.append(line)
                line = indent
            line += part
        for each in [*lines, line]:
            text = Text(each, overflow="fold")
            for piece in text.wrap(console, max(options.max_width, 1)):
                yield Segment(piece.plain.rstrip())
                yield Segment.line()
