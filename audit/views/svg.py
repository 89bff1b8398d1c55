"""What all our SVG shares: size, face, colours, arrow heads."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from audit.views.escape import escape_html

__all__ = ["ADDED", "ALARM", "MARGIN", "name_part", "wrap_svg"]

ALARM = "#d1495b"  # at least 4:1 against white and against near-black
ADDED = "#2a8a4a"  # likewise
MARGIN = 24
NARROWEST = 620
FONT = 'font-family="system-ui, sans-serif" font-size="12"'


def name_part(part: str, description: str) -> str:
    """The id of a shared part; `description` keeps it apart from other pictures on the page."""
    number = zlib.crc32(description.encode("utf-8", "backslashreplace"))
    return f"{part}-{number:08x}"


def wrap_svg(width: float, height: float, description: str, parts: Sequence[str]) -> str:
    """One SVG image of the given size that shrinks with its page as long as its names can be
    read, and itself reads as `description`.

    `parts` are finished elements, back to front; everything in them is escaped already.
    """
    heads = "".join(
        f'<marker id="{name_part(part, description)}" viewBox="0 0 8 8" refX="7" '
        'refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0,0 L8,4 L0,8 z" fill="{colour}"/></marker>'
        for part, colour in (("arrow", "currentColor"), ("alarm", ALARM), ("added", ADDED))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width:.0f} '
        f'{height:.0f}" width="{width:.0f}" style="{_fit(width)}" {FONT} '
        f'aria-label="{escape_html(description)}">\n<defs>{heads}</defs>\n'
        + "\n".join(parts)
        + "\n</svg>"
    )


def _fit(width: float) -> str:
    return f"max-width:100%;min-width:{min(width, NARROWEST):.0f}px;height:auto"
