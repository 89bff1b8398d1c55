"""`audit report`: the executive summary of a phase in all formats."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from audit.cli.options import Format, FormatOption
from audit.cli.output import open_console, print_table, print_text
from audit.cli.progress import show_progress
from audit.errors import AuditError, ReportError

if TYPE_CHECKING:
    from audit.model.summary import ExecutiveSummary
    from audit.reports.notebook import ReportFiles
    from audit.views.table import Table

__all__ = ["report"]

TARGET_MISSED = 1
NEEDED = ("papermill", "nbformat", "ipykernel", "jinja2")


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
    from audit.reports.notebook import find_notebook, run_report  # noqa: PLC0415 - heavy

    if every:
        _report_all(out, config or ".", form, alone=not (sources or phase))
    before, after = _split(sources or [], phase)
    config = config or ("." if phase else "")
    _check_possible(phase, config, after)
    with show_progress(phase or f"{before} and {after}"), _safe_imports():
        files = run_report(
            notebook=find_notebook(),
            out=out,
            configuration=config,
            phase=phase,
            before=before,
            after=after,
            folder=Path.cwd(),
        )
    _print(files, form)
    raise typer.Exit(_find_exit_code(files.summary))


def _report_all(out: Path, config: str, form: Format, *, alone: bool) -> NoReturn:
    """Every phase into a folder of its own, then the index; leaves with the exit code."""
    from audit.phases.forecast import forecast_metric  # noqa: PLC0415
    from audit.pipeline.configuration import load_configuration  # noqa: PLC0415
    from audit.reports.notebook import find_notebook  # noqa: PLC0415 - heavy
    from audit.reports.series import run_series  # noqa: PLC0415

    if not alone:
        raise AuditError("--all stands alone", hint="leave out --phase and the two sources")
    if form in {Format.JSON, Format.CSV}:
        raise AuditError(f"--all cannot print {form.value}", hint="the index is a file: index.md")
    _check_possible("", config, "")
    with _safe_imports():
        files = run_series(
            notebook=find_notebook(),
            out=out,
            configuration=config,
            phases=load_configuration(config).phases,
            folder=Path.cwd(),
            forecast=lambda name, values, share: forecast_metric(name, values, share=share),
            progress=_tell_phases,
        )
    for point in files.series.points:
        print_text(f"{point.phase}: {point.status or f'not reported: {point.failure}'}")
    written = [files.markdown, files.page]
    print_text("\n".join(["Written:", *(f"  {each.as_posix()}" for each in written)]))
    if any(point.failure for point in files.series.points):
        raise typer.Exit(ReportError.exit_code)
    raise typer.Exit(max(_find_exit_code(report.summary) for _, report in files.reports))


def _tell_phases(done: int, total: int) -> None:
    """One line a phase on standard error, where somebody can see it."""
    if sys.stderr.isatty():
        print(f"{done:,} of {total:,} phases reported", file=sys.stderr)


def _check_possible(phase: str, config: str, after: str) -> None:
    """Raise for what can be known before a notebook is started."""
    from importlib.util import find_spec  # noqa: PLC0415

    from audit.pipeline.configuration import find_phase, load_configuration  # noqa: PLC0415

    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ReportError(
            f"not installed: {', '.join(missing)}", hint="pip install 'ssot-audit[report]'"
        )
    settings = load_configuration(config, source=after)
    if phase:
        find_phase(settings, phase)


@contextlib.contextmanager
def _safe_imports() -> Iterator[None]:
    """The notebook runs in this folder, which may hold audited code: with PYTHONSAFEPATH set its
    interpreter imports nothing from there."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


def _split(sources: list[str], phase: str) -> tuple[str, str]:
    if len(sources) == 2:
        return sources[0], sources[1]
    if sources:
        raise AuditError(f"{len(sources)} of the two arguments BEFORE AFTER")
    if not phase:
        raise AuditError("nothing to report on", hint="give --phase ID, or BEFORE and AFTER")
    return "", ""


def _find_exit_code(summary: ExecutiveSummary) -> int:
    """0 when all targets are met or none was set, else 1: nothing measured is not green."""
    from audit.model.comparison import Status  # noqa: PLC0415

    if not summary.compliance:
        return 0
    return 0 if summary.title.status is Status.MET else TARGET_MISSED


def _print(files: ReportFiles, form: Format) -> None:
    from audit.cli.documents import render_answer  # noqa: PLC0415

    summary = files.summary
    table = _build_targets(summary)
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


def _build_targets(summary: ExecutiveSummary) -> Table:
    from audit.views.column import Column, Dtype  # noqa: PLC0415
    from audit.views.table import build_table  # noqa: PLC0415

    return build_table(
        title=f"Targets of {summary.title.title}",
        columns=(
            Column(key="title", title="Target", meaning="What the phase promised."),
            Column(key="metric", title="Metric", dtype=Dtype.CODE, meaning="Its identifier."),
            Column(key="before", title="Before", dtype=Dtype.NUMBER, meaning="Value before."),
            Column(key="after", title="After", dtype=Dtype.NUMBER, meaning="Value after."),
            Column(key="target", title="Wanted", meaning="Comparison and value."),
            Column(key="status", title="Status", meaning="Verdict on the target."),
        ),
        rows=(
            (
                each.goal.title,
                each.id,
                each.before.value,
                each.after.value,
                f"{each.goal.op} {each.goal.value:g}",
                each.goal.status.value,
            )
            for each in summary.compliance
            if each.goal is not None
        ),
    )
