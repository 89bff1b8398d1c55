"""Tables of findings."""

from __future__ import annotations

from collections.abc import Iterable

from audit.model.findings import Finding, Severity
from audit.views.column import Cell, Column, Dtype, tell_count
from audit.views.table import Table, build_table

__all__ = ["FINDING_COLUMNS", "build_finding_table", "build_kind_table"]

FINDING_COLUMNS = (
    Column(key="severity", title="Severity", meaning="error, warning or note."),
    Column(key="kind", title="Kind", meaning="What was observed."),
    Column(key="subject", title="Subject", dtype=Dtype.CODE, meaning="What it is about."),
    Column(key="message", title="Finding", meaning="The observation in one sentence."),
    Column(key="zone", title="Zone", meaning="Zone that it counts for."),
    Column(key="component", title="Component", meaning="Component that it concerns, if any."),
    Column(key="confidence", title="Confidence", dtype=Dtype.NUMBER, meaning="0–1."),
    Column(key="places", title="Places", dtype=Dtype.CODES, meaning="File and line, all of them."),
    Column(key="advice", title="Next move", meaning="What to do, in one sentence."),
    Column(
        key="fingerprint",
        title="Fingerprint",
        dtype=Dtype.CODE,
        meaning="Identifies the finding between snapshots, without line numbers.",
    ),
)
KIND_COLUMNS = (
    Column(key="kind", title="Kind", meaning="What was observed."),
    Column(key="findings", title="Findings", dtype=Dtype.INTEGER, meaning="How many."),
    Column(key="errors", title="Errors", dtype=Dtype.INTEGER, meaning="Of these, errors."),
    Column(key="warnings", title="Warnings", dtype=Dtype.INTEGER, meaning="Of these, warnings."),
    Column(key="notes", title="Notes", dtype=Dtype.INTEGER, meaning="Of these, notes."),
)


def build_finding_table(
    findings: Iterable[Finding], *, title: str = "Findings", limit: int | None = None
) -> Table:
    """One row per finding, errors first, then by kind, subject and fingerprint."""
    order = list(Severity)
    chosen = sorted(
        findings,
        key=lambda each: (order.index(each.severity), each.kind, each.subject, each.fingerprint),
    )
    return build_table(
        title=title,
        columns=FINDING_COLUMNS,
        rows=map(_describe_finding, chosen),
        note=f"{tell_count(len(chosen), 'finding', 'findings')}.",
    ).head(limit)


def _describe_finding(finding: Finding) -> tuple[Cell, ...]:
    places = tuple(
        f"{each.file}:{each.line}" if each.line else each.file for each in finding.locations
    )
    return (
        finding.severity.value,
        finding.kind.value,
        finding.subject,
        finding.message,
        finding.zone,
        finding.component,
        finding.confidence,
        places,
        finding.advice,
        finding.fingerprint,
    )


def build_kind_table(findings: Iterable[Finding]) -> Table:
    """How many findings of each kind, by severity; kinds without any are left out."""
    counted: dict[str, dict[Severity, int]] = {}
    for finding in findings:
        counts = counted.setdefault(finding.kind.value, dict.fromkeys(Severity, 0))
        counts[finding.severity] += 1
    total = sum(sum(counts.values()) for counts in counted.values())
    return build_table(
        title="Findings by kind",
        columns=KIND_COLUMNS,
        rows=(
            (
                kind,
                sum(counts.values()),
                counts[Severity.ERROR],
                counts[Severity.WARNING],
                counts[Severity.NOTE],
            )
            for kind, counts in sorted(counted.items())
        ),
        note=f"{tell_count(total, 'finding', 'findings')} in all.",
    )
