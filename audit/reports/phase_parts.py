"""A phase as the builders of the summary pass it on: its records and what was read from them."""

from __future__ import annotations

from dataclasses import dataclass

from audit.model.comparison import Comparison, Status, TestChanges
from audit.model.phase_dossier import PhaseDossier
from audit.model.rules import Phase
from audit.model.snapshot import Snapshot
from audit.model.summary_parts import Consolidation, GateSection, Implementation, Suite
from audit.reports.figures import FigureSet

__all__ = ["PhaseParts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseParts:
    """`component` is the id of the phase's component, "" without one."""

    phase: Phase
    before: Snapshot
    after: Snapshot
    comparison: Comparison
    status: Status
    tests: TestChanges | None
    evidence: PhaseDossier
    component: str
    figures: FigureSet
    implementation: Implementation
    consolidations: tuple[Consolidation, ...]
    suite: Suite | None
    gate: GateSection | None
