"""Names and texts made safe for Markdown, and the tables and lists they stand in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.model.figures import Excerpt
from audit.model.visible import visible_text
from audit.reports.prose import describe_more

__all__ = ["code", "code_list", "guard_start", "heading", "paragraph", "table", "text"]

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~$&@#]|(?<=[A-Za-z]):(?=//)|(?<=[Ww]{3})\.|:(?=\w+:)")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")
_BACKTICKS = re.compile(r"`+")


def text(words: str) -> str:
    """Plain text inside a line or cell: no markup, link, mention, formula or emoji code in it
    takes effect."""
    return _SPECIAL.sub(r"\\\g<0>", visible_text(words))


def paragraph(words: str) -> str:
    """Plain text that starts a line, where it must not become a list, heading or rule."""
    return guard_start(text(words))


def guard_start(markdown: str) -> str:
    """Finished Markdown that starts a line: a mark that would make it a list or rule is escaped."""
    return _LINE_START.sub(_guard, markdown)


def _guard(match: re.Match[str]) -> str:
    space, mark = match.groups()
    return f"{space}\\{mark}" if not mark[0].isdigit() else f"{space}{mark}\\"


def code(name: str) -> str:
    """A name as a code span whose fence is longer than any run of backticks in it; as plain text
    if it holds a pipe, which a code span in a table cell cannot carry on every code host."""
    shown = visible_text(name)
    if not shown.strip() or "|" in shown:
        return text(shown)
    longest = max((len(run) for run in _BACKTICKS.findall(shown)), default=0)
    fence = "`" * (longest + 1)
    space = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{space}{shown}{space}{fence}"


def code_list(names: Excerpt[str]) -> str:
    """Names in one line, and how many of how many are shown where the list was cut."""
    more = describe_more(names)
    listed = ", ".join(code(name) for name in names.items)
    return f"{listed} ({more})" if more else listed


def heading(words: str, level: int) -> str:
    """A heading line."""
    return f"{'#' * level} {text(words)}"


def table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]], numbers: str = "") -> str:
    """A table of cells that are Markdown already. `numbers`: one character a column, `r` for
    right-aligned; what it leaves out is left-aligned."""
    marks = ["---:" if align == "r" else "---" for align in numbers.ljust(len(header), "l")]
    lines = [header, tuple(marks), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
