"""Import cycles in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from audit.cli.output import print_dim, shown
from audit.cli.terminal_table import build_terminal_table
from audit.graph.cycle_conditions import find_conditions
from audit.model.imports import Cycle, ResolvedImport, View
from audit.views.column import Column, Dtype, tell_count

__all__ = ["print_cycles"]

MEANINGS = {
    View.LOAD_TIME: "can crash when a module loads",
    View.RUN_TIME: "imports inside functions count too",
    View.CONCEPTUAL: "imports for type checkers count too",
}
BREAKER_COLUMNS = (
    Column(key="importer", title="Cut the import in", dtype=Dtype.CODE),
    Column(key="imported", title="of", dtype=Dtype.CODE),
    Column(key="place", title="at", dtype=Dtype.CODE),
)
MOST_MEMBERS = 12


def print_cycles(
    console: Console,
    found: Sequence[Cycle],
    views: Sequence[View],
    limit: int | None,
    imports: Sequence[ResolvedImport],
) -> None:
    """The cycles of each view with their breakers; `limit` in each view and of
    the breakers of each, all of them counted. `imports` tell which cycles rest on tests alone."""
    for view in views:
        here = [each for each in found if each.view is view]
        count = tell_count(len(here), "cycle", "cycles")
        console.print(shown(f"{view.value} view: {count} ({MEANINGS[view]})", "bold"))
        for cycle in here[:limit]:
            _print_cycle(console, cycle, limit)
            tests = find_conditions(cycle, imports) if view is View.LOAD_TIME else ()
            if tests:
                told = ", ".join(f"`{test}`" for test in tests)
                console.print(shown(f"It can crash only where a test holds: {told}"))
        if limit is not None and len(here) > limit:
            print_dim(console, f"The first {limit} of {len(here):,} cycles.")
        console.print()


def _print_cycle(console: Console, cycle: Cycle, limit: int | None) -> None:
    names = ", ".join(cycle.members[:MOST_MEMBERS])
    more = len(cycle.members) - MOST_MEMBERS
    rest = f" and {more:,} more" if more > 0 else ""
    size = tell_count(len(cycle.members), "module", "modules")
    links = tell_count(len(cycle.imports), "import", "imports")
    console.print(shown(f"{size}, {links} between them: {names}{rest}"))
    rows = (
        (importer, imported, f"{file}:{line}")
        for importer, imported, file, line in cycle.breakers[:limit]
    )
    console.print(build_terminal_table(BREAKER_COLUMNS, rows, console.width))
    if limit is not None and len(cycle.breakers) > limit:
        print_dim(console, f"The first {limit} of {len(cycle.breakers):,} imports to cut.")
