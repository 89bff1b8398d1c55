"""Two pieces of Python source side by side, highlighted, with what differs marked.

An accessible table of our own: line numbers and sides are headings, every mark is a sign and a
word as well as a tint, colours come from the page's theme and fall back to its text colour.
"""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace

from audit.model.families import FamilyMember
from audit.views.escape import escape_html, show_invisible

__all__ = ["DiffRow", "SourceDiff", "build_member_diff", "build_source_diff"]

MOST_LINES = 5_000
TINTS = {
    "same": "",
    "changed": "background:rgba(210,153,34,0.16)",
    "removed": "background:rgba(209,73,91,0.16)",
    "added": "background:rgba(46,160,67,0.16)",
}
SIGNS = {"same": " ", "changed": "~", "removed": "−", "added": "+"}
CELL = "padding:0 0.5em;vertical-align:top;text-align:left"
CODE = f"{CELL};white-space:pre-wrap;overflow-wrap:anywhere;font-family:monospace"
NUMBER = f"{CELL};text-align:right;font-weight:normal;font-variant-numeric:tabular-nums"
LOOKS = {
    "Keyword": "font-weight:bold",
    "Comment": "font-style:italic",
    "Literal.String": "color:var(--jp-mirror-editor-string-color,currentColor)",
    "Name.Function": "color:var(--jp-mirror-editor-def-color,currentColor)",
    "Name.Class": "color:var(--jp-mirror-editor-def-color,currentColor)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffRow:
    """Two lines that belong together. `state`: same, changed, removed (left alone), added (right
    alone); numbers count from the first line given, None where a side has no line."""

    state: str
    left_number: int | None
    left: str
    right_number: int | None
    right: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SourceDiff:
    """Two titled texts and their lines side by side. `note` tells what was left out, if any."""

    left_title: str
    right_title: str
    left_text: str
    right_text: str
    rows: tuple[DiffRow, ...]
    note: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are same, changed, removed and added."""
        return {state: sum(row.state == state for row in self.rows) for state in SIGNS}

    def render_html(self) -> str:
        """A scrollable table of four columns: line and source on the left, and on the right."""
        if not self.rows:
            return f"<p>{escape_html(self._tell())}</p>\n"
        name = escape_html(f"{self.left_title} beside {self.right_title}")
        left = _highlight(self.left_text)
        right = _highlight(self.right_text)
        first = [row.left_number for row in self.rows if row.left_number is not None]
        other = [row.right_number for row in self.rows if row.right_number is not None]
        lines = (dict(zip(first, left, strict=False)), dict(zip(other, right, strict=False)))
        body = "\n".join(_render_row(row, lines[0], lines[1]) for row in self.rows)
        heading = "".join(
            f'<th scope="col" style="{NUMBER};width:3em">Line</th>'
            f'<th scope="col" style="{CELL};overflow-wrap:anywhere">{escape_html(title)}</th>'
            for title in (self.left_title, self.right_title)
        )
        return (
            f'<div role="region" aria-label="{name}" tabindex="0" style="overflow-x:auto">\n'
            '<table style="border-collapse:collapse;table-layout:fixed;width:100%;min-width:52em;'
            'font-size:0.85em">\n'
            f'<caption style="text-align:left;color:inherit">{escape_html(self._tell())}</caption>'
            f"\n<thead><tr>{heading}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>\n"
        )

    def render_text(self) -> str:
        """A unified diff with escapes shown, one line per row of change; ends with a newline."""
        lines = [self._tell(), f"--- {self.left_title}", f"+++ {self.right_title}"]
        for row in self.rows:
            if row.state in {"same", "removed", "changed"}:
                lines.append(f"{' ' if row.state == 'same' else '-'}{row.left}")
            if row.state in {"added", "changed"}:
                lines.append(f"+{row.right}")
        return "\n".join(show_invisible(line) for line in lines) + "\n"

    def render_markdown(self) -> str:
        """The unified diff as a fenced block that no line of it can close."""
        text = self.render_text()
        fence = "`" * 3
        while fence in text:
            fence += "`"
        return f"{fence}diff\n{text}{fence}\n"

    def _tell(self) -> str:
        counts = self.counts
        if not self.rows:
            return self.note or "Both are empty."
        told = ", ".join(f"{counts[state]:,} {state}" for state in counts)
        return f"Lines: {told}. {self.note}".strip()

    def __repr__(self) -> str:
        return self.render_text().rstrip("\n")

    def _repr_html_(self) -> str:
        return self.render_html()

    def _repr_markdown_(self) -> str:
        return self.render_markdown()


def build_source_diff(
    left_title: str,
    left_text: str,
    right_title: str,
    right_text: str,
    *,
    left_line: int = 1,
    right_line: int = 1,
) -> SourceDiff:
    """Two texts line by line, after Python's difflib; common indentation is taken away.

    `left_line` and `right_line` number the first lines. Of each text the first 5,000 lines are
    shown; the note says when there were more.
    """
    left, left_cut = _read_lines(left_text)
    right, right_cut = _read_lines(right_text)
    rows: list[DiffRow] = []
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        for step in range(max(i2 - i1, j2 - j1)):
            has_left, has_right = i1 + step < i2, j1 + step < j2
            state = "changed" if has_left and has_right else "removed" if has_left else "added"
            rows.append(
                DiffRow(
                    state="same" if tag == "equal" else state,
                    left_number=left_line + i1 + step if has_left else None,
                    left=left[i1 + step] if has_left else "",
                    right_number=right_line + j1 + step if has_right else None,
                    right=right[j1 + step] if has_right else "",
                )
            )
    return SourceDiff(
        left_title=left_title,
        right_title=right_title,
        left_text="\n".join(left),
        right_text="\n".join(right),
        rows=tuple(rows),
        note=f"Only the first {MOST_LINES:,} lines are shown." if left_cut or right_cut else "",
    )


def build_member_diff(
    pair: tuple[FamilyMember, FamilyMember], texts: Sequence[str | None]
) -> SourceDiff:
    """Two members of a class family side by side, lines numbered as in their files.

    `texts` are their sources; where one is None the diff is empty and says so.
    """
    (left, right), (left_text, right_text) = pair, texts
    diff = build_source_diff(
        f"{left.path} ({left.file})",
        left_text or "",
        f"{right.path} ({right.file})",
        right_text or "",
        left_line=left.line,
        right_line=right.line,
    )
    if left_text is None or right_text is None:
        return replace(diff, rows=(), note="The source is not here, so there is nothing to show.")
    return diff


def _read_lines(text: str) -> tuple[list[str], bool]:
    # Only real line ends: str.splitlines would also cut at form feeds and Unicode separators.
    plain = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).rstrip("\n")
    lines = textwrap.dedent(plain).split("\n") if plain else []
    shown = [show_invisible(line) for line in lines[:MOST_LINES]]
    return shown, len(lines) > MOST_LINES


def _highlight(text: str) -> list[str]:
    """The lines of the text as escaped HTML; one element per line."""
    from pygments.lexers.python import (  # noqa: PLC0415 - heavy
        PythonLexer,
    )

    lines = [""]
    for token, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text):
        look = _find_look(str(token).removeprefix("Token."))
        for position, piece in enumerate(value.split("\n")):
            if position:
                lines.append("")
            shown = escape_html(piece)
            lines[-1] += f'<span style="{look}">{shown}</span>' if look and piece else shown
    return lines


def _find_look(token: str) -> str:
    while token:
        if token in LOOKS:
            return LOOKS[token]
        token = token.rpartition(".")[0]
    return ""


def _render_row(row: DiffRow, left: dict[int, str], right: dict[int, str]) -> str:
    return (
        "<tr>"
        + _render_side(row, row.left_number, left, "removed")
        + _render_side(row, row.right_number, right, "added")
        + "</tr>"
    )


def _render_side(row: DiffRow, number: int | None, lines: dict[int, str], alone: str) -> str:
    if number is None:
        return f'<td colspan="2" style="{CODE}"></td>'
    state = row.state if row.state in {"same", "changed"} else alone
    sign = SIGNS[state]
    word = "" if state == "same" else f' title="{state}"'
    mark = f'<span aria-label="{state}" role="img">{sign}</span>' if state != "same" else sign
    return (
        f'<th scope="row" style="{NUMBER}">{number}</th>'
        f'<td style="{CODE};{TINTS[state]}"{word}>{mark} {lines.get(number, "")}</td>'
    )
