"""`audit attribute`: whom do the gained tests belong to, the code or the tests?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from audit.cli.options import Format, FormatOption, PhasesConfigOption
from audit.cli.output import open_console, print_table, print_text
from audit.cli.progress import show_progress
from audit.errors import AuditError

if TYPE_CHECKING:
    from audit.model.attribution import Attribution
    from audit.views.table import Table

__all__ = ["attribute"]

TIME_LIMIT = 600.0


def attribute(
    phase: Annotated[str, typer.Option("--phase", metavar="ID", help="Phase to look into.")],
    tests: Annotated[
        str,
        typer.Option("--tests", metavar="COMMAND", help="Runs the tests: 'python -m pytest'."),
    ],
    config: PhasesConfigOption = "",
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="SECONDS", min=1, help="For each run.")
    ] = TIME_LIMIT,
    form: FormatOption = Format.TABLE,
) -> None:
    """Run old and new tests on old and new code, and split the gain.

    This runs the audited project's tests, in throw-away copies below a temporary folder, four
    times. A gained test is the code's when its old version passes on the new code, the tests' when
    its new version passes on the old code.

    Exit code: 0 tests were run, 2 none could be.

    A report shows the split when the phase names the answer: save it with --format json, and set
    tests.cross_run to the file.

    Example: audit attribute --phase phase-2 --tests "python -m pytest"
    """
    from audit.pipeline.attribution import attribute_phase  # noqa: PLC0415 - not needed for help
    from audit.pipeline.configuration import find_phase, load_configuration  # noqa: PLC0415 - not needed for help

    settings = load_configuration(config or ".")
    chosen = find_phase(settings, phase)
    with show_progress(f"the tests of {phase}"):
        found = attribute_phase(
            chosen, settings.rules, tests, base=settings.folder, time_limit=time_limit
        )
    _print(phase, found, form)
    if not any(run.total for run in found.runs):
        raise AuditError(
            "no test was collected in any of the four runs",
            where=phase,
            hint="give a command that runs the tests of both revisions",
        )


def _print(phase: str, found: Attribution, form: Format) -> None:
    from audit.cli.documents import render_answer  # noqa: PLC0415

    runs, gained = _build_runs(found), _build_gained(found)
    told = (
        f"{len(found.gained)} tests gained, {len(found.lost)} lost: the code earned "
        f"{found.earned}, the tests gave away {found.given}."
    )
    if form is Format.JSON:
        fields = {
            "phase": phase,
            "before": found.before,
            "after": found.after,
            "runs": runs.to_records(),
            "gained": gained.to_records(),
            "lost": list(found.lost),
            "earned": found.earned,
            "given": found.given,
        }
        print_text(render_answer("attribute", fields))
    elif form is Format.CSV:
        print_text(gained.render_csv())
    elif form is Format.MD:
        print_text(f"{runs.render_markdown()}\n{gained.render_markdown()}\n{told}")
    else:
        console = open_console()
        print_table(console, runs)
        if gained.rows:
            print_table(console, gained)
        print_text(told)


def _build_runs(found: Attribution) -> Table:
    from audit.views.column import Column, Dtype  # noqa: PLC0415
    from audit.views.table import build_table  # noqa: PLC0415

    return build_table(
        title="Four runs",
        columns=(
            Column(key="tests", title="Tests of", meaning="Revision of the tests."),
            Column(key="production", title="Code of", meaning="Revision of the code."),
            Column(key="passed", title="Passed", dtype=Dtype.NUMBER, meaning="Tests passed."),
            Column(key="total", title="Of", dtype=Dtype.NUMBER, meaning="Tests reported."),
        ),
        rows=((r.tests, r.production, r.passed, r.total) for r in found.runs),
    )


def _build_gained(found: Attribution) -> Table:
    from audit.views.column import Column, Dtype  # noqa: PLC0415
    from audit.views.table import build_table  # noqa: PLC0415

    return build_table(
        title="Gained tests",
        columns=(
            Column(key="test", title="Test", dtype=Dtype.CODE, meaning="Its id."),
            Column(key="owner", title="Gained by", meaning="What made it pass."),
        ),
        rows=((name, split.value) for name, split in found.gained),
    )
