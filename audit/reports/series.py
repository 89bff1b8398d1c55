"""The reports of all phases, made in parallel, and an index over them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from audit.errors import AuditError, ReportError
from audit.model.rules import Phase
from audit.model.series import Series, SeriesPoint
from audit.model.summary import ExecutiveSummary
from audit.reports.notebook import ReportFiles, run_report
from audit.reports.series_page import render_series_html, render_series_markdown
from audit.reports.series_value import Forecaster, build_series
from audit.reports.write import save_whole

__all__ = ["SERIES_NAME", "SeriesFiles", "run_series"]

SERIES_NAME = "index"
_MOST_WORKERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFiles:
    """The index in both formats, the value it was written from, and the reports by phase in the
    order of the configuration; a phase that could not be reported is missing among them."""

    markdown: Path
    page: Path
    series: Series
    reports: tuple[tuple[str, ReportFiles], ...]


def run_series(
    *,
    notebook: Path,
    out: Path,
    configuration: str,
    phases: Sequence[Phase],
    folder: Path,
    forecast: Forecaster | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> SeriesFiles:
    """Report on every phase, each into a folder of its own under `out`, then write the index.

    In: as `run_report`; `phases` as configured, in their order; `progress` is called with how many
    of all phases are done. Each report runs in a kernel of its own, up to one for each processor
    at a time. A phase that cannot be reported does not stop the others: the index says why.
    Raises `ReportError` when there is no phase, or the index cannot be written.
    """
    if not phases:
        raise ReportError("no phase is configured", hint="a series needs [[phases]]")
    _check_names(phases)

    def report(phase: Phase) -> ReportFiles:
        try:
            return run_report(
                notebook=notebook,
                out=out / phase.id,
                configuration=configuration,
                phase=phase.id,
                folder=folder,
            )
        finally:
            _close_event_loop()

    told = _run_all(phases, report, progress)
    series = build_series(
        [(point, files.summary if files else None) for point, files in told], forecast
    )
    markdown, page = _save_index(series, out)
    reports = tuple((point.phase, files) for point, files in told if files is not None)
    return SeriesFiles(markdown=markdown, page=page, series=series, reports=reports)


def _check_names(phases: Sequence[Phase]) -> None:
    """A phase's id becomes a folder."""
    for phase in phases:
        if not phase.id.strip(".") or {"/", "\\"} & set(phase.id):
            raise ReportError(f"the phase {phase.id!r} cannot name a folder", hint="rename it")


def _run_all(
    phases: Sequence[Phase],
    report: Callable[[Phase], ReportFiles],
    progress: Callable[[int, int], None] | None,
) -> list[tuple[SeriesPoint, ReportFiles | None]]:
    """Every phase's point, in order. Threads are enough: the work is done in the kernels."""
    workers = min(len(phases), os.cpu_count() or 1, _MOST_WORKERS)
    with ThreadPoolExecutor(workers) as pool:
        running = {pool.submit(report, phase): phase for phase in phases}
        for done, _ in enumerate(as_completed(running), 1):
            if progress is not None:
                progress(done, len(phases))
        return [_read(phase, future) for future, phase in running.items()]


def _save_index(series: Series, out: Path) -> tuple[Path, Path]:
    markdown, page = out / f"{SERIES_NAME}.md", out / f"{SERIES_NAME}.html"
    try:
        out.mkdir(parents=True, exist_ok=True)
        save_whole(markdown, render_series_markdown(series))
        save_whole(page, render_series_html(series))
    except OSError as error:
        raise ReportError(
            f"the index cannot be written: {error.strerror}", where=str(error.filename or out)
        ) from error
    return markdown, page


def _close_event_loop() -> None:
    """Jupyter opens an event loop in each thread that runs a notebook and leaves it open."""
    from jupyter_core.utils import ensure_event_loop  # noqa: PLC0415  # with the notebooks only

    ensure_event_loop().close()


def _read(phase: Phase, future: Future[ReportFiles]) -> tuple[SeriesPoint, ReportFiles | None]:
    try:
        files = future.result()
    except AuditError as error:
        return _failed_point(phase, str(error)), None
    return _point(phase, files.summary, tuple(path.name for path in files.written)), files


def _failed_point(phase: Phase, why: str) -> SeriesPoint:
    return SeriesPoint(
        phase=phase.id,
        title=phase.title,
        date=phase.date,
        status=None,
        before=phase.before,
        after=phase.after,
        reason="",
        gate_line="",
        folder=phase.id,
        failure=why,
    )


def _point(phase: Phase, summary: ExecutiveSummary, files: tuple[str, ...]) -> SeriesPoint:
    return SeriesPoint(
        phase=phase.id,
        title=summary.title.title,
        date=summary.title.date,
        status=summary.title.status,
        before=summary.title.before,
        after=summary.title.after,
        reason=summary.opening.reason,
        gate_line=summary.opening.gate_line,
        folder=phase.id,
        files=files,
    )
