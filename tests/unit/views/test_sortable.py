"""Tables to sort and filter: harmless, offline, plain without scripts."""

from __future__ import annotations

import re

from audit.views.column import Column, Dtype
from audit.views.sortable import SCRIPT, build_sortable_table
from audit.views.table import Table, build_table
from tests.worlds.snapshots import HOSTILE_NAMES


def make_table(rows: int = 3) -> Table:
    """Numbered rows."""
    columns = (Column(key="name", title="Name"), Column(key="n", title="N", dtype=Dtype.INTEGER))
    return build_table(title="Rows", columns=columns, rows=((f"row {n}", n) for n in range(rows)))


def test_without_scripts_it_is_the_plain_table() -> None:
    """The whole plain table stands in the HTML; Markdown and text are the plain table's."""
    table = make_table()
    shown = build_sortable_table(table)
    assert table.render_html() in shown.render_html()
    assert shown.render_markdown() == table.render_markdown()
    assert repr(shown) == repr(table)


def test_names_never_reach_the_script() -> None:
    """The script is the same text for every table and loads nothing from anywhere."""
    columns = (Column(key="name", title=HOSTILE_NAMES[0]),)
    rows = [(name,) for name in HOSTILE_NAMES]
    html = build_sortable_table(
        build_table(title=HOSTILE_NAMES[1], columns=columns, rows=rows)
    ).render_html()
    assert re.findall(r"<script>(.*?)</script>", html, re.DOTALL) == [SCRIPT]
    assert html.count("<script") == 1
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|https?:", SCRIPT)


def test_long_tables_are_cut_and_counted() -> None:
    """Beyond the limit rows are left out, and the note says how many there are."""
    html = build_sortable_table(make_table(50), limit=10).render_html()
    assert html.count("<tr>") == 1 + 10
    assert "The first 10 of 50 rows." in html
