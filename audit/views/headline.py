"""Tables of the whole audit: headline metrics, what was looked at, components."""

from __future__ import annotations

from audit.model.metrics import Metric
from audit.model.snapshot import Snapshot, SnapshotHead
from audit.views.column import Column, Dtype, tell_count
from audit.views.table import Table, build_table

__all__ = ["build_component_table", "build_coverage_table", "build_headline_table"]

HEADLINE_COLUMNS = (
    Column(key="metric", title="Metric", dtype=Dtype.CODE, meaning="Identifier of the metric."),
    Column(key="title", title="Figure", meaning="What is counted or measured."),
    Column(
        key="value",
        title="Value",
        dtype=Dtype.NUMBER,
        meaning="The figure; nothing when it is not measurable.",
    ),
    Column(key="unit", title="Unit", meaning="Unit of the value."),
    Column(key="better", title="Better", meaning="Which way is better: lower, higher, neutral."),
    Column(key="covers", title="Covers", meaning="What was looked at, or why there is no value."),
)

COVERAGE_COLUMNS = (
    Column(key="subject", title="Looked at", meaning="What was counted."),
    Column(key="count", title="Count", dtype=Dtype.INTEGER, meaning="How many."),
)

COMPONENT_COLUMNS = (
    Column(key="id", title="Component", dtype=Dtype.CODE, meaning="Identifier of the component."),
    Column(key="title", title="Title", meaning="What the component is called."),
    Column(
        key="origin",
        title="Origin",
        meaning="configured by the user, or proposed by the kit from what it found.",
    ),
    Column(
        key="definitions",
        title="Classes",
        dtype=Dtype.INTEGER,
        meaning="Classes that do the component's job.",
    ),
    Column(
        key="paths_production",
        title="Paths (production)",
        dtype=Dtype.INTEGER,
        meaning="Distinct import paths in use by production code.",
    ),
    Column(
        key="paths_test",
        title="Paths (test)",
        dtype=Dtype.INTEGER,
        meaning="Distinct import paths in use by tests.",
    ),
    Column(
        key="deprecated",
        title="Deprecated",
        dtype=Dtype.INTEGER,
        meaning="Deprecated paths still in use.",
    ),
    Column(key="broken", title="Broken", dtype=Dtype.INTEGER, meaning="Broken paths in use."),
    Column(
        key="bypasses",
        title="Bypasses",
        dtype=Dtype.INTEGER,
        meaning="Production calls that construct a class directly although a factory is declared.",
    ),
    Column(
        key="canonical",
        title="Canonical paths",
        dtype=Dtype.CODES,
        meaning="The declared canonical paths.",
    ),
)


def build_headline_table(snapshot: Snapshot | SnapshotHead) -> Table:
    """Every metric of the snapshot in its order, with unit, direction and cover."""
    return build_table(
        title=f"Headline figures of {snapshot.provenance.label}",
        columns=HEADLINE_COLUMNS,
        rows=(
            (m.id, m.title, m.value, m.unit, m.direction.value, _tell_cover(m))
            for m in snapshot.metrics
        ),
        note=_tell_provenance(snapshot),
    )


def build_coverage_table(snapshot: Snapshot) -> Table:
    """What was looked at: files, modules, lines, imports; one row each."""
    coverage = snapshot.coverage
    rows = (
        ("Python files found", coverage.files),
        ("files parsed whole", coverage.files_parsed),
        ("files with a problem", coverage.files_with_problems),
        ("modules", coverage.modules),
        ("lines", coverage.lines),
        ("imports", coverage.imports),
        ("symbols in the ledger", len(snapshot.ledger)),
        ("use sites", len(snapshot.uses)),
    )
    return build_table(
        title=f"What was looked at in {snapshot.provenance.label}",
        columns=COVERAGE_COLUMNS,
        rows=rows,
    )


def build_component_table(snapshot: Snapshot | SnapshotHead) -> Table:
    """One row per component, configured ones first, then as the snapshot sorts them."""
    ordered = sorted(snapshot.components, key=lambda each: each.proposed)
    found = tell_count(len(snapshot.components), "component", "components")
    return build_table(
        title="Components",
        columns=COMPONENT_COLUMNS,
        rows=(
            (
                each.id,
                each.title,
                "proposed" if each.proposed else "configured",
                len(each.definitions),
                len(each.paths_production),
                len(each.paths_test),
                len(each.deprecated_in_use),
                len(each.broken_in_use),
                len(each.bypasses),
                each.canonical,
            )
            for each in ordered
        ),
        note=f"{found} over {snapshot.symbols:,} symbols in the ledger.",
    )


def _tell_cover(metric: Metric) -> str:
    if metric.value is None:
        return f"not measurable: {metric.reason or 'no reason given'}"
    if metric.numerator is not None and metric.denominator is not None:
        return f"{metric.covers} ({metric.numerator:,} of {metric.denominator:,})".strip()
    return metric.covers


def _tell_provenance(snapshot: Snapshot | SnapshotHead) -> str:
    origin = snapshot.provenance
    return (
        f"Measured at revision {origin.revision} under rules {origin.rules_digest} "
        f"by version {origin.tool_version}."
    )
