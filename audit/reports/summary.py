"""From the records of a phase to the one value that every format is written from."""

from __future__ import annotations

from audit.model.comparison import Comparison, Status, TargetResult, TestChanges, TestRun
from audit.model.rules import Declared, Phase
from audit.model.snapshot import Coverage, Provenance, Snapshot
from audit.model.summary import (
    Consolidation,
    ExecutiveSummary,
    Figure,
    ProvenanceSection,
    Side,
    TitleBlock,
)
from audit.reports.consolidation import build_consolidations, find_component
from audit.reports.figures import build_figures
from audit.reports.implementation import build_implementation
from audit.reports.moves import build_next_targets, build_recommendations
from audit.reports.opening import build_conclusion, build_opening, find_unexplained
from audit.reports.suite import build_suite
from audit.reports.visible import visible_record

__all__ = ["build_summary"]


def build_summary(  # noqa: PLR0913  # the eight records that a phase consists of
    *,
    phase: Phase,
    before: Snapshot,
    after: Snapshot,
    comparison: Comparison,
    targets: tuple[TargetResult, ...],
    status: Status,
    tests_before: TestRun | None,
    tests_after: TestRun | None,
    test_changes: TestChanges | None,
) -> ExecutiveSummary:
    """Tell a phase in one immutable value.

    In: the phase as declared (empty texts and no targets are fine), both snapshots, their
    comparison, the verdicts on the targets in the order of the phase, the status that follows
    from them, and the test results where given. Out: the summary; lists in it are cut after
    counting, every text is displayable. Nothing in it comes from anywhere else: no clock, no
    disk, no judgement beyond the records.
    """
    component = find_component(phase, after)
    runs = (tests_before, tests_after)
    figures = build_figures(
        before=before,
        after=after,
        comparison=comparison,
        targets=targets,
        tests=runs,
        component=component.id if component else "",
    )
    implementation = build_implementation(comparison)
    consolidations = build_consolidations(phase, before, after, comparison)
    suite = build_suite(tests_before, tests_after, test_changes)
    opening = build_opening(
        phase=phase.id,
        status=status,
        figures=figures,
        implementation=implementation,
        consolidations=consolidations,
        suite=suite,
        tests=test_changes,
        comparison=comparison,
    )
    next_targets = build_next_targets(after, component.id if component else "", test_changes)
    title = _title(phase, consolidations, status, comparison)
    summary = ExecutiveSummary(
        title=title,
        opening=opening,
        figures=figures.primary,
        consolidations=consolidations,
        suite=suite,
        business=tuple(_declared(item) for item in phase.business),
        next_targets=next_targets,
        compliance=figures.compliance,
        implementation=implementation,
        recommendations=build_recommendations(
            compliance=figures.compliance,
            comparison=comparison,
            tests=test_changes,
            next_targets=next_targets,
            consolidations=consolidations,
            unexplained=bool(find_unexplained(implementation, figures, test_changes)),
        ),
        conclusion=build_conclusion(
            name=title.title,
            status=status,
            opening=opening,
            tests=test_changes,
            after=after,
            declared=bool(phase.business),
        ),
        provenance=_provenance(before, after, comparison, figures.every),
    )
    return visible_record(summary)


def _title(
    phase: Phase, consolidations: tuple[Consolidation, ...], status: Status, comparison: Comparison
) -> TitleBlock:
    labels = f"{comparison.before.label} → {comparison.after.label}"
    return TitleBlock(
        title=phase.title or phase.id or labels,
        issue=phase.issue,
        date=phase.date,
        phase=phase.id,
        component=", ".join(item.title for item in consolidations if not item.proposed),
        status=status,
        before=comparison.before.label,
        after=comparison.after.label,
    )


def _declared(item: Declared) -> Declared:
    """The statement on one line: people break lines in TOML for their own reading."""
    return Declared(
        title=" ".join(item.title.split()),
        value=" ".join(item.value.split()),
        declared_by=" ".join(item.declared_by.split()),
    )


def _provenance(
    before: Snapshot, after: Snapshot, comparison: Comparison, every: tuple[Figure, ...]
) -> ProvenanceSection:
    return ProvenanceSection(
        before=_side(comparison.before, before.coverage),
        after=_side(comparison.after, after.coverage),
        reaudited=comparison.reaudited,
        figures=every,
    )


def _side(provenance: Provenance, coverage: Coverage) -> Side:
    return Side(
        label=provenance.label,
        kind=provenance.kind,
        revision=provenance.revision,
        rules_digest=provenance.rules_digest,
        tool_version=provenance.tool_version,
        extractor_version=provenance.extractor_version,
        files=coverage.files,
        files_parsed=coverage.files_parsed,
        files_with_problems=coverage.files_with_problems,
        modules=coverage.modules,
        lines=coverage.lines,
        imports=coverage.imports,
        buckets=coverage.buckets,
    )
