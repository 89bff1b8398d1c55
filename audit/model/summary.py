"""The executive summary as one immutable value, from which every format is written.

Notebook, Markdown, page and paper read this record and nothing else, so they cannot disagree. All
texts in it are displayable: hostile characters have been made visible while it was built.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.model.claims import ClaimResult
from audit.model.comparison import Forecast, Status
from audit.model.figures import Excerpt, Figure
from audit.model.gate import JourneyEvidence
from audit.model.rules import Declared
from audit.model.scope import Scope
from audit.model.summary_parts import (
    Consolidation,
    GateSection,
    Implementation,
    NextTarget,
    Recommendation,
    Suite,
)

__all__ = ["Answer", "ExecutiveSummary", "Opening", "ProvenanceSection", "Side", "TitleBlock"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleBlock:
    """Who reads which phase of what; empty texts were not declared. `before` and `after` are the
    labels of the two sources."""

    title: str
    issue: str
    date: str
    phase: str
    component: str
    status: Status
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One of the three questions of the first screen, answered in one sentence. `known` is False
    where the evidence does not answer it; the sentence then says what is missing."""

    question: str
    sentence: str
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The first screen: the sentence that justifies the status, the three questions, what the
    improvements rest on (`gate_line`), what must not be overlooked (`warnings`, for instance that
    no production file changed), and what happened, in sentences."""

    reason: str
    warnings: tuple[str, ...]
    sentences: tuple[str, ...]
    answers: tuple[Answer, ...] = ()
    gate_line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One revision: where its figures come from and what was looked at. `buckets` share out all
    `imports`; `scope` says how much of the source that is, None where nobody counted."""

    label: str
    kind: str
    revision: str
    rules_digest: str
    tool_version: str
    extractor_version: str
    files: int
    files_parsed: int
    files_with_problems: int
    modules: int
    lines: int
    imports: int
    buckets: tuple[tuple[str, int], ...]
    scope: Scope | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenanceSection:
    """Everything needed to measure again, and every figure of both snapshots. `reaudited`: the
    earlier side was measured again under the rules of the later one."""

    before: Side
    after: Side
    reaudited: bool
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutiveSummary:
    """One phase, told once.

    `figures` are the primary ones, most important first; `suite` is None when no test results
    were given, `gate` when nobody examined what the improvements rest on. `next_targets` and
    `recommendations` follow from findings; their order is that of the next moves. `business`,
    `journeys`, `risks` and `narrative` are declared by people.
    """

    title: TitleBlock
    opening: Opening
    figures: tuple[Figure, ...]
    consolidations: tuple[Consolidation, ...]
    suite: Suite | None
    business: tuple[Declared, ...]
    next_targets: Excerpt[NextTarget]
    compliance: tuple[Figure, ...]
    implementation: Implementation
    recommendations: tuple[Recommendation, ...]
    conclusion: tuple[str, ...]
    provenance: ProvenanceSection
    gate: GateSection | None = None
    journeys: tuple[JourneyEvidence, ...] = ()
    risks: tuple[Declared, ...] = ()
    narrative: tuple[Declared, ...] = ()
    claims: tuple[ClaimResult, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
