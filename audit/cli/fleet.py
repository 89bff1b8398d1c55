"""`audit fleet`: one table over many repositories."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audit.cli.executors import SchedulerOption, open_executor
from audit.cli.options import Format, FormatOption
from audit.cli.output import notice, open_console, print_table, print_text
from audit.cli.progress import show_progress

if TYPE_CHECKING:
    from audit.model.fleet import FleetEntry

__all__ = ["fleet"]


def fleet(
    listing: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="One SOURCE a line; relative ones start at the file's folder; # comments.",
            show_default=False,
        ),
    ],
    scheduler: SchedulerOption = "",
    config: Annotated[
        str,
        typer.Option(
            "--config",
            metavar="FILE",
            help="One set of rules for all; default: that of each SOURCE.",
            show_default=False,
        ),
    ] = "",
    form: FormatOption = Format.TABLE,
) -> None:
    """Audit many sources and show them in one table.

    A source that cannot be audited stands in the table without figures, the reason is told and
    the others go on.

    Exit code: 0 all audited, 2 one or more could not be.

    Example: audit fleet repos.txt --scheduler 127.0.0.1:8786
    """
    from audit.pipeline.fleet import audit_fleet, read_fleet  # noqa: PLC0415 - not for help

    sources = read_fleet(listing)
    with open_executor(scheduler) as executor, show_progress(listing.name) as progress:
        entries = audit_fleet(
            sources,
            base=listing.parent,
            configuration=config,
            executor=executor,
            progress=progress,
        )
    _print(entries, form)
    failed = [entry for entry in entries if entry.problem]
    _tell_problems(failed)
    raise typer.Exit(2 if failed else 0)


def _print(entries: Sequence[FleetEntry], form: Format) -> None:
    from audit.cli.documents import render_answer  # noqa: PLC0415 - heavy, and not for help
    from audit.views.fleet import build_fleet_table  # noqa: PLC0415

    table = build_fleet_table(entries)
    if form is Format.JSON:
        print_text(render_answer("fleet", {"sources": table.to_records()}))
    elif form is Format.CSV:
        print_text(table.render_csv())
    elif form is Format.MD:
        print_text(table.render_markdown())
    else:
        told_below = ("revision", "problem")
        keys = (column.key for column in table.columns if column.key not in told_below)
        print_table(open_console(), table.select(*keys))


def _tell_problems(failed: Sequence[FleetEntry]) -> None:
    """One line a source; its name, where the reason begins with it, is not said twice."""
    for entry in failed:
        name = entry.source.replace("\\", "/").rpartition("/")[2]
        reason = entry.problem.removeprefix(f"{entry.source}: ").removeprefix(f"{name}: ")
        notice(f"{entry.source}: {reason}")
