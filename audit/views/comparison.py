"""Tables of a phase: metrics before and after, findings, paths and files that changed."""

from __future__ import annotations

from dataclasses import replace

from audit.model.comparison import Comparison, MetricDelta
from audit.model.metrics import Direction
from audit.model.modules import Zone
from audit.views.column import Cell, Column, Dtype, tell_count
from audit.views.findings import FINDING_COLUMNS, build_finding_table
from audit.views.table import Table, build_table

__all__ = [
    "build_change_table",
    "build_delta_table",
    "build_file_table",
    "build_path_change_table",
    "build_regrouped_table",
    "build_renamed_table",
    "build_state_table",
    "tell_trend",
]

DELTA_COLUMNS = (
    Column(key="metric", title="Metric", dtype=Dtype.CODE, meaning="Identifier of the metric."),
    Column(key="title", title="Figure", meaning="What is counted or measured."),
    Column(key="before", title="Before", dtype=Dtype.NUMBER, meaning="Value before the phase."),
    Column(key="after", title="After", dtype=Dtype.NUMBER, meaning="Value after the phase."),
    Column(key="change", title="Change", dtype=Dtype.NUMBER, meaning="After minus before."),
    Column(key="unit", title="Unit", meaning="Unit of the values."),
    Column(key="trend", title="Trend", meaning="better, worse, same, changed, not measurable."),
)
STATE_COLUMNS = (
    Column(key="state", title="State", meaning="Against the revision before."),
    Column(key="findings", title="Findings", dtype=Dtype.INTEGER, meaning="How many."),
    Column(key="errors", title="Errors", dtype=Dtype.INTEGER, meaning="Of these, errors."),
    Column(key="subjects", title="Subjects", dtype=Dtype.CODES, meaning="At most five of them."),
)
STATE_COLUMN = Column(key="state", title="State", meaning="introduced, resolved or remaining.")
PATH_COLUMNS = (
    Column(key="state", title="State", meaning="added or removed."),
    Column(key="path", title="Import path", dtype=Dtype.CODE, meaning="Path in production use."),
    Column(key="path_class", title="Class", meaning="What makes the path lead to the symbol."),
    Column(key="symbol", title="Symbol", dtype=Dtype.CODE, meaning="Path of the definition."),
)
FILE_COLUMNS = (
    Column(key="zone", title="Zone", meaning="Zone of the files."),
    Column(key="added", title="Added", dtype=Dtype.INTEGER, meaning="New files."),
    Column(key="removed", title="Removed", dtype=Dtype.INTEGER, meaning="Files that went."),
    Column(key="changed", title="Changed", dtype=Dtype.INTEGER, meaning="Edited in place."),
    Column(key="moved", title="Moved", dtype=Dtype.INTEGER, meaning="Same content, new path."),
    Column(
        key="rewritten",
        title="Moved, edited",
        dtype=Dtype.INTEGER,
        meaning="Same module, new path, other content; in added and removed too.",
    ),
)
REGROUPED_COLUMNS = (
    Column(key="kind", title="Kind", meaning="Cycle or class family."),
    Column(key="subject", title="Subject", dtype=Dtype.CODE, meaning="What it is about."),
    Column(key="gained", title="Gained", dtype=Dtype.CODES, meaning="Members that came."),
    Column(key="lost", title="Lost", dtype=Dtype.CODES, meaning="Members that went."),
)


def build_delta_table(comparison: Comparison, *, same: bool = True) -> Table:
    """Every metric before and after, with its change, and whether that is better or worse.

    `same` False leaves out the figures that are the same on both sides; the note counts them.
    """
    chosen = [each for each in comparison.metrics if same or each.change != 0]
    unchanged = sum(each.change == 0 for each in comparison.metrics)
    rules = (
        "The revision before was audited again under the rules of the one after."
        if comparison.reaudited
        else "Both revisions were audited under the same rules."
    )
    return build_table(
        title=f"From {comparison.before.label} to {comparison.after.label}",
        columns=DELTA_COLUMNS,
        rows=(
            (each.id, each.title, each.before, each.after, each.change, each.unit, tell_trend(each))
            for each in chosen
        ),
        note=f"Unchanged: {unchanged:,} of {len(comparison.metrics):,} figures. {rules}",
    )


