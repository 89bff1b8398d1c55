"""`audit cycles`: modules that import each other, and where to cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audit.cli.options import (
    ConfigOption,
    Format,
    FormatOption,
    LimitOption,
    SourceArgument,
    find_limit,
)
from audit.cli.output import notice, open_console, print_dim, print_text
from audit.model.imports import View

if TYPE_CHECKING:
    from audit.model.imports import Cycle
    from audit.model.snapshot import Snapshot

__all__ = ["cycles"]


def cycles(
    source: SourceArgument,
    view: Annotated[
        View | None, typer.Option("--view", help="Only this view.", show_default=False)
    ] = None,
    limit: LimitOption = None,
    config: ConfigOption = "",
    form: FormatOption = Format.TABLE,
) -> None:
    """Show import cycles by view, and where to cut them.

    load-time: imports that run when a module loads; a cycle can crash there. run-time: imports
    inside functions too. conceptual: all, those for type checkers too.

    Example: audit cycles data/sample/baseline --view load-time
    """
    from audit.cli.reading import check_looked_at, read_snapshot  # noqa: PLC0415 - heavy

    snapshot = read_snapshot(source, config)
    order = list(View)
    found = sorted(
        (each for each in snapshot.cycles if view is None or each.view is view),
        key=lambda each: (order.index(each.view), -len(each.members), each.members),
    )
    _print(snapshot, found, view, form, find_limit(limit, form))
    check_looked_at(snapshot)


def _print(
    snapshot: Snapshot,
    found: Sequence[Cycle],
    view: View | None,
    form: Format,
    limit: int | None,
) -> None:
    from audit.cli.documents import describe_audit, render_answer, tell_coverage  # noqa: PLC0415
    from audit.views.cycles import build_cycle_table  # noqa: PLC0415

    told = tell_coverage(snapshot)
    most = limit if form is Format.MD else None
    table = build_cycle_table(snapshot, view=view, limit=limit, most_breakers=most)
    if form is Format.JSON:
        fields = {
            "audited": describe_audit(snapshot),
            "total": len(found),
            "cycles": [_describe(each, snapshot) for each in found[:limit]],
        }
        print_text(render_answer("cycles", fields))
    elif form is Format.CSV:
        print_text(table.render_csv())
        notice(told)
    elif form is Format.MD:
        print_text(f"{table.render_markdown()}\n{told}")
    else:
        from audit.cli.cycle_page import print_cycles  # noqa: PLC0415

        console = open_console()
        print_cycles(console, found, [view] if view else list(View), limit, snapshot.imports)
        print_dim(console, told)


def _describe(cycle: Cycle, snapshot: Snapshot) -> dict[str, Any]:
    from audit.graph.cycle_conditions import find_conditions  # noqa: PLC0415 - heavy

    return {
        "view": cycle.view.value,
        "members": cycle.members,
        "imports": [{"importer": a, "imported": b} for a, b in cycle.imports],
        "breakers": [
            {"importer": importer, "imported": imported, "file": file, "line": line}
            for importer, imported, file, line in cycle.breakers
        ],
        "conditions": find_conditions(cycle, snapshot.imports),
    }
