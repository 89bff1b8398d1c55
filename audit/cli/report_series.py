"""`audit report --all`: every phase with its verdict, and the index over them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from audit.cli.options import Format
from audit.cli.output import open_console, print_table, print_text
from audit.cli.report_verdict import build_targets, check_possible, find_exit_code
from audit.errors import ReportError

if TYPE_CHECKING:
    from audit.model.series import SeriesPoint, SeriesTrend
    from audit.reports.series import SeriesFiles
    from audit.views.table import Table

__all__ = ["report_series"]

NOT_REPORTED = "not reported"


def report_series(out: Path, config: str, form: Format) -> NoReturn:
    """Write every phase into a folder of its own, then the index, and answer in `form`.

    Leaves with the exit code: 0 when all targets of all phases are met, 1 when one is not, 2 when
    a phase could not be reported.
    """
    from audit.phases.forecast import forecast_metric  # noqa: PLC0415
    from audit.pipeline.configuration import load_configuration  # noqa: PLC0415
    from audit.reports.notebook import find_notebook  # noqa: PLC0415 - heavy
    from audit.reports.series import run_series  # noqa: PLC0415

    check_possible("", config, "")
    files = run_series(
        notebook=find_notebook(),
        out=out,
        configuration=config,
        phases=load_configuration(config).phases,
        folder=Path.cwd(),
        forecast=lambda name, values, share: forecast_metric(name, values, share=share),
        progress=_tell_phases,
    )
    _print(files, form)
    if any(point.failure for point in files.series.points):
        raise typer.Exit(ReportError.exit_code)
    raise typer.Exit(max(find_exit_code(report.summary) for _, report in files.reports))


def _tell_phases(done: int, total: int) -> None:
    """One line a phase on standard error, where somebody can see it."""
    if sys.stderr.isatty():
        print(f"{done:,} of {total:,} phases reported", file=sys.stderr)


def _print(files: SeriesFiles, form: Format) -> None:
    from audit.cli.documents import render_answer  # noqa: PLC0415

    written = [each.as_posix() for each in (files.markdown, files.page)]
    if form is Format.JSON:
        print_text(render_answer("report", _describe(files, written)))
    elif form is Format.CSV:
        summaries = [report.summary for _, report in files.reports]
        print_text(build_targets(summaries, phase=True).render_csv())
        _tell_failures(files)
    elif form is Format.MD:
        print_text(_build_phases(files).render_markdown())
    else:
        print_table(open_console(), _build_phases(files))
        print_text("\n".join(["Written:", *(f"  {each}" for each in written)]))


def _tell_failures(files: SeriesFiles) -> None:
    """A phase without a report has no target to stand in a row: it is named beside the table."""
    for point in files.series.points:
        if point.failure:
            print(f"{point.phase}: {NOT_REPORTED}: {point.failure}", file=sys.stderr)


def _describe(files: SeriesFiles, written: list[str]) -> dict[str, Any]:
    reports = dict(files.reports)
    series = files.series
    phases = []
    for point in series.points:
        report = reports.get(point.phase)
        phases.append(
            {
                **_describe_point(point),
                "targets": build_targets([report.summary]).to_records() if report else [],
                "files": [path.as_posix() for path in report.written] if report else [],
            }
        )
    return {
        "phases": phases,
        "states": list(series.states),
        "trends": [_describe_trend(trend) for trend in series.trends],
        "notes": list(series.notes),
        "files": written,
    }


def _describe_point(point: SeriesPoint) -> dict[str, Any]:
    return {
        "phase": point.phase,
        "title": point.title,
        "before": point.before,
        "after": point.after,
        "status": point.status.value if point.status is not None else None,
        "reason": point.reason,
        "gate": point.gate_line,
        "failure": point.failure,
    }


def _describe_trend(trend: SeriesTrend) -> dict[str, Any]:
    found = trend.forecast
    forecast = None
    if found is not None:
        forecast = {
            "phases": found.phases,
            "value": found.value,
            "low": found.low,
            "high": found.high,
            "reason": found.reason,
        }
    return {
        "metric": trend.id,
        "title": trend.title,
        "values": list(trend.values),
        "forecast": forecast,
    }


def _build_phases(files: SeriesFiles) -> Table:
    from audit.views.column import Column  # noqa: PLC0415
    from audit.views.table import build_table  # noqa: PLC0415

    return build_table(
        title="All phases",
        columns=(
            Column(key="phase", title="Phase", meaning="Id of the phase."),
            Column(key="status", title="Status", meaning="Verdict on the phase."),
            Column(key="reason", title="Why", meaning="What the verdict rests on."),
        ),
        rows=(
            (
                point.phase,
                NOT_REPORTED if point.status is None else point.status.value,
                point.failure or point.reason,
            )
            for point in files.series.points
        ),
    )
