"""From a phase to its executive summary."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from audit.errors import AuditError
from audit.model.phase_dossier import PhaseDossier
from audit.model.rules import Configuration, Phase
from audit.model.summary import ExecutiveSummary
from audit.pipeline.codebase import Progress
from audit.pipeline.configuration import find_earlier, find_phase, load_configuration
from audit.pipeline.forecasts import forecast_targets
from audit.pipeline.phase import run_phase
from audit.reports.summary import build_summary

__all__ = ["summarise_phase"]


def summarise_phase(
    *,
    configuration: str = "",
    phase: str = "",
    before: str = "",
    after: str = "",
    progress: Progress | None = None,
) -> ExecutiveSummary:
    """The executive summary of a configured phase, or of two sources.

    With `before` and `after` those are compared, under the phase's targets when `phase` is given
    too. Raises AuditError for anything that the user can mend.
    """
    settings = load_configuration(configuration, source=after)
    chosen, base = _choose_phase(settings, phase, before, after)
    earlier = find_earlier(settings, phase)
    result = run_phase(chosen, settings.rules, base=base, progress=progress, earlier=earlier)
    forecasts = forecast_targets(result, earlier, settings.rules, base=base)
    return build_summary(
        phase=result.phase,
        before=result.before,
        after=result.after,
        comparison=result.comparison,
        targets=result.targets,
        status=result.status,
        tests_before=result.tests_before,
        tests_after=result.tests_after,
        test_changes=result.test_changes,
        evidence=PhaseDossier(
            gate=result.gate,
            changes=result.changes,
            notes=result.notes,
            themes=result.themes,
            journeys=result.journeys,
            claims=result.claims,
            forecasts=forecasts,
            scopes=result.scopes,
            attribution=result.attribution,
        ),
    )


def _choose_phase(
    settings: Configuration, phase: str, before: str, after: str
) -> tuple[Phase, Path | None]:
    """The phase, and the folder that its sources are named from; None: the current one."""
    if phase:
        chosen = find_phase(settings, phase)
        before, after = _absolute(before) or chosen.before, _absolute(after) or chosen.after
        return dataclasses.replace(chosen, before=before, after=after), settings.folder
    if before and after:
        return Phase(id="", title="", before=before, after=after), None
    raise AuditError(
        "nothing to compare", hint="name a phase of the configuration, or both before and after"
    )


def _absolute(specification: str) -> str:
    """A source named on the command line starts at the caller's folder, not the configuration's."""
    if not specification or specification.startswith("pypi:"):
        return specification
    return str(Path(specification).absolute())
