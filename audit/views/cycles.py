"""Tables of import cycles, by view, with their breakers."""

from __future__ import annotations

from audit.graph.cycle_conditions import find_conditions
from audit.model.imports import Cycle, View
from audit.model.snapshot import Snapshot
from audit.views.column import Column, Dtype, tell_count
from audit.views.table import Table, build_table

__all__ = ["build_cycle_table"]

CYCLE_COLUMNS = (
    Column(
        key="view",
        title="View",
        meaning="Which imports count: load-time, run-time (lazy too) or conceptual (all).",
    ),
    Column(key="size", title="Modules", dtype=Dtype.INTEGER, meaning="Modules in the cycle."),
    Column(
        key="imports",
        title="Imports",
        dtype=Dtype.INTEGER,
        meaning="Pairs of modules inside the cycle of which one imports the other.",
    ),
    Column(key="members", title="Members", dtype=Dtype.CODES, meaning="The modules, sorted."),
    Column(
        key="breakers",
        title="Cycle breakers",
        dtype=Dtype.CODES,
        meaning="Imports to cut so that no cycle is left, with the first statement's place.",
    ),
    Column(
        key="conditions",
        title="Only where",
        dtype=Dtype.CODES,
        meaning="Tests (if …) without which the cycle does not close; none: it always does.",
    ),
)
CAN_CRASH = "A cycle in the load-time view can crash on import; the others cannot."


def build_cycle_table(
    snapshot: Snapshot,
    *,
    view: View | None = None,
    limit: int | None = None,
    most_breakers: int | None = None,
) -> Table:
    """The cycles of one view (None: of all), load-time first, then the largest first; of each
    the first `most_breakers` and how many more there are, None for all."""
    order = list(View)
    chosen = [each for each in snapshot.cycles if view is None or each.view is view]
    chosen.sort(key=lambda each: (order.index(each.view), -len(each.members), each.members))
    found = tell_count(len(chosen), "cycle", "cycles")
    told = "all views" if view is None else f"the {view.value} view"
    return build_table(
        title=f"Import cycles in {told}",
        columns=CYCLE_COLUMNS,
        rows=(
            (*_describe_cycle(each, most_breakers), find_conditions(each, snapshot.imports))
            for each in chosen
        ),
        note=f"{found} among {len(snapshot.modules):,} modules. {CAN_CRASH}",
    ).head(limit)


def _describe_cycle(
    cycle: Cycle, most: int | None
) -> tuple[str, int, int, tuple[str, ...], tuple[str, ...]]:
    breakers = tuple(
        f"{importer} → {imported} ({file}:{line})"
        for importer, imported, file, line in cycle.breakers[:most]
    )
    more = len(cycle.breakers) - len(breakers)
    breakers += (f"and {more:,} more",) if more else ()
    return (cycle.view.value, len(cycle.members), len(cycle.imports), cycle.members, breakers)
