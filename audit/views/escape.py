"""Names from audited code made harmless for a page: shown as they are, executed never."""

from __future__ import annotations

import html
import re

from audit.model.visible import escape_invisible

__all__ = ["escape_html", "escape_markdown", "guard_formula", "show_invisible"]

FORMULA_STARTS = tuple("=+-@＝＋－＠")
MARKDOWN_SPECIAL = frozenset("\\`*_[]<>&|~$")
LINK_CHARACTERS = frozenset("@#:./+-")
LINKING = re.compile(r"[@#]\w|://|www\.|:\w+:|^[-+=#>]|^\d+[.)]|mailto:|xmpp:")


def show_invisible(text: str) -> str:
    """Replace each character that draws nothing, or moves what others draw, by an escape.

    In: any text. Out: the same with control, format (right-to-left marks among them), surrogate
    and line separator characters written as `\\n`, `\\x1b`, `\\u202e` or `\\U000e0041`, so that it
    stands on one line and in one direction mark-free. Nothing is cut.
    """
    return escape_invisible(text)


def escape_html(text: str) -> str:
    """The text for HTML or SVG, as content or as an attribute in quotes; no markup survives."""
    return html.escape(show_invisible(text), quote=True)


def escape_markdown(text: str, *, code: bool = False) -> str:
    """The text for a Markdown table cell; no markup, link, mention or cell border survives.

    `code` asks for a code span, for dotted names and the like; so does text that a code host
    would turn into a link or a mention. Where a code span cannot hold the text (backtick,
    backslash, pipe), every special character becomes an entity.
    """
    shown = show_invisible(text).strip()
    if not shown:
        return ""
    linking = LINKING.search(shown) is not None
    if (code or linking) and not {"`", "\\", "|"}.intersection(shown):
        return f"`{shown}`"
    special = MARKDOWN_SPECIAL | LINK_CHARACTERS if linking else MARKDOWN_SPECIAL
    return "".join(f"&#{ord(each)};" if each in special else each for each in shown)


def guard_formula(text: str) -> str:
    """The text for a CSV cell: one that a spreadsheet would compute gets an apostrophe in front."""
    shown = show_invisible(text)
    return f"'{shown}" if shown.lstrip().startswith(FORMULA_STARTS) else shown
