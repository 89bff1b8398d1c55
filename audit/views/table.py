"""A small displayable table: one value, the same figures in every format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audit.views.column import Cell, Column, Dtype
from audit.views.escape import guard_formula
from audit.views.markup import render_html_table, render_markdown_table
from audit.views.plain import render_plain_table

if TYPE_CHECKING:
    import pandas

__all__ = ["Table", "build_table"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Table:
    """A title, columns, and rows of plain values in the columns' order.

    `note` says what the table covers, or how many rows were left out; it is printed below. All
    that is text may come from audited code: every renderer escapes it.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a row that does not fit, or two columns of one key: mistakes of the kit."""
        if len({column.key for column in self.columns}) != len(self.columns):
            raise ValueError(f"table {self.title!r}: two columns have the same key")
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(
                    f"table {self.title!r}: a row of {len(row)} for {len(self.columns)} columns"
                )

    def head(self, limit: int | None) -> Table:
        """The first `limit` rows, with a note that says how many there are; None keeps all."""
        if limit is None or len(self.rows) <= limit:
            return self
        told = f"The first {limit} of {len(self.rows):,} rows."
        return replace(self, rows=self.rows[:limit], note=f"{told} {self.note}".strip())

    def select(self, *keys: str) -> Table:
        """The same rows with the columns `keys` only, in that order; KeyError when one is none."""
        values = [self.column(key) for key in keys]
        chosen = [each for key in keys for each in self.columns if each.key == key]
        rows = tuple(zip(*values, strict=True)) if keys else ()
        return replace(self, columns=tuple(chosen), rows=rows)

    def column(self, key: str) -> tuple[Cell, ...]:
        """The values of the column `key`, top to bottom; KeyError when there is none."""
        for position, column in enumerate(self.columns):
            if column.key == key:
                return tuple(row[position] for row in self.rows)
        raise KeyError(key)

    def render_text(self) -> str:
        """Aligned plain text: title, heading, a rule, rows, note; ends with a newline."""
        return render_plain_table(self.title, self.columns, self.rows, self.note)

    def render_markdown(self) -> str:
        """A pipe table without raw HTML, the title in bold above, the note below."""
        return render_markdown_table(self.title, self.columns, self.rows, self.note)

    def render_html(self) -> str:
        """One `<table>` with caption and scoped headings, scrollable when it is too wide."""
        return render_html_table(self.title, self.columns, self.rows, self.note)

    def render_csv(self) -> str:
        """Comma-separated, the column keys as heading, lines ended by a newline.

        Lists are joined by `; `, None is empty, numbers are exact; texts that a spreadsheet would
        compute are guarded by an apostrophe.
        """
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow([guard_formula(column.key) for column in self.columns])
        for row in self.rows:
            writer.writerow([_write_csv(value) for value in row])
        return buffer.getvalue()

    def render_json(self) -> str:
        """A list with one object per row, keyed by column key; ASCII only, two spaces deep.

        Values keep their type: text, number, true/false, null, or a list of texts. A share is the
        number 0–1. `describe` gives the meaning of each key.
        """
        text = json.dumps(self.to_records(), indent=2, ensure_ascii=True, allow_nan=False)
        return text.replace("\x7f", "\\u007f") + "\n"

    def to_records(self) -> list[dict[str, object]]:
        """One dictionary per row, keyed by column key; lists as lists."""
        keys = [column.key for column in self.columns]
        return [
            {
                key: list(value) if isinstance(value, tuple) else value
                for key, value in zip(keys, row, strict=True)
            }
            for row in self.rows
        ]

    def describe(self) -> Table:
        """The columns themselves as a table: key, title, type, meaning."""
        return build_table(
            title=f"Columns of: {self.title}",
            columns=DESCRIPTION_COLUMNS,
            rows=((each.key, each.title, each.dtype.value, each.meaning) for each in self.columns),
        )

    def to_frame(self) -> pandas.DataFrame:
        """A pandas DataFrame with the column keys; integers may be missing (`Int64`)."""
        import pandas  # noqa: PLC0415 - heavy, and only wanted here

        frame = pandas.DataFrame(self.to_records(), columns=[each.key for each in self.columns])
        kinds = {
            each.key: FRAME_DTYPES[each.dtype]
            for each in self.columns
            if each.dtype in FRAME_DTYPES
        }
        return frame.astype(kinds)

    def __repr__(self) -> str:
        return self.render_text().rstrip("\n")

    def _repr_markdown_(self) -> str:
        return self.render_markdown()

    def _repr_html_(self) -> str:
        return self.render_html()


FRAME_DTYPES = {
    Dtype.INTEGER: "Int64",
    Dtype.NUMBER: "Float64",
    Dtype.SHARE: "Float64",
    Dtype.FLAG: "boolean",
}

DESCRIPTION_COLUMNS = (
    Column(key="key", title="Key", dtype=Dtype.CODE, meaning="Name of the column in JSON and CSV."),
    Column(key="title", title="Title", meaning="Name of the column on a page."),
    Column(key="type", title="Type", meaning="What the values are."),
    Column(key="meaning", title="Meaning", meaning="What a value says."),
)


def build_table(
    *,
    title: str,
    columns: Iterable[Column],
    rows: Iterable[tuple[Cell, ...]],
    note: str = "",
) -> Table:
    """A table from any iterables; ValueError when a row does not fit the columns."""
    return Table(title=title, columns=tuple(columns), rows=tuple(rows), note=note)


def _write_csv(value: Cell) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return guard_formula("; ".join(value))
    return guard_formula(value) if isinstance(value, str) else value
