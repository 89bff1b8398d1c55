"""One table, the same figures in every format."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest
from markdown_it import MarkdownIt

from audit.views.column import Cell, Column, Dtype, format_cell
from audit.views.table import Table, build_table

COLUMNS = (
    Column(key="name", title="Name", dtype=Dtype.CODE, meaning="Dotted name."),
    Column(key="uses", title="Uses", dtype=Dtype.INTEGER, meaning="Use sites."),
    Column(key="share", title="Share", dtype=Dtype.SHARE),
    Column(key="chain", title="Chain", dtype=Dtype.CODES),
    Column(key="ok", title="Kept", dtype=Dtype.FLAG),
)
ROWS: tuple[tuple[Cell, ...], ...] = (
    ("shop.Cart", 1200, 0.125, ("shop", "shop.cart"), True),
    ("x|<b>`y`\n\u202e", None, None, (), False),
)


def make_table() -> Table:
    """A plain row and a hostile one."""
    return build_table(title="Uses", columns=COLUMNS, rows=ROWS, note="2 of 2.")


def test_text_aligns_columns() -> None:
    """Plain text has title, heading, rule, rows and note; numbers stand to the right."""
    lines = make_table().render_text().splitlines()
    assert lines[0] == "Uses"
    assert lines[1].split() == ["Name", "Uses", "Share", "Chain", "Kept"]
    assert set(lines[2]) == {"─", " "}
    assert lines[3].split(None, 1)[0] == "shop.Cart"
    assert lines[3].index("1,200") + 5 == lines[1].index("Uses") + 4 == lines[4].index("–") + 1
    assert lines[5] == "2 of 2."


def test_json_is_a_list_of_objects_by_key() -> None:
    """JSON keeps types and exact text, and is plain ASCII."""
    text = make_table().render_json()
    assert text.isascii()
    assert json.loads(text) == [
        {
            "name": "shop.Cart",
            "uses": 1200,
            "share": 0.125,
            "chain": ["shop", "shop.cart"],
            "ok": True,
        },
        {"name": "x|<b>`y`\n\u202e", "uses": None, "share": None, "chain": [], "ok": False},
    ]


def test_json_has_no_raw_delete_character() -> None:
    """Even the one invisible ASCII character that JSON allows is escaped."""
    table = build_table(title="t", columns=COLUMNS[:1], rows=[("a\x7fb",)])
    assert "\x7f" not in table.render_json()
    assert json.loads(table.render_json()) == [{"name": "a\x7fb"}]


def test_csv_has_keys_and_exact_numbers() -> None:
    """CSV is headed by the column keys, with exact numbers, empty for none, lists by semicolon."""
    rows = list(csv.reader(io.StringIO(make_table().render_csv())))
    assert rows[0] == ["name", "uses", "share", "chain", "ok"]
    assert rows[1] == ["shop.Cart", "1200", "0.125", "shop; shop.cart", "true"]
    assert rows[2] == ["x|<b>`y`\\n\\u202e", "", "", "", "false"]


def test_csv_leaves_negative_numbers_and_guards_text() -> None:
    """A negative number is a number; text that looks like a formula is not computed."""
    columns = (Column(key="a", title="a", dtype=Dtype.NUMBER), Column(key="b", title="b"))
    table = build_table(title="t", columns=columns, rows=[(-1.5, "=HYPERLINK()")])
    assert table.render_csv() == "a,b\n-1.5,'=HYPERLINK()\n"


def test_markdown_is_one_table_without_raw_html() -> None:
    """A Markdown parser reads one table with all rows and cells, and no HTML."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(make_table().render_markdown())
    kinds = [token.type for token in tokens]
    assert kinds.count("table_open") == 1
    assert kinds.count("tr_open") == 3
    assert kinds.count("td_open") == 10
    assert not any("html" in child.type for token in tokens for child in token.children or ())


def test_html_escapes_and_names_its_parts() -> None:
    """HTML has a caption, scoped headings with their meaning, and no markup of a name."""
    page = make_table().render_html()
    assert "<caption" in page
    assert page.count('scope="col"') == len(COLUMNS)
    assert 'title="Use sites."' in page
    assert "<code>x|&lt;b&gt;`y`\\n\\u202e</code>" in page
    assert "<b>" not in page
    assert "12.5 %" in page


def test_an_empty_table_says_so_in_every_format() -> None:
    """A table without rows never looks like a page that failed to load."""
    table = build_table(title="Broken imports", columns=COLUMNS, rows=[], note="0 of 12 imports.")
    for text in (table.render_text(), table.render_markdown(), table.render_html()):
        assert "(no rows)" in text
        assert "0 of 12 imports." in text
    assert table.render_json() == "[]\n"


