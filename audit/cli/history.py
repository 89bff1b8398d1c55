"""`audit history`: a component over a repository's history."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audit.cli.executors import SchedulerOption, open_executor
from audit.cli.options import ConfigOption, Format, FormatOption, check_out_folder
from audit.cli.output import notice, open_console, print_table, print_text
from audit.cli.progress import show_progress
from audit.errors import AuditError

if TYPE_CHECKING:
    from audit.model.history import History
    from audit.views.table import Table

__all__ = ["history"]

RevisionOption = Annotated[
    str, typer.Option(metavar="WHEN", help="YYYY-MM-DD, tag or id.", show_default=False)
]


def history(  # noqa: PLR0913, PLR0917 - the options of a command
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="Folder of a git repository, or path@revision where it ends.",
            show_default=False,
        ),
    ],
    component: Annotated[
        str,
        typer.Option(
            "--component", metavar="ID", help="Component of the configuration.", show_default=False
        ),
    ] = "",
    symbol: Annotated[
        str,
        typer.Option(
            "--symbol", metavar="PATTERN", help="Symbols by dotted path.", show_default=False
        ),
    ] = "",
    since: RevisionOption = "",
    until: RevisionOption = "",
    every: Annotated[
        str, typer.Option("--every", metavar="STEP", help="commit, day, week, tag or a number N.")
    ] = "commit",
    config: ConfigOption = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Folder for Parquet, Markdown and HTML.",
            show_default=False,
        ),
    ] = None,
    scheduler: SchedulerOption = "",
    form: FormatOption = Format.TABLE,
) -> None:
    """Follow a component through a repository's history.

    Since when is each import path, duplicate and broken import there, and by whom. Read from git
    objects; interrupted, a second start goes on where the first one ended.

    Example: audit history . --symbol 'ReservationManager' --every week --out history
    """
    from audit.pipeline.history import HistoryRequest, follow_history  # noqa: PLC0415 - heavy

    _check_possible(source, component, symbol, out)
    request = HistoryRequest(
        source=source,
        component=component,
        symbol=symbol,
        since=since,
        until=until,
        every=every,
        configuration=config,
    )
    with open_executor(scheduler) as executor, show_progress(source) as progress:
        found = follow_history(request, executor=executor, progress=progress)
    if symbol:
        _check_matched(found, symbol, source, config)
    if out is not None:
        _write(found, out, config or _folder_of(source))
    _print(found, form)
    for problem in found.problems:
        notice(f"not complete: {problem}")
    if out is not None:
        notice(f"Written to {out}")


def _check_possible(source: str, component: str, symbol: str, out: Path | None) -> None:
    """Raise AuditError for what can be known before a revision is read."""
    from audit.cli.reading import names_snapshot  # noqa: PLC0415 - heavy

    if component and symbol:
        raise AuditError("--component and --symbol both name what to follow", hint="give one")
    if names_snapshot(source):
        raise AuditError("a saved snapshot has no history", where=source, hint="name a repository")
    check_out_folder(out)


def _check_matched(found: History, symbol: str, source: str, config: str) -> None:
    """Raise UnknownNameError for a pattern that nothing matched at any revision; the nearest
    names are those of the last one."""
    from audit.cli.reading import read_snapshot  # noqa: PLC0415 - heavy
    from audit.cli.unknown import unknown_pattern  # noqa: PLC0415

    if any(each.figures.symbols or each.figures.broken_in_use for each in found.points):
        return
    snapshot = read_snapshot(f"{_folder_of(source)}@{found.points[-1].revision.id}", config)
    known = [each.definition.path for each in snapshot.ledger]
    raise unknown_pattern(symbol, "symbol of any revision", known, found.label)


def _folder_of(source: str) -> str:
    """The folder of `path@revision`; a path may hold an `@` itself."""
    return source if Path(source).is_dir() else source.rpartition("@")[0] or "."


def _write(found: History, out: Path, configuration: str) -> None:
    from audit.analysis.history.episodes import find_turning_points  # noqa: PLC0415
    from audit.pipeline.history import mark_phases  # noqa: PLC0415
    from audit.reports.timeline import (  # noqa: PLC0415
        render_timeline_html,
        render_timeline_markdown,
    )
    from audit.reports.write import save_whole  # noqa: PLC0415
    from audit.snapshots.history_tables import save_history  # noqa: PLC0415

    save_history(found, out)
    turns = find_turning_points(found.episodes)
    phases = mark_phases(found, configuration)
    save_whole(out / "history.md", render_timeline_markdown(found, turns, phases))
    save_whole(out / "history.html", render_timeline_html(found, turns, phases))


def _print(found: History, form: Format) -> None:
    from audit.cli.documents import render_answer  # noqa: PLC0415
    from audit.views.history import build_episode_table, build_history_table  # noqa: PLC0415

    points, episodes = build_history_table(found), build_episode_table(found)
    if form is Format.JSON:
        fields = {
            "source": found.label,
            "component": found.component,
            "problems": list(found.problems),
            "points": points.to_records(),
            "episodes": episodes.to_records(),
        }
        print_text(render_answer("history", fields))
    elif form is Format.CSV:
        print_text(episodes.render_csv())
    elif form is Format.MD:
        print_text(f"{_first_and_last(points).render_markdown()}\n{episodes.render_markdown()}")
    else:
        console = open_console()
        print_table(console, _first_and_last(points))
        keys = ("kind", "subject", "introduced", "introduced_by", "removed", "removed_by", "note")
        print_table(console, episodes.head(40).select(*keys))


def _first_and_last(points: Table) -> Table:
    """The first and the last revision looked at."""
    import dataclasses  # noqa: PLC0415

    rows = points.rows
    if len(rows) <= 2:
        return points
    note = f"{points.note} The first and the last of them are shown."
    return dataclasses.replace(points, rows=(rows[0], rows[-1]), note=note)
