"""Cells and marks as HTML: names that may break, verdicts with their sign, evidence in a frame."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from audit.model.visible import visible_text
from audit.reports.blocks import (
    BlockCell,
    EvidenceMark,
    JudgementMark,
    Links,
    Name,
    Names,
    StatusMark,
)
from audit.reports.prose import describe_more

__all__ = ["render_cell", "render_cells", "render_sign"]

_SIGNS = {
    "met": '<path d="M6 10.4l2.8 2.8L14.2 7.4"/>',
    "partly met": '<path d="M10 1.4a8.6 8.6 0 0 1 0 17.2z" fill="currentColor"/>',
    "missed": '<path d="M7 7l6 6M13 7l-6 6"/>',
    "regressed": '<path d="M10 5.6v8.4M6.6 10.8L10 14.2l3.4-3.4"/>',
}
_WHOLE = re.compile(r"\d[\d,.]* %|\(\d[\d,]* of \d[\d,]*\)|\b\d{4}-\d\d-\d\d\b")
_JOINT = re.compile(r"(?<=[^\W_])_(?=[^\W_])")
_NO_SIGN = '<path d="M7 10h6"/>'


def render_sign(word: str, colour: str = "currentColor") -> Markup:
    """The sign of a status, beside which its word always stands."""
    inner = _SIGNS.get(word, _NO_SIGN).replace("currentColor", colour)
    dashes = "" if word in _SIGNS else ' stroke-dasharray="2.6 3"'
    return Markup(  # noqa: S704  # constants of this module and a colour of the style
        '<svg class="sign" viewBox="0 0 20 20" width="1em" height="1em" aria-hidden="true" '
        f'focusable="false"><g fill="none" stroke="{escape(colour)}" stroke-width="1.8" '
        f'stroke-linecap="round" stroke-linejoin="round"><circle cx="10" cy="10" r="8.6"{dashes}/>'
        f"{inner}</g></svg>"
    )


def render_cell(cell: BlockCell) -> Markup:  # one return for each kind
    """One cell of a table or piece of a sentence; every text in it is escaped and visible."""
    if isinstance(cell, str):
        return _keep_whole(escape(visible_text(cell)))
    if isinstance(cell, Name):
        return _name(cell.text)
    if isinstance(cell, Names):
        return _names(cell)
    if isinstance(cell, Links):
        made = (Markup('<a href="{}">{}</a>').format(each.target, each.text) for each in cell.items)
        return Markup(", ").join(made)
    if isinstance(cell, StatusMark):
        mark = Markup('<span class="mini-status">{} <strong>{}</strong></span>')
        return mark.format(render_sign(cell.word), visible_text(cell.word))
    kind = "evidence" if isinstance(cell, EvidenceMark) else "judgement"
    if isinstance(cell, JudgementMark | EvidenceMark):
        style = f"{kind} {cell.word.replace(' ', '-')}"
        return Markup('<span class="{}">{}</span>').format(style, visible_text(cell.word))
    raise TypeError(type(cell).__name__)


def _keep_whole(words: Markup) -> Markup:
    """Text in which no line ends inside a percentage, a pair of counts or a date."""
    whole = r'<span class="whole">\g<0></span>'
    return Markup(_WHOLE.sub(whole, str(words)))  # noqa: S704  # of escaped words


def render_cells(cells: tuple[BlockCell, ...]) -> Markup:
    """Cells as one line of text, with a space between them."""
    return Markup(" ").join(part for part in map(render_cell, cells) if part)


def _name(words: str) -> Markup:
    """A name as code that may break after its dots, slashes and underscores."""
    shown = escape(visible_text(words))
    broken = shown.replace(".", Markup(".<wbr>")).replace("/", Markup("/<wbr>"))
    broken = Markup(_JOINT.sub("_<wbr>", str(broken)))  # noqa: S704  # of escaped words
    return Markup("<code>{}</code>").format(broken)


def _names(names: Names) -> Markup:
    if not names.found.items:
        return escape(visible_text(names.empty))
    listed = Markup(", ").join(_name(each) for each in names.found.items)
    more = describe_more(names.found)
    return listed + Markup(" <small>({})</small>").format(more) if more else listed
