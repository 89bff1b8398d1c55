"""`audit report`: the executive summary of a phase in all formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audit.cli.options import Format, FormatOption, check_out_folder, miscounted_sources
from audit.cli.output import open_console, print_table, print_text
from audit.cli.progress import show_progress
from audit.cli.report_series import report_series
from audit.cli.report_verdict import build_targets, check_possible, find_exit_code
from audit.errors import AuditError

if TYPE_CHECKING:
    from audit.reports.notebook import ReportFiles

__all__ = ["report"]


def report(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the report.")],
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[BEFORE AFTER]", help="Two sources or saved snapshots.", show_default=False
        ),
    ] = None,
    phase: Annotated[
        str,
        typer.Option(
            "--phase", metavar="ID", help="Phase of the configuration.", show_default=False
        ),
    ] = "",
    config: Annotated[
        str,
        typer.Option(
            "--config",
            metavar="FILE",
            help="File or folder with rules and phases; default: with --phase that of this "
            "folder, else that of AFTER.",
            show_default=False,
        ),
    ] = "",
    every: Annotated[
        bool,
        typer.Option("--all", help="Report on every phase, in parallel, with an index over them."),
    ] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Write the executive summary of a phase, all formats.

    Exit code: 0 all targets met, or none set; 1 a target missed, regressed or not measurable; 2
    could not audit. With --phase and two sources: these, under the targets of the phase.

    Example: audit report --phase phase-1 --config data/sample/audit.toml --out reports;
    all phases: audit report --all --config data/sample/audit.toml --out reports
    """
    check_out_folder(out)
    if every:
        if sources or phase:
            raise AuditError("--all stands alone", hint="leave out --phase and the two sources")
        report_series(out, config or ".", form)
    files = _run(out, _split(sources or [], phase), phase, config or ("." if phase else ""))
    _print(files, form)
    raise typer.Exit(find_exit_code(files.summary))


def _split(sources: list[str], phase: str) -> tuple[str, str]:
    if len(sources) == 2:
        return sources[0], sources[1]
    if sources:
        raise miscounted_sources(len(sources))
    if not phase:
        raise AuditError("nothing to report on", hint="give --phase ID, or BEFORE and AFTER")
    return "", ""


def _run(out: Path, sources: tuple[str, str], phase: str, config: str) -> ReportFiles:
    from audit.reports.notebook import find_notebook, run_report  # noqa: PLC0415 - heavy

    before, after = sources
    check_possible(phase, config, after)
    with show_progress(phase or f"{before} and {after}"):
        return run_report(
            notebook=find_notebook(),
            out=out,
            configuration=config,
            phase=phase,
            before=before,
            after=after,
            folder=Path.cwd(),
        )


def _print(files: ReportFiles, form: Format) -> None:
    from audit.cli.documents import render_answer  # noqa: PLC0415

    summary = files.summary
    table = build_targets([summary])
    written = [path.as_posix() for path in files.written]
    told = f"Status: {summary.title.status.value}. {summary.opening.reason}"
    if not summary.compliance:
        told = "Status: not measurable, because no targets are set; exit code 0 says only that."
    if form is Format.JSON:
        fields = {
            "phase": summary.title.phase,
            "before": summary.title.before,
            "after": summary.title.after,
            "status": summary.title.status.value,
            "reason": summary.opening.reason,
            "warnings": list(summary.opening.warnings),
            "targets": table.to_records(),
            "files": written,
        }
        print_text(render_answer("report", fields))
    elif form is Format.CSV:
        print_text(table.render_csv())
    elif form is Format.MD:
        print_text(f"{table.render_markdown()}\n{told}")
    else:
        console = open_console()
        if table.rows:
            print_table(console, table)
        print_text("\n".join([told, *summary.opening.warnings]))
        print_text("\n".join(["Written:", *(f"  {each}" for each in written)]))
