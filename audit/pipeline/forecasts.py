"""What the next phase may bring: forecasts of the targets' figures from the phases so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from audit.errors import AuditError
from audit.model.comparison import Forecast
from audit.model.rules import Phase, Rules
from audit.phases.evidence import read_test_run
from audit.phases.forecast import FEWEST_PHASES, forecast_metric
from audit.phases.verdicts import TEST_METRICS, measure_test_figure
from audit.pipeline.phase import PhaseResult
from audit.pipeline.revisions import find_saved, open_under
from audit.pipeline.snapshot import recall_audit
from audit.snapshots.store import load_snapshot

__all__ = ["forecast_targets"]

_Values = Mapping[str, float | None]


def forecast_targets(
    result: PhaseResult, earlier: Sequence[Phase], rules: Rules, *, base: Path | None
) -> tuple[Forecast, ...]:
    """A forecast of each figure that the phase has a target on, in the order of the targets.

    It rests on the value after each of the `earlier` phases, measured under the same rules, and
    after this one; with fewer than five phases nothing is measured and each is refused in words.
    A phase that cannot be measured any more leaves a gap, for which a forecast is refused too.
    """
    names = dict.fromkeys(target.metric for target in result.phase.targets)
    phases = [*earlier, result.phase]
    states: list[_Values] = [{} for _ in phases]
    if names and len(phases) >= FEWEST_PHASES:
        states = [*(_measure(phase, rules, base) for phase in earlier), _read_result(result)]
    units = {delta.id: delta.unit for delta in result.comparison.metrics}
    units |= {name: unit for name, (_, unit) in TEST_METRICS.items()}
    return tuple(
        forecast_metric(
            name, [state.get(name) for state in states], share=units.get(name) == "share"
        )
        for name in names
    )


def _read_result(result: PhaseResult) -> _Values:
    values = {delta.id: delta.after for delta in result.comparison.metrics}
    run = result.tests_after
    return {**values, **{name: measure_test_figure(name, run)[0] for name in TEST_METRICS}}


def _measure(phase: Phase, rules: Rules, base: Path | None) -> _Values:
    """Every figure after an earlier phase; nothing when its state cannot be audited any more."""
    try:
        saved = find_saved(phase.after, base)
        if saved is not None:
            snapshot = load_snapshot(saved)
        else:
            snapshot, _ = recall_audit(open_under(phase.after, base, rules), rules)
        files = [Path(name) for name in phase.tests_after]
        run = read_test_run(files, base=base or Path()) if files else None
    except AuditError:
        return {}
    values = {metric.id: metric.value for metric in snapshot.metrics}
    return {**values, **{name: measure_test_figure(name, run)[0] for name in TEST_METRICS}}
