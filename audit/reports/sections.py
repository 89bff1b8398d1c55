"""The sections of a summary, in the order of every format, and what an empty one says."""

from __future__ import annotations

import enum

from audit.model.summary import (
    ExecutiveSummary,
    Figure,
    Origin,
    ProvenanceSection,
    Suite,
    TitleBlock,
)

__all__ = [
    "EMPTY_LINES",
    "HEADINGS",
    "Section",
    "find_coverage",
    "find_facts",
    "find_origins",
    "find_provenance",
    "find_reasons",
    "find_suite_rows",
    "is_empty",
]


class Section(enum.StrEnum):
    """A part of the summary; the value is its anchor on the page."""

    EXECUTIVE_SUMMARY = "executive-summary"
    PRIMARY_METRICS = "primary-metrics"
    CONSOLIDATION = "technical-consolidation"
    TEST_RESULTS = "test-results"
    BUSINESS_IMPACT = "business-impact"
    NEXT_TARGETS = "next-phase-targets"
    COMPLIANCE = "compliance"
    IMPLEMENTATION = "implementation"
    RECOMMENDATIONS = "recommendations"
    CONCLUSION = "conclusion"
    PROVENANCE = "provenance"


HEADINGS = {
    section: str(section).replace("-", " ").capitalize().replace("Next phase", "Next-phase")
    for section in Section
}

EMPTY_LINES = {
    Section.PRIMARY_METRICS: "The snapshots hold no metrics.",
    Section.CONSOLIDATION: "No component is declared, and none was proposed from the findings.",
    Section.TEST_RESULTS: "No test results were given for this phase.",
    Section.BUSINESS_IMPACT: "Nobody declared a business impact for this phase.",
    Section.NEXT_TARGETS: "No finding asks for a next step.",
    Section.COMPLIANCE: "The phase declares no targets.",
    Section.IMPLEMENTATION: "No Python file and no finding differs between the revisions.",
    Section.RECOMMENDATIONS: "No recommendation follows from the evidence.",
}


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


def find_suite_rows(suite: Suite) -> list[tuple[str, ...]]:
    """Each test run that was given: its name and its outcomes in numbers."""
    return [
        (name, *(f"{count:,}" for count in (t.passed, t.failed, t.errors, t.skipped, t.total)))
        for name, t in (("before", suite.before), ("after", suite.after))
        if t is not None
    ]


def find_provenance(proof: ProvenanceSection) -> tuple[tuple[str, str, str], ...]:
    """What is needed to measure again: name, before, after."""
    sides = [
        (side.label, side.kind, side.revision, side.rules_digest, side.tool_version, extractor)
        for side in (proof.before, proof.after)
        for extractor in (side.extractor_version,)
    ]
    names = ("Source", "Kind", "Revision", "Rules digest", "Tool version", "Extractor version")
    return tuple(zip(names, *sides, strict=True))


def find_coverage(proof: ProvenanceSection) -> tuple[tuple[str, str, str], ...]:
    """What was looked at, in numbers: name, before, after; imports are split by bucket."""
    sides = [
        {
            "Python files": side.files,
            "Files parsed whole": side.files_parsed,
            "Files with problems": side.files_with_problems,
            "Modules": side.modules,
            "Lines": side.lines,
            "Imports": side.imports,
            **{f"Imports, {bucket}": count for bucket, count in side.buckets},
        }
        for side in (proof.before, proof.after)
    ]
    names = dict.fromkeys(name for side in sides for name in side)
    return tuple((name, *(f"{side.get(name, 0):,}" for side in sides)) for name in names)  # type: ignore[misc]


def is_empty(summary: ExecutiveSummary, section: Section) -> bool:
    """Whether the section has no evidence to show."""
    held: dict[Section, object] = {
        Section.PRIMARY_METRICS: summary.figures,
        Section.CONSOLIDATION: summary.consolidations,
        Section.TEST_RESULTS: summary.suite,
        Section.BUSINESS_IMPACT: summary.business,
        Section.NEXT_TARGETS: summary.next_targets.items,
        Section.COMPLIANCE: summary.compliance,
        Section.IMPLEMENTATION: summary.implementation.zones or summary.implementation.findings,
        Section.RECOMMENDATIONS: summary.recommendations,
    }
    return section in held and not held[section]
