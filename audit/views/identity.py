"""The table of identity splits: files that load under several module names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audit.model.findings import Location
from audit.model.identity import IdentitySplit
from audit.views.column import Cell, Column, Dtype, tell_count
from audit.views.table import Table, build_table

__all__ = ["build_split_table"]

SPLIT_COLUMNS = (
    Column(key="file", title="File", dtype=Dtype.CODE, meaning="The file that loads twice."),
    Column(key="names", title="Loads as", dtype=Dtype.CODES, meaning="Its module names in use."),
    Column(key="cause", title="Cause", meaning="What gives it the further name."),
    Column(key="certain", title="Certain", meaning="yes: one process loads two of the names."),
    Column(key="zone", title="Zone", meaning="Zone of the file."),
    Column(key="evidence", title="Evidence", dtype=Dtype.CODES, meaning="What makes it so."),
    Column(key="imports", title="Loaded by", dtype=Dtype.CODES, meaning="Places, by each name."),
    Column(key="risks", title="At risk", dtype=Dtype.LIST, meaning="What two copies break first."),
)


def build_split_table(
    splits: Iterable[IdentitySplit], *, limit: int | None = None, places: int | None = None
) -> Table:
    """One row per file, certain ones first, then by what is at risk, cause and file.

    `limit` rows, each with at most `places` places in a cell; None keeps all.
    """
    ranked = sorted(
        splits, key=lambda each: (not each.certain, -len(each.risks), each.cause, each.file)
    )
    return build_table(
        title="Files that load under several module names",
        columns=SPLIT_COLUMNS,
        rows=(_describe(each, places) for each in ranked),
        note=f"{tell_count(len(ranked), 'file', 'files')}; their classes exist once for each name.",
    ).head(limit)


def _describe(split: IdentitySplit, most: int | None) -> tuple[Cell, ...]:
    return (
        split.file,
        split.names,
        split.cause.value,
        "yes" if split.certain else "no",
        split.zone.value,
        _cut([_place(each) for each in split.evidence], most),
        _cut([f"{_place(each)} {each.text}" for each in split.imports], most),
        _cut([each.text for each in split.risks], most),
    )


def _place(spot: Location) -> str:
    return f"{spot.file}:{spot.line}" if spot.line else spot.file


def _cut(texts: Sequence[str], most: int | None) -> tuple[str, ...]:
    """The first texts, and how many more there are."""
    if most is None or len(texts) <= most + 1:
        return tuple(texts)
    return (*texts[:most], f"and {len(texts) - most} more")
