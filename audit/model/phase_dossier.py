"""What was found out about a phase beyond its figures."""

from __future__ import annotations

from dataclasses import dataclass

from audit.model.attribution import Attribution
from audit.model.changes import RevisionChanges
from audit.model.claims import ClaimResult
from audit.model.comparison import EvidenceNote, FailureTheme, Forecast
from audit.model.gate import GateReport, JourneyEvidence
from audit.model.scope import Scope

__all__ = ["PhaseDossier"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseDossier:
    """Everything that stands beside the comparison; a part that nobody looked at is None or
    empty, and the report then says so.

    `gate` judges what the improvements rest on, `changes` tells what differs between the
    revisions, `attribution` is the cross-run of old and new tests, `notes` weaken the test
    figures, `themes` group the failures, `claims` are hand-written figures beside measured ones,
    `scopes` say how much of each revision was looked at.
    """

    gate: GateReport | None = None
    changes: RevisionChanges | None = None
    attribution: Attribution | None = None
    notes: tuple[EvidenceNote, ...] = ()
    themes: tuple[FailureTheme, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    journeys: tuple[JourneyEvidence, ...] = ()
    claims: tuple[ClaimResult, ...] = ()
    scopes: tuple[Scope, Scope] | None = None
