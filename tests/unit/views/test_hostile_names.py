"""Hostile names through every table, picture and format."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from audit.model.findings import Location
from audit.model.identity import IdentitySplit, SplitCause
from audit.model.modules import Zone
from audit.views.bars import draw_fragmented_bars
from audit.views.comparison import (
    build_change_table,
    build_delta_table,
    build_file_table,
    build_path_change_table,
    build_renamed_table,
    build_state_table,
)
from audit.views.cycles import build_cycle_table
from audit.views.families import (
    build_difference_table,
    build_family_table,
    build_matrix_table,
    build_member_table,
)
from audit.views.findings import build_finding_table, build_kind_table
from audit.views.headline import (
    build_component_table,
    build_coverage_table,
    build_headline_table,
)
from audit.views.hidden import build_hidden_table
from audit.views.identity import build_split_table
from audit.views.imports import build_broken_table, build_bucket_table
from audit.views.ledger import build_fragmented_table, build_ledger_table, build_symbol_table
from audit.views.pictures import draw_package_graph
from audit.views.table import Table
from tests.worlds.snapshots import HOSTILE_NAMES, hostile_snapshot, small_comparison

KNOWN_TAGS = {
    "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "code", "br", "p",
    "figure", "figcaption", "details", "summary", "svg", "defs", "marker", "path", "g",
    "title", "rect", "text", "mask", "style",
}  # fmt: skip
KNOWN_ATTRIBUTES = {
    "role", "aria-label", "class",
    "tabindex", "style", "scope", "title", "colspan", "xmlns", "viewbox",
    "width", "height", "font-family", "font-size", "font-weight", "id", "refx", "refy",
    "markerwidth", "markerheight", "markerunits", "orient", "d", "fill", "fill-opacity", "stroke",
    "stroke-width", "stroke-opacity", "stroke-dasharray", "marker-end", "mask", "x", "y", "rx",
    "text-anchor",
}  # fmt: skip


def _list_splits() -> Iterator[IdentitySplit]:
    """A file with several module names for each hostile name."""
    for name in HOSTILE_NAMES:
        spot = Location(file=name, line=1, text=name)
        yield IdentitySplit(
            fingerprint="0" * 16,
            cause=SplitCause.SEARCH_PATH,
            file=name,
            names=(name, f"src.{name}"),
            zone=Zone.PRODUCTION,
            certain=True,
            evidence=(spot,),
            imports=(spot,),
            risks=(spot,),
        )


def list_tables() -> Iterator[Table]:
    """Every table of the hostile snapshot and of a comparison."""
    snapshot = hostile_snapshot()
    for build in (
        build_headline_table,
        build_coverage_table,
        build_component_table,
        build_fragmented_table,
        build_bucket_table,
        build_broken_table,
        build_cycle_table,
        build_family_table,
    ):
        yield build(snapshot)
    yield build_ledger_table(snapshot.ledger)
    for entry in snapshot.ledger:
        yield build_symbol_table(entry)
    for family in snapshot.families:
        yield from (
            build_member_table(family),
            build_matrix_table(family),
            build_difference_table(family),
        )
    yield from (build_finding_table(snapshot.findings), build_kind_table(snapshot.findings))
    yield build_hidden_table(snapshot.findings)
    yield build_split_table(_list_splits())
    comparison = replace(small_comparison(), renamed=snapshot.findings)
    yield build_renamed_table(comparison)
    for compare in (
        build_delta_table,
        build_state_table,
        build_change_table,
        build_path_change_table,
        build_file_table,
    ):
        yield compare(comparison)


TABLES = list(list_tables())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def check_page(page: str) -> None:
    """Fail when the page holds an element, an attribute or a character that is not ours."""
    reader = _Reader()
    reader.feed(page)
    assert reader.tags <= KNOWN_TAGS
    assert reader.attributes <= KNOWN_ATTRIBUTES
    assert_visible(page)


def assert_visible(text: str) -> None:
    """Fail when a character draws nothing, line ends aside."""
    hidden = {each for each in text if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    assert hidden <= {"\n"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.title[:20].encode().hex())
def test_a_table_survives_hostile_names(table: Table) -> None:
    """Each format holds all rows and nothing but our own markup, whatever the names are."""
    check_page(table.render_html())
    assert_visible(table.render_text())
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(table.render_markdown())
    assert sum(token.type == "tr_open" for token in tokens) == len(table.rows) + bool(table.rows)
    allowed = {"text", "text_special", "code_inline", "strong_open", "strong_close"}
    children = {child.type for token in tokens for child in token.children or ()}
    assert children <= allowed
    assert_visible(table.render_markdown())
    assert len(list(csv.reader(io.StringIO(table.render_csv())))) == len(table.rows) + 1
    assert len(json.loads(table.render_json())) == len(table.rows)
    assert table.render_json().isascii()


def test_pictures_survive_hostile_names() -> None:
    """Pictures of a hostile codebase hold nothing but our own markup."""
    snapshot = hostile_snapshot()
    check_page(draw_package_graph(snapshot, zone=None).render_html())
    check_page(draw_package_graph(snapshot, zone=Zone.TEST).render_html())
    check_page(draw_fragmented_bars(snapshot).render_html())
