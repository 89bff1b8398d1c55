"""Many repositories in one table."""

from __future__ import annotations

from dataclasses import dataclass

from audit.model.metrics import Metric
from audit.model.snapshot import Coverage, Provenance

__all__ = ["FleetEntry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetEntry:
    """One source of a fleet: where its figures come from, or, in `problem`, why it has none."""

    source: str
    provenance: Provenance | None = None
    coverage: Coverage | None = None
    metrics: tuple[Metric, ...] = ()
    problem: str = ""
