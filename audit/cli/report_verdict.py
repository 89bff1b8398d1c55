"""What `audit report` answers of a phase: whether it can be made, the verdicts, the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from audit.errors import ReportError

if TYPE_CHECKING:
    from audit.model.summary import ExecutiveSummary
    from audit.views.table import Table

__all__ = ["build_targets", "check_possible", "find_exit_code"]

TARGET_MISSED = 1
NEEDED = ("papermill", "nbformat", "ipykernel", "jinja2")


def check_possible(phase: str, config: str, after: str) -> None:
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


def find_exit_code(summary: ExecutiveSummary) -> int:
    """0 when all targets are met or none was set, else 1: nothing measured is not green."""
    from audit.model.comparison import Status  # noqa: PLC0415

    if not summary.compliance:
        return 0
    return 0 if summary.title.status is Status.MET else TARGET_MISSED


def build_targets(summaries: Sequence[ExecutiveSummary], *, phase: bool = False) -> Table:
    """The targets of one phase or of several, a row each; with `phase`, each row begins with the
    id of its phase."""
    from audit.reports.prose import target_title  # noqa: PLC0415
    from audit.views.column import Column, Dtype  # noqa: PLC0415
    from audit.views.table import build_table  # noqa: PLC0415

    table = build_table(
        title=f"Targets of {summaries[0].title.title if len(summaries) == 1 else 'all phases'}",
        columns=(
            Column(key="phase", title="Phase", meaning="Id of the phase."),
            Column(key="title", title="Target", meaning="What the phase promised."),
            Column(key="metric", title="Metric", dtype=Dtype.CODE, meaning="Its identifier."),
            Column(key="before", title="Before", dtype=Dtype.NUMBER, meaning="Value before."),
            Column(key="after", title="After", dtype=Dtype.NUMBER, meaning="Value after."),
            Column(key="target", title="Wanted", meaning="Comparison and value."),
            Column(key="status", title="Status", meaning="Verdict on the target."),
        ),
        rows=(
            (
                summary.title.phase,
                target_title(each),
                each.id,
                each.before.value,
                each.after.value,
                f"{each.goal.op} {each.goal.value:g}",
                each.goal.status.value,
            )
            for summary in summaries
            for each in summary.compliance
            if each.goal is not None
        ),
    )
    keys = [column.key for column in table.columns if phase or column.key != "phase"]
    return table.select(*keys)
