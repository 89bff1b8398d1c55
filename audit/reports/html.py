"""The summary as one self-contained page: no request, no script, for screen, phone and paper."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from audit.model.summary import ExecutiveSummary
from audit.reports import charts, prose, sections
from audit.reports.sections import EMPTY_LINES, HEADINGS, Section
from audit.reports.visible import visible_text

__all__ = ["render_fragment", "render_html", "render_title_fragment"]

_TEMPLATES = Path(__file__).parent / "templates"


def render_html(summary: ExecutiveSummary) -> str:
    """The whole page. Its content-security policy allows its own style, by digest, and nothing
    else: no script, no outside request."""
    style = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    page = _environment().get_template("page.html")
    return page.render(summary=summary, style=Markup(style), style_digest=digest)  # noqa: S704


def render_fragment(summary: ExecutiveSummary, section: Section) -> str:
    """One section without its heading, for a notebook; styled by the notebook's own theme."""
    style = Markup((_TEMPLATES / "fragment.css").read_text(encoding="utf-8"))  # noqa: S704
    page = _environment().get_template("fragment.html")
    return page.render(summary=summary, section=section, style=style)


def render_title_fragment(summary: ExecutiveSummary) -> str:
    """The title block, for a notebook."""
    return _environment().get_template("title_fragment.html").render(summary=summary)


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["name"] = _name
    environment.finalize = _finalize
    for room in (prose, sections, charts):
        environment.globals.update({each: getattr(room, each) for each in room.__all__})
    environment.globals.update(Section=Section, HEADINGS=HEADINGS, EMPTY_LINES=EMPTY_LINES)
    return environment


def _finalize(value: object) -> object:
    """Texts that did not come through `build_summary` are made visible here as well."""
    return visible_text(value) if type(value) is str else value


def _name(words: str) -> Markup:
    """A name as code that may break after its dots and slashes."""
    shown = escape(visible_text(words))
    broken = shown.replace(".", Markup(".<wbr>")).replace("/", Markup("/<wbr>"))
    return Markup("<code>{}</code>").format(broken)
