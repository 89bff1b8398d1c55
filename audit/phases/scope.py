"""How much of the code was looked at: the coverage of the audit itself."""

from __future__ import annotations

import dataclasses

from audit.model.comparison import Comparison, MetricDelta
from audit.model.modules import Zone
from audit.model.scope import Scope
from audit.model.snapshot import Snapshot

__all__ = ["compare_scopes", "measure_scope"]


def measure_scope(snapshot: Snapshot, found: int | None) -> Scope:
    """The scope of a snapshot; `found` counts the Python files of its source, excluded ones
    included."""
    files = {module.file: module for module in reversed(snapshot.modules)}
    production = [module for module in files.values() if module.zone is Zone.PRODUCTION]
    return Scope(
        files=snapshot.coverage.files,
        found=found,
        modules=snapshot.coverage.modules,
        lines=snapshot.coverage.lines,
        statements=sum(module.statements for module in files.values()),
        production_files=len(production),
        production_statements=sum(module.statements for module in production),
    )


def compare_scopes(comparison: Comparison, scopes: tuple[Scope, Scope]) -> Comparison:
    """The comparison with the coverage of the audit among its metrics, which stay sorted by id."""
    before, after = (scope.metric for scope in scopes)
    known = before.value is not None and after.value is not None
    delta = MetricDelta(
        id=after.id,
        title=after.title,
        unit=after.unit,
        direction=after.direction,
        before=before.value,
        after=after.value,
        change=(after.value or 0) - (before.value or 0) if known else None,
        reason=after.reason or before.reason,
    )
    metrics = sorted((*comparison.metrics, delta), key=lambda each: each.id)
    return dataclasses.replace(comparison, metrics=tuple(metrics))
