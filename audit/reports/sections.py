"""The sections of a summary, in the order of every format, and what an empty one says."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType

from audit.model.figures import Figure, Origin
from audit.model.summary import ExecutiveSummary, TitleBlock
from audit.reports.gate_section import NOT_EXAMINED

__all__ = [
    "EMPTY_LINES",
    "HEADINGS",
    "Section",
    "find_facts",
    "find_origins",
    "find_reasons",
    "is_empty",
]


class Section(enum.StrEnum):
    """A part of the summary; the value is its anchor on the page."""

    EXECUTIVE_SUMMARY = "executive-summary"
    PRIMARY_METRICS = "primary-metrics"
    GATE = "gate"
    CONSOLIDATION = "technical-consolidation"
    TEST_RESULTS = "test-results"
    BUSINESS_IMPACT = "business-impact"
    RISKS = "risks"
    COMPLIANCE = "compliance"
    IMPLEMENTATION = "implementation"
    REMAINING_WORK = "remaining-work"
    NEXT_TARGETS = "next-phase-targets"
    RECOMMENDATIONS = "recommendations"
    CONCLUSION = "conclusion"
    PROVENANCE = "provenance"


HEADINGS: Mapping[Section, str] = MappingProxyType(
    {
        Section.EXECUTIVE_SUMMARY: "Executive summary",
        Section.PRIMARY_METRICS: "Primary metrics",
        Section.GATE: "What the improvements rest on",
        Section.CONSOLIDATION: "Technical consolidation",
        Section.TEST_RESULTS: "Test results",
        Section.BUSINESS_IMPACT: "Business impact",
        Section.RISKS: "Risks",
        Section.COMPLIANCE: "Compliance",
        Section.IMPLEMENTATION: "Implementation",
        Section.REMAINING_WORK: "Remaining work",
        Section.NEXT_TARGETS: "Next-phase targets",
        Section.RECOMMENDATIONS: "Recommendations",
        Section.CONCLUSION: "Conclusion",
        Section.PROVENANCE: "Provenance",
    }
)

EMPTY_LINES: Mapping[Section, str] = MappingProxyType(
    {
        Section.PRIMARY_METRICS: "The snapshots hold no metrics.",
        Section.GATE: NOT_EXAMINED,
        Section.CONSOLIDATION: "No component is declared, and none was proposed from the findings.",
        Section.TEST_RESULTS: "No test results were given.",
        Section.BUSINESS_IMPACT: "Nobody declared a business impact.",
        Section.RISKS: "Nobody declared a risk, and nothing measured got worse.",
        Section.COMPLIANCE: "The phase declares no targets.",
        Section.IMPLEMENTATION: "No Python file differs between the revisions.",
        Section.REMAINING_WORK: "No finding is open, and none was resolved.",
        Section.NEXT_TARGETS: "No finding asks for a next step.",
        Section.RECOMMENDATIONS: "No recommendation follows from the evidence.",
    }
)


def find_origins(figures: tuple[Figure, ...]) -> tuple[Origin, ...]:
    """Each distinct evidence of the figures, in the order of first appearance."""
    return tuple(dict.fromkeys(figure.origin for figure in figures))


def find_reasons(figures: tuple[Figure, ...]) -> tuple[tuple[str, str], ...]:
    """Why values are not measurable: pairs of figure with side, and reason."""
    return tuple(
        (f"{figure.title}, {when}", reading.reason)
        for figure in figures
        for when, reading in (("before", figure.before), ("after", figure.after))
        if reading.value is None and reading.reason
    )


def find_facts(title: TitleBlock) -> tuple[tuple[str, str], ...]:
    """The title block as pairs of name and text; what was not declared is left out."""
    facts = (
        ("Issue", title.issue),
        ("Date", title.date),
        ("Phase", title.phase),
        ("Component", title.component),
        ("Status", str(title.status)),
        ("Compared", f"{title.before} → {title.after}"),
    )
    return tuple((name, value) for name, value in facts if value)


def is_empty(summary: ExecutiveSummary, section: Section) -> bool:
    """Whether the section has no evidence to show."""
    work = summary.implementation
    held: dict[Section, object] = {
        Section.PRIMARY_METRICS: summary.figures,
        Section.GATE: summary.gate,
        Section.CONSOLIDATION: summary.consolidations,
        Section.TEST_RESULTS: summary.suite,
        Section.BUSINESS_IMPACT: summary.business or summary.journeys or summary.narrative,
        Section.RISKS: summary.risks or _has_growth(summary),
        Section.COMPLIANCE: summary.compliance or summary.claims,
        Section.IMPLEMENTATION: work.zones or work.work,
        Section.REMAINING_WORK: work.findings or (summary.suite and summary.suite.themes.total),
        Section.NEXT_TARGETS: summary.next_targets.items,
        Section.RECOMMENDATIONS: summary.recommendations,
    }
    return section in held and not held[section]


def _has_growth(summary: ExecutiveSummary) -> bool:
    work = summary.implementation
    return any((work.grown, *(shift.introduced for shift in work.findings))) or any(
        figure.trend == "worse" for figure in summary.provenance.figures
    )
