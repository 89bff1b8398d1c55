"""A column of a table, and how its values read."""

from __future__ import annotations

import enum
from dataclasses import dataclass

__all__ = ["Cell", "Column", "Dtype", "format_cell", "tell_count"]

Cell = str | int | float | bool | tuple[str, ...] | None
"""A plain value: text, a number, a flag, a list of texts, or None where there is nothing."""

NOTHING = "–"


class Dtype(enum.StrEnum):
    """What the values of a column are.

    `code` is a dotted name, a path or a line of source; `list` and `codes` are several texts;
    `share` is 0–1 and reads as per cent.
    """

    TEXT = "text"
    CODE = "code"
    LIST = "list"
    CODES = "codes"
    INTEGER = "integer"
    NUMBER = "number"
    SHARE = "share"
    FLAG = "flag"

    @property
    def names(self) -> bool:
        """Whether values are set in a fixed-width face."""
        return self in {Dtype.CODE, Dtype.CODES}

    @property
    def numeric(self) -> bool:
        """Whether values stand to the right."""
        return self in {Dtype.INTEGER, Dtype.NUMBER, Dtype.SHARE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`key` names the column in JSON and CSV, `title` on a page; `meaning` is one sentence."""

    key: str
    title: str
    dtype: Dtype = Dtype.TEXT
    meaning: str = ""


def tell_count(number: int, one: str, many: str) -> str:
    """The number with its noun: `1 cycle`, `1,200 cycles`."""
    return f"{number:,} {one if number == 1 else many}"


def format_cell(value: Cell, dtype: Dtype) -> tuple[str, ...]:
    """A value as people read it: one text, or one per element of a list; unescaped.

    None and the empty list read as an en dash; a share of 0.125 as `12.5 %`; numbers with at most
    three decimals, without trailing zeros; smaller ones with their first digit.
    """
    if value is None or value == ():
        return (NOTHING,)
    if isinstance(value, tuple):
        return value
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    if isinstance(value, str):
        return (value,)
    if dtype is Dtype.SHARE:
        return (f"{value * 100:.1f} %",)
    return (_format_number(value),)


def _format_number(value: float) -> str:
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    rounded = f"{value:.3f}".rstrip("0").rstrip(".")
    return rounded if rounded not in {"0", "-0"} else f"{value:.1g}"
