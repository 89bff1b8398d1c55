"""A static picture: SVG with its text alternative and the table that says the same."""

from __future__ import annotations

from dataclasses import dataclass

from audit.views.escape import escape_html, escape_markdown, show_invisible
from audit.views.table import Table

__all__ = ["Picture"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Picture:
    """`svg` is one self-contained element without scripts or outside links, drawn in the colour
    of the text around it, so that it works on light and dark; `description` says in words what
    it shows; `table` holds the same figures."""

    title: str
    description: str
    svg: str
    table: Table

    def render_html(self) -> str:
        """A figure with the drawing, which scrolls where it is narrow, and its caption; the table
        folded below it."""
        return (
            '<figure style="margin:0.5em 0">\n'
            f'<div role="region" aria-label="{escape_html(self.title)}" tabindex="0" '
            f'style="overflow-x:auto">\n{self.svg}\n</div>\n'
            f"<figcaption>{escape_html(self.description)}</figcaption>\n</figure>\n"
            "<details><summary>The same as a table</summary>\n"
            f"{self.table.render_html()}</details>\n"
        )

    def render_markdown(self) -> str:
        """The title, the description and the table: Markdown without raw HTML has no SVG."""
        return f"{escape_markdown(self.description)}\n\n{self.table.render_markdown()}"

    def __repr__(self) -> str:
        return f"{show_invisible(self.description)}\n\n{self.table!r}"

    def _repr_html_(self) -> str:
        return self.render_html()

    def _repr_markdown_(self) -> str:
        return self.render_markdown()
