"""Horizontal bars as static pictures."""

from __future__ import annotations

from audit.model.snapshot import Snapshot
from audit.views.column import Column, Dtype, format_cell
from audit.views.escape import escape_html, show_invisible
from audit.views.ledger import find_most_fragmented
from audit.views.picture import Picture
from audit.views.svg import MARGIN, wrap_svg
from audit.views.table import Table, build_table

__all__ = ["draw_bars", "draw_fragmented_bars"]

BAR_HEIGHT, LABEL_WIDTH, BAR_WIDTH, VALUE_WIDTH = 24, 300, 420, 90
LONGEST_NAME = 44


def draw_bars(table: Table, *, name: str, value: str, description: str) -> Picture:
    """Horizontal bars of one numeric column of a table, labelled by another one.

    `name` and `value` are column keys; `description` the text alternative. Values that are
    missing or below zero draw no bar; the value stands beside every bar.
    """
    dtype = next(column.dtype for column in table.columns if column.key == value)
    amounts = [each if isinstance(each, int | float) else 0 for each in table.column(value)]
    largest = max([*amounts, 0]) or 1
    parts = []
    rows = zip(table.column(name), table.column(value), amounts, strict=True)
    for position, (label, shown, amount) in enumerate(rows):
        middle = MARGIN + position * BAR_HEIGHT
        length = max(amount, 0) / largest * BAR_WIDTH
        parts.append(_draw_bar(str(label), format_cell(shown, dtype)[0], middle, length))
    width = LABEL_WIDTH + BAR_WIDTH + VALUE_WIDTH
    height = len(amounts) * BAR_HEIGHT + 2 * MARGIN - BAR_HEIGHT / 2
    svg = wrap_svg(width, height, description, parts)
    return Picture(title=table.title, description=description, svg=svg, table=table)


def _draw_bar(label: str, shown: str, middle: float, length: float) -> str:
    text = show_invisible(label)
    short = text if len(text) <= LONGEST_NAME else f"…{text[1 - LONGEST_NAME :]}"
    return (
        f"<g><title>{escape_html(label)}: {escape_html(shown)}</title>"
        f'<text x="{LABEL_WIDTH - 8}" y="{middle + 4:.0f}" text-anchor="end" '
        f'fill="currentColor">{escape_html(short)}</text>'
        f'<rect x="{LABEL_WIDTH}" y="{middle - 8:.0f}" width="{length:.1f}" height="16" rx="2" '
        'fill="currentColor" fill-opacity="0.55"/>'
        f'<text x="{LABEL_WIDTH + length + 6:.0f}" y="{middle + 4:.0f}" '
        f'fill="currentColor">{escape_html(shown)}</text></g>'
    )


BAR_COLUMNS = (
    Column(key="symbol", title="Symbol", dtype=Dtype.CODE, meaning="Path of the definition."),
    Column(
        key="paths_production",
        title="Paths (production)",
        dtype=Dtype.INTEGER,
        meaning="Distinct import paths in use by production code.",
    ),
)


def draw_fragmented_bars(snapshot: Snapshot, *, limit: int = 15) -> Picture:
    """The most fragmented symbols as bars of their production paths, worst first."""
    entries = find_most_fragmented(snapshot)
    table = build_table(
        title="Import paths in use by production code",
        columns=BAR_COLUMNS,
        rows=((each.definition.path, each.paths_production) for each in entries),
    ).head(limit)
    description = (
        f"Import paths in production use, for {len(table.rows):,} of the {len(entries):,} "
        f"fragmented symbols in {snapshot.provenance.label}, the most fragmented first."
    )
    return draw_bars(table, name="symbol", value="paths_production", description=description)
