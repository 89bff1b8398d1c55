"""Tables as HTML and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from audit.views.column import Cell, Column, format_cell
from audit.views.escape import escape_html, escape_markdown

__all__ = ["render_html_table", "render_markdown_table"]

# One sheet per table instead of a style per cell: a stored output stays readable. Where a page
# takes the sheet out, a plain table is left. Two classes per rule outweigh JupyterLab's own rules.
FRAME = "div.audit-frame table.audit-table"
SHEET = (
    "div.audit-frame{overflow-x:auto}"
    f"{FRAME}{{border-collapse:collapse;margin:.5em 0;width:max-content;max-width:none}}"
    f"{FRAME} caption{{caption-side:top;text-align:left;font-weight:bold;color:inherit;"
    "white-space:nowrap}"
    f"{FRAME} th,{FRAME} td{{padding:.25em .8em;text-align:left;vertical-align:top;"
    "max-width:34em;overflow-wrap:anywhere;border-bottom:1px solid rgba(128,128,128,.35)}"
    f"{FRAME} .number{{text-align:right;font-variant-numeric:tabular-nums}}"
)


def render_html_table(
    title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], note: str = ""
) -> str:
    """One table in a scrollable, keyboard-reachable frame; colours are inherited.

    Caption is the title; column meanings are tooltips of the headings; the list in a cell stands
    one element a line. Everything is escaped.
    """
    name = escape_html(title)
    heading = "".join(
        f'<th scope="col"{_mark(each)}{_tooltip(each)}>{escape_html(each.title)}</th>'
        for each in columns
    )
    body = "\n".join(
        "<tr>" + "".join(map(_render_html_cell, row, columns)) + "</tr>" for row in rows
    )
    if not rows:
        body = f'<tr><td colspan="{len(columns)}">(no rows)</td></tr>'
    below = f"\n<p>{escape_html(note)}</p>" if note else ""
    return (
        f'<div role="region" aria-label="{name}" tabindex="0" class="audit-frame">\n'
        f"<style>{SHEET}</style>\n"
        f'<table class="audit-table">\n<caption>{name}</caption>\n'
        f"<thead><tr>{heading}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>{below}\n</div>\n"
    )


def _mark(column: Column) -> str:
    return ' class="number"' if column.dtype.numeric else ""


def _tooltip(column: Column) -> str:
    return f' title="{escape_html(column.meaning)}"' if column.meaning else ""


def _render_html_cell(value: Cell, column: Column) -> str:
    names = column.dtype.names and value is not None and value != ()
    parts = [escape_html(part) for part in format_cell(value, column.dtype)]
    shown = "<br>".join(f"<code>{part}</code>" if names and part else part for part in parts)
    return f"<td{_mark(column)}>{shown}</td>"


def render_markdown_table(
    title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], note: str = ""
) -> str:
    """A pipe table under its title in bold, without raw HTML; ends with a newline."""
    lines = [f"**{_escape_bold(title)}**", ""]
    if rows:
        lines.append(_join_row([escape_markdown(each.title) for each in columns]))
        lines.append(_join_row(["---:" if each.dtype.numeric else "---" for each in columns]))
        lines.extend(_join_row(list(map(_render_markdown_cell, row, columns))) for row in rows)
    else:
        lines.append("(no rows)")
    if note:
        lines += ["", escape_markdown(note)]
    return "\n".join(lines) + "\n"


def _escape_bold(title: str) -> str:
    return escape_markdown(title) or "Table"


def _join_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _render_markdown_cell(value: Cell, column: Column) -> str:
    names = column.dtype.names and value is not None and value != ()
    parts = format_cell(value, column.dtype)
    return ", ".join(escape_markdown(part, code=names) for part in parts)