def test_head_tells_how_many_rows_there_were() -> None:
    """A shortened table still says how many rows were counted."""
    shortened = make_table().head(1)
    assert len(shortened.rows) == 1
    assert shortened.note == "The first 1 of 2 rows. 2 of 2."
    assert make_table().head(None) == make_table() == make_table().head(2)


def test_a_wide_cell_goes_on_below() -> None:
    """Plain text cuts nothing off: a long cell takes several lines."""
    name = "x" * 250
    table = build_table(title="t", columns=COLUMNS[:2], rows=[(name, 7)])
    lines = table.render_text().splitlines()
    assert "".join(line.split()[0] for line in lines[3:]) == name
    assert max(map(len, lines)) <= 110


def test_wide_characters_count_as_two_columns() -> None:
    """East Asian names keep the columns aligned on a terminal."""
    table = build_table(title="t", columns=COLUMNS[:2], rows=[("名前", 7), ("ab", 8)])
    assert table.render_text().splitlines()[3:] == ["名前     7", "ab       8"]


def test_the_frame_has_nullable_columns() -> None:
    """A DataFrame keeps missing integers missing, and lists as lists."""
    frame = make_table().to_frame()
    assert list(frame.columns) == ["name", "uses", "share", "chain", "ok"]
    assert frame["uses"].dtype == "Int64"
    assert bool(frame["uses"].isna()[1])
    assert frame["chain"][0] == ["shop", "shop.cart"]


def test_an_empty_frame_keeps_its_columns() -> None:
    """A table without rows gives a frame without rows, with the same columns and types."""
    frame = build_table(title="t", columns=COLUMNS, rows=[]).to_frame()
    assert list(frame.columns) == ["name", "uses", "share", "chain", "ok"]
    assert len(frame) == 0
    assert frame["uses"].dtype == "Int64"


def test_tables_work_without_pandas() -> None:
    """Only `to_frame` loads pandas."""
    program = (
        "import sys; sys.modules['pandas'] = None; import audit.views.table as t;"
        "print(t.build_table(title='t', columns=(), rows=[]).render_json())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_describe_tells_the_schema() -> None:
    """The description lists key, title, type and meaning of each column."""
    assert make_table().describe().rows[0] == ("name", "Name", "code", "Dotted name.")


def test_a_row_that_does_not_fit_is_refused() -> None:
    """A row with too few values is a mistake of the kit and never shown."""
    with pytest.raises(ValueError, match="a row of 1 for 5 columns"):
        build_table(title="t", columns=COLUMNS, rows=[("a",)])


def test_two_columns_of_one_key_are_refused() -> None:
    """JSON objects would lose one of them."""
    with pytest.raises(ValueError, match="same key"):
        build_table(title="t", columns=(COLUMNS[0], COLUMNS[0]), rows=[])


def test_select_keeps_the_named_columns_in_order() -> None:
    """A table can be narrowed to some columns; an unknown key is an error."""
    narrow = make_table().select("uses", "name")
    assert [column.key for column in narrow.columns] == ["uses", "name"]
    assert narrow.rows[0] == (1200, "shop.Cart")
    assert build_table(title="t", columns=COLUMNS, rows=[]).select("ok").rows == ()
    with pytest.raises(KeyError):
        make_table().select("nothing")


def test_column_gives_the_values_by_key() -> None:
    """A column is found by its key; an unknown key is an error."""
    assert make_table().column("uses") == (1200, None)
    with pytest.raises(KeyError):
        make_table().column("nothing")


@pytest.mark.parametrize(
    ("value", "dtype", "shown"),
    [
        (1234567, Dtype.INTEGER, "1,234,567"),
        (2.0, Dtype.NUMBER, "2"),
        (0.12345, Dtype.NUMBER, "0.123"),
        (-0.5, Dtype.NUMBER, "-0.5"),
        (-0.0003, Dtype.NUMBER, "-0.0003"),
        (0.0, Dtype.NUMBER, "0"),
        (0.98765, Dtype.SHARE, "98.8 %"),
        (1, Dtype.SHARE, "100.0 %"),
        (True, Dtype.FLAG, "yes"),
        (None, Dtype.TEXT, "–"),
    ],
)
def test_values_read_as_people_write_them(value: Cell, dtype: Dtype, shown: str) -> None:
    """Thousands are set apart, shares are per cent, missing values are a dash."""
    assert format_cell(value, dtype) == (shown,)
