"""The figures that a planned change is judged by, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import networkx as nx

from audit.analysis.cycles import find_cycles
from audit.analysis.planned_ledger import recount_components
from audit.analysis.propagation import propagation_cost
from audit.graph.import_graph import ImportGraph
from audit.model.comparison import MetricDelta
from audit.model.imports import Cycle, ResolvedImport, View
from audit.model.ledger import LedgerEntry, UseSite
from audit.model.metrics import Direction
from audit.model.modules import Module, Zone
from audit.model.snapshot import ComponentFigures

__all__ = ["PlanFigure", "build_deltas", "build_view", "compare_cycles", "measure_plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFigure:
    """One figure of one state; None where it cannot be measured."""

    id: str
    title: str
    unit: str
    value: float | None


def build_view(
    modules: Iterable[Module], imports: Iterable[ResolvedImport], view: View
) -> nx.DiGraph[str]:
    """The frozen graph of one view over all modules."""
    return ImportGraph({module.name: module.zone.value for module in modules}, imports).view(view)


def measure_plan(
    *,
    modules: Sequence[Module],
    imports: Sequence[ResolvedImport],
    uses: Sequence[UseSite],
    ledger: Sequence[LedgerEntry],
    components: Sequence[ComponentFigures],
) -> tuple[tuple[PlanFigure, ...], tuple[Cycle, ...]]:
    """All figures of one state, all lower is better, and its cycles.

    `paths_in_use`: distinct paths by which production code uses first-party symbols, summed over
    the symbols. `fragmented_symbols`, `shim_debt`, `cycles.*` and `component.*` are the metrics
    of the snapshot. `cycle_modules`: modules in load-time cycles. `propagation_cost`: density of
    the transitive closure over production modules, run-time view (see `propagation_cost`).
    """
    graph = ImportGraph({module.name: module.zone.value for module in modules}, imports)
    cycles = find_cycles(graph)
    production = [module.name for module in modules if module.zone is Zone.PRODUCTION]
    cost = propagation_cost(nx.DiGraph(graph.view(View.RUN_TIME).subgraph(production)))
    rows: list[tuple[str, str, str, float | None]] = [
        ("modules", "Modules", "modules", len(modules)),
        ("paths_in_use", "Import paths in production use", "paths", _sum_paths(ledger)),
        ("fragmented_symbols", "Fragmented symbols", "symbols", sum(e.fragmented for e in ledger)),
        ("shim_debt", "Uses through shims and deprecated paths", "use sites", _sum_debt(ledger)),
        ("broken_paths", "Broken paths in production use", "paths", _count_broken(uses)),
        *_count_cycles(cycles),
        ("propagation_cost", "Propagation cost, run-time view", "share", cost),
        *_count_component_paths(recount_components(components, ledger, uses)),
    ]
    return tuple(
        PlanFigure(id=name, title=title, unit=unit, value=value)
        for name, title, unit, value in rows
    ), cycles


def _sum_paths(ledger: Iterable[LedgerEntry]) -> int:
    return sum(entry.paths_production for entry in ledger)


def _sum_debt(ledger: Iterable[LedgerEntry]) -> int:
    return sum(entry.shim_debt for entry in ledger)


def _count_broken(uses: Iterable[UseSite]) -> int:
    production = (use for use in uses if use.zone is Zone.PRODUCTION)
    return len({use.path for use in production if not use.definition})


def _count_cycles(cycles: Sequence[Cycle]) -> list[tuple[str, str, str, float | None]]:
    rows: list[tuple[str, str, str, float | None]] = []
    for view in View:
        name = f"cycles.{view.value.replace('-', '_')}"
        count = sum(cycle.view is view for cycle in cycles)
        rows.append((name, f"Import cycles, {view.value} view", "cycles", count))
    caught = sum(len(cycle.members) for cycle in cycles if cycle.view is View.LOAD_TIME)
    rows.append(("cycle_modules", "Modules in load-time cycles", "modules", caught))
    return rows


def _count_component_paths(
    components: Iterable[ComponentFigures],
) -> list[tuple[str, str, str, float | None]]:
    """None where a component matches no symbol: nothing was measured."""
    return [
        (
            f"component.{component.id}.paths_production",
            f"{component.title}: paths in production use",
            "paths",
            len(component.paths_production) if component.symbols else None,
        )
        for component in components
    ]


def build_deltas(
    before: Sequence[PlanFigure], after: Sequence[PlanFigure]
) -> tuple[MetricDelta, ...]:
    """Each figure before and after, in the order of measurement; change is after − before."""
    later = {figure.id: figure.value for figure in after}
    return tuple(
        MetricDelta(
            id=figure.id,
            title=figure.title,
            unit=figure.unit,
            direction=Direction.NEUTRAL if figure.id == "modules" else Direction.LOWER,
            before=figure.value,
            after=later[figure.id],
            change=_subtract(later[figure.id], figure.value),
            reason="" if figure.value is not None else "nothing to measure",
        )
        for figure in before
    )


def _subtract(after: float | None, before: float | None) -> float | None:
    return round(after - before, 6) if after is not None and before is not None else None


def compare_cycles(
    before: Sequence[Cycle], after: Sequence[Cycle]
) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """Members of the load-time cycles that are gone, and of those that are new."""
    old, new = (
        {cycle.members for cycle in cycles if cycle.view is View.LOAD_TIME}
        for cycles in (before, after)
    )
    return tuple(sorted(old - new)), tuple(sorted(new - old))
