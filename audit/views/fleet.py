"""The table of many repositories."""

from __future__ import annotations

from collections.abc import Sequence

from audit.model.fleet import FleetEntry
from audit.views.column import Cell, Column, Dtype
from audit.views.table import Table, build_table

__all__ = ["FLEET_METRICS", "build_fleet_table"]

FLEET_METRICS = (
    ("modules", "Modules"),
    ("lines", "Lines"),
    ("fragmented_symbols", "Fragmented"),
    ("canonical_share", "Canonical share"),
    ("families.duplicates", "Duplicate families"),
    ("cycles.load_time", "Load-time cycles"),
    ("broken_imports", "Broken imports"),
    ("deprecated_paths", "Deprecated paths"),
)
"""Metrics of the table, with their titles; `audit.analysis.metrics` defines them."""

_SHARES = frozenset({"canonical_share"})


def build_fleet_table(entries: Sequence[FleetEntry]) -> Table:
    """One row a source, in the given order; without figures where it could not be audited."""
    return build_table(
        title="Fleet",
        columns=(
            Column(key="source", title="Source", dtype=Dtype.CODE, meaning="As listed."),
            Column(key="revision", title="Revision", dtype=Dtype.CODE, meaning="What was read."),
            *(
                Column(
                    key=key,
                    title=title,
                    dtype=Dtype.SHARE if key in _SHARES else Dtype.INTEGER,
                    meaning=f"Metric {key}.",
                )
                for key, title in FLEET_METRICS
            ),
            Column(key="problem", title="Problem", meaning="Why it could not be audited."),
        ),
        rows=(_row(entry) for entry in entries),
        note=f"{sum(not e.problem for e in entries)} of {len(entries)} sources audited.",
    )


def _row(entry: FleetEntry) -> tuple[Cell, ...]:
    values = {metric.id: metric.value for metric in entry.metrics}
    return (
        entry.source,
        entry.provenance.revision if entry.provenance is not None else "",
        *(_cell(key, values.get(key)) for key, _ in FLEET_METRICS),
        entry.problem,
    )


def _cell(key: str, value: float | None) -> Cell:
    return value if value is None or key in _SHARES else int(value)
