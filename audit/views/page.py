"""A page of several displays under one title: a symbol's, a family's, a plan's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from audit.views.escape import escape_html, escape_markdown, show_invisible

__all__ = ["Display", "Page", "PageSection"]


class Display(Protocol):
    """What can stand on a page: a table, a picture, a diff."""

    def render_html(self) -> str:
        """As HTML."""

    def render_markdown(self) -> str:
        """As Markdown without raw HTML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSection:
    """A heading, a sentence on how to read what follows (or ""), and the displays."""

    heading: str
    reading: str
    displays: tuple[Display, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Page:
    """A title, a sentence that says the result, and sections in order."""

    title: str
    result: str
    sections: tuple[PageSection, ...]

    def render_html(self) -> str:
        """A section element with headings of the third and fourth level, to stand in a cell."""
        name = escape_html(self.title)
        parts = [
            f'<section aria-label="{name}">',
            f'<h3 style="overflow-wrap:anywhere">{name}</h3>',
        ]
        parts.append(f"<p>{escape_html(self.result)}</p>")
        for section in self.sections:
            parts.append(f"<h4>{escape_html(section.heading)}</h4>")
            if section.reading:
                parts.append(f"<p>{escape_html(section.reading)}</p>")
            parts += [each.render_html() for each in section.displays]
        return "\n".join([*parts, "</section>"]) + "\n"

    def render_markdown(self) -> str:
        """The same as Markdown without raw HTML."""
        parts = [f"### {escape_markdown(self.title)}", escape_markdown(self.result)]
        for section in self.sections:
            parts.append(f"#### {escape_markdown(section.heading)}")
            if section.reading:
                parts.append(escape_markdown(section.reading))
            parts += [each.render_markdown().rstrip("\n") for each in section.displays]
        return "\n\n".join(parts) + "\n"

    def __repr__(self) -> str:
        parts = [show_invisible(self.title), show_invisible(self.result)]
        for section in self.sections:
            parts.append(show_invisible(section.heading).upper())
            if section.reading:
                parts.append(show_invisible(section.reading))
            parts += [repr(each) for each in section.displays]
        return "\n\n".join(parts)

    def _repr_html_(self) -> str:
        return self.render_html()

    def _repr_markdown_(self) -> str:
        return self.render_markdown()
