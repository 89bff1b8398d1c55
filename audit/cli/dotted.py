"""A dotted name or a path in a narrow column: broken after dots and slashes, not
anywhere and not inside a version."""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.text import Text

from audit.model.visible import escape_invisible

__all__ = ["DottedName"]

INDENT = 2
NARROW = 16
BREAKS = re.compile(r"(?<=[/, ])|(?<=\.)(?!py\b|\d)")


class DottedName:
    """A rich renderable; the text may come from audited code."""

    def __init__(self, name: str) -> None:
        self._text = escape_invisible(name)
        self._parts = [part for part in BREAKS.split(self._text) if part] or [""]

    @property
    def narrowest(self) -> int:
        """The width below which a part would have to be folded."""
        longest = max(cell_len(part.rstrip()) for part in self._parts) + len(self._indent)
        return min(longest, self.widest)

    @property
    def widest(self) -> int:
        """The width of the name on one line."""
        return cell_len(self._text)

    @property
    def _indent(self) -> str:
        """What later lines start with: the name's own blanks and a little more."""
        return " " * (len(self._text) - len(self._text.lstrip()) + INDENT)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """The longest part at least, the whole name at best."""
        return Measurement(self.narrowest, self.widest).with_maximum(options.max_width)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The name on as few lines as fit, the later ones indented; a part wider than the column
        is folded."""
        width = max(options.max_width, 1)
        indent = self._indent if width >= NARROW else ""
        line, lines = "", []
        for part in self._parts:
            if line.strip() and cell_len(line + part.rstrip()) > width:
                lines.append(line)
                line = indent
            line += part
        for each in [*lines, line]:
            for piece in Text(each.rstrip(), overflow="fold").wrap(console, width):
                yield Segment(piece.plain)
                yield Segment.line()