def tell_trend(delta: MetricDelta) -> str:
    """The change in a word: better, worse, same, not measurable; changed where no way is better."""
    if delta.change is None:
        return "not measurable"
    if delta.change == 0:
        return "same"
    if delta.direction is Direction.NEUTRAL:
        return "changed"
    return "better" if (delta.change < 0) == (delta.direction is Direction.LOWER) else "worse"


def build_state_table(comparison: Comparison) -> Table:
    """How many findings were introduced, resolved and remain, a row each in this order; of each
    the errors, and the first five subjects."""
    groups = (
        ("introduced", comparison.introduced),
        ("resolved", comparison.resolved),
        ("remaining", comparison.remaining),
    )
    return build_table(
        title="Findings: introduced, resolved, remaining",
        columns=STATE_COLUMNS,
        rows=(
            (
                state,
                len(findings),
                sum(each.severity.value == "error" for each in findings),
                tuple(sorted({each.subject for each in findings}))[:5],
            )
            for state, findings in groups
        ),
    )


def build_change_table(
    comparison: Comparison, *, remaining: bool = False, limit: int | None = None
) -> Table:
    """The findings that were introduced and resolved, on request those that remain too."""
    groups = [("introduced", comparison.introduced), ("resolved", comparison.resolved)]
    if remaining:
        groups.append(("remaining", comparison.remaining))
    rows: list[tuple[Cell, ...]] = [
        (state, *row) for state, findings in groups for row in build_finding_table(findings).rows
    ]
    left = tell_count(len(comparison.remaining), "finding", "findings")
    return build_table(
        title="Findings that changed" if not remaining else "Findings by state",
        columns=(STATE_COLUMN, *FINDING_COLUMNS),
        rows=rows,
        note=f"Remaining, not changed: {left}.",
    ).head(limit)


def build_path_change_table(comparison: Comparison, *, limit: int | None = None) -> Table:
    """Import paths that production code began or ceased to use, by state and path."""
    ordered = sorted(comparison.paths, key=lambda each: (each.state, each.path, each.definition))
    counts = {state: sum(each.state == state for each in ordered) for state in ("added", "removed")}
    return build_table(
        title="Import paths that production code began or ceased to use",
        columns=PATH_COLUMNS,
        rows=((each.state, each.path, each.path_class, each.definition) for each in ordered),
        note=f"{counts['added']} added, {counts['removed']} removed.",
    ).head(limit)


def build_renamed_table(comparison: Comparison) -> Table:
    """Members that left their component's name pattern but kept their body or callers, in the
    order of `build_finding_table`."""
    found = build_finding_table(comparison.renamed, title="Members that left their component")
    return replace(found, note="The figures of the component no longer count them.")


def build_regrouped_table(comparison: Comparison) -> Table:
    """Cycles and families that remain with other members, in the later snapshot's order: what
    came and what went."""
    return build_table(
        title="Remaining with other members",
        columns=REGROUPED_COLUMNS,
        rows=(
            (each.after.kind.value, each.after.subject, each.gained, each.lost)
            for each in comparison.changed
        ),
        note=f"{tell_count(len(comparison.changed), 'finding', 'findings')}.",
    )


def build_file_table(comparison: Comparison) -> Table:
    """How many Python files were added, removed, changed and moved, by zone and in all; those that
    moved and changed at once count as added and removed too."""
    files = comparison.files
    groups = (
        [zone for _, zone in files.added],
        [zone for _, zone in files.removed],
        [zone for _, zone in files.changed],
        [zone for _, _, zone in files.moved],
        [zone for _, _, zone in files.rewritten],
    )
    known = [zone.value for zone in Zone]
    zones = known + sorted({zone for group in groups for zone in group} - set(known))
    rows: list[tuple[Cell, ...]] = [
        (zone, *(group.count(zone) for group in groups)) for zone in zones
    ]
    rows.append(("all", *(len(group) for group in groups)))
    return build_table(title="Python files that changed", columns=FILE_COLUMNS, rows=rows)
