"""`audit verify`: is a written report what measuring again gives?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audit.cli.options import Format, FormatOption, PhasesConfigOption, miscounted_sources
from audit.cli.output import open_console, print_table, print_text
from audit.cli.progress import show_progress
from audit.errors import AuditError

if TYPE_CHECKING:
    from audit.model.claims import ClaimResult, ReportData, Verification
    from audit.model.rules import Configuration, Phase
    from audit.pipeline.codebase import Progress
    from audit.pipeline.phase import PhaseResult
    from audit.views.table import Table

__all__ = ["verify"]

NOT_REPRODUCED = 1


def verify(
    report: Annotated[
        Path,
        typer.Argument(
            metavar="REPORT", help="A report of this kit: .md, .html, .ipynb.", show_default=False
        ),
    ],
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[BEFORE AFTER]",
            help="The two sources; default: those of the report's phase.",
            show_default=False,
        ),
    ] = None,
    config: PhasesConfigOption = "",
    form: FormatOption = Format.TABLE,
) -> None:
    """Measure a report's figures again: reproduced, or what differs.

    Exit code: 0 reproduced, 1 something differs or cannot be measured, 2 could not audit.

    Example: audit verify reports/phase-1/executive_summary.md --config data/sample/audit.toml
    """
    from audit.pipeline.verification import read_report, verify_phase  # noqa: PLC0415 - not needed for help

    data = read_report(report)
    with show_progress(report.name) as progress:
        result = _measure(data, sources or [], config, progress)
    found = verify_phase(report, result)
    _print(found, form)
    raise typer.Exit(0 if found.reproduced else NOT_REPRODUCED)


def _measure(
    data: ReportData, sources: list[str], config: str, progress: Progress | None
) -> PhaseResult:
    """The figures of today: of the report's phase, or of the two sources where it has none."""
    from audit.pipeline.configuration import find_earlier, load_configuration  # noqa: PLC0415
    from audit.pipeline.phase import compare_sources, run_phase  # noqa: PLC0415

    if len(sources) == 2 and not data.phase:
        before, after = sources
        return compare_sources(before, after, configuration=config, progress=progress)
    settings = load_configuration(config or ".")
    phase = _choose_phase(settings, data, sources)
    return run_phase(
        phase,
        settings.rules,
        base=settings.folder,
        progress=progress,
        earlier=find_earlier(settings, phase.id),
    )


def _choose_phase(settings: Configuration, data: ReportData, sources: list[str]) -> Phase:
    """The report's phase, on the two sources where they were given."""
    import dataclasses  # noqa: PLC0415

    from audit.pipeline.configuration import find_phase  # noqa: PLC0415

    if not data.phase:
        raise AuditError(
            "the report compares two sources without a phase",
            hint="give BEFORE and AFTER after the report",
        )
    phase = find_phase(settings, data.phase)
    if not sources:
        return phase
    if len(sources) != 2:
        raise miscounted_sources(len(sources))
    before, after = (
        each if each.startswith("pypi:") else str(Path(each).absolute()) for each in sources
    )
    return dataclasses.replace(phase, before=before, after=after)


def _print(found: Verification, form: Format) -> None:
    from audit.cli.documents import render_answer  # noqa: PLC0415

    table = _build_table(found.differing)
    checked = len(found.results)
    told = (
        f"Reproduced: {checked} statements were checked."
        if found.reproduced
        else f"Not reproduced: {len(found.differing)} of {checked} statements."
    )
    if form is Format.JSON:
        fields = {
            "report": found.report,
            "reproduced": found.reproduced,
            "checked": checked,
            "differing": table.to_records(),
        }
        print_text(render_answer("verify", fields))
    elif form is Format.CSV:
        print_text(table.render_csv())
    elif form is Format.MD:
        print_text(f"{table.render_markdown()}\n{told}")
    else:
        if table.rows:
            print_table(open_console(), table)
        print_text(told)


def _build_table(results: tuple[ClaimResult, ...]) -> Table:
    from audit.views.column import Column, Dtype  # noqa: PLC0415
    from audit.views.table import build_table  # noqa: PLC0415

    return build_table(
        title="Claimed and measured",
        columns=(
            Column(key="figure", title="Figure", dtype=Dtype.CODE, meaning="Its identifier."),
            Column(key="side", title="Side", meaning="Before or after the phase."),
            Column(key="claimed", title="Claimed", meaning="What the report says."),
            Column(key="measured", title="Measured", meaning="What measuring again gives."),
            Column(key="verdict", title="Verdict", meaning="Whether they agree."),
        ),
        rows=((r.figure, r.side, r.claimed, r.measured, r.verdict.value) for r in results),
    )
