"""The summary as one self-contained page: no request, no script, for screen, phone and paper."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from audit.model.claims import render_html_block
from audit.model.summary import ExecutiveSummary
from audit.model.visible import visible_text
from audit.reports import blocks, marks, prose, sections
from audit.reports.blocks import BlockCell, BlockPicture, Grid, Name, Names
from audit.reports.content import build_blocks
from audit.reports.payload import build_report_data
from audit.reports.sections import HEADINGS, Section

__all__ = [
    "load_style",
    "open_templates",
    "render_fragment",
    "render_html",
    "render_title_fragment",
]

_LONG_CELL = 40
_TEMPLATES = Path(__file__).parent / "templates"


def render_html(summary: ExecutiveSummary) -> str:
    """The whole page. Its content-security policy allows its own style, by digest, and nothing
    else: no script, no outside request. The figures stand in it as data that no browser runs."""
    style = load_style("page.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    page = open_templates().get_template("page.html")
    values = {"summary": summary, "style": style, "style_digest": digest}
    words = page.render(**values, block=Markup(""))
    block = render_html_block(build_report_data(summary, words))
    return page.render(**values, block=Markup(block))  # noqa: S704  # escaped by its maker


def render_fragment(summary: ExecutiveSummary, section: Section) -> str:
    """One section without its heading, for a notebook; styled by the notebook's own theme."""
    page = open_templates().get_template("fragment.html")
    return page.render(blocks=build_blocks(summary, section), style=load_style("fragment.css"))


def render_title_fragment(summary: ExecutiveSummary) -> str:
    """The title block, for a notebook."""
    return open_templates().get_template("title_fragment.html").render(summary=summary)


def load_style(name: str) -> Markup:
    """A style sheet of this folder, as it stands."""
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704  # our own file


@functools.cache
def open_templates() -> Environment:
    """The templates with everything that they may call; every text is escaped and visible."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.finalize = _finalize
    for room in (prose, sections, marks, blocks):
        environment.globals.update({each: getattr(room, each) for each in room.__all__})
    environment.globals.update(
        Section=Section,
        HEADINGS=HEADINGS,
        SECTIONS_BELOW=tuple(each for each in Section if each is not Section.EXECUTIVE_SUMMARY),
        align=_align,
        build_blocks=build_blocks,
        kind_of=lambda block: type(block).__name__,
        safe_svg=_safe_svg,
        shape=_shape,
    )
    return environment


def _finalize(value: object) -> object:
    """Texts that did not come through `build_summary` are made visible here as well."""
    return visible_text(value) if type(value) is str else value


def _align(grid: Grid, column: int) -> Markup:
    right = column < len(grid.numbers) and grid.numbers[column] == "r"
    return Markup(' class="n"') if right else Markup("")


def _shape(cell: BlockCell) -> Markup:
    """Names and long texts need a column that is wide enough to read."""
    if isinstance(cell, Name | Names):
        return Markup(' class="wide"')
    long = isinstance(cell, str) and len(cell) > _LONG_CELL
    return Markup(' class="prose"') if long else Markup("")


def _safe_svg(picture: BlockPicture) -> Markup:
    return Markup(picture.svg)  # noqa: S704  # drawn by our charts, which escape their texts
