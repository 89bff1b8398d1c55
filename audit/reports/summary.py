"""From the records of a phase to the one value that every format is written from."""

from __future__ import annotations

from audit.model.comparison import Comparison, Status, TargetResult, TestChanges, TestRun
from audit.model.phase_dossier import PhaseDossier
from audit.model.rules import Declared, Phase
from audit.model.scope import Scope
from audit.model.snapshot import Coverage, Provenance, Snapshot
from audit.model.summary import ExecutiveSummary, ProvenanceSection, Side, TitleBlock
from audit.model.visible import visible_record
from audit.reports.consolidation import build_consolidations, find_component
from audit.reports.figures import build_figures
from audit.reports.gate_section import build_gate_section
from audit.reports.implementation import build_implementation
from audit.reports.moves import build_next_targets
from audit.reports.opening import build_conclusion, build_opening
from audit.reports.phase_parts import PhaseParts
from audit.reports.recommendations import build_recommendations
from audit.reports.suite import build_suite

__all__ = ["build_summary"]


def build_summary(  # noqa: PLR0913  # the nine records that a phase consists of
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
    evidence: PhaseDossier | None = None,
) -> ExecutiveSummary:
    """Tell a phase in one immutable value.

    In: the phase as declared (empty texts and no targets are fine), both snapshots, their
    comparison, the verdicts on the targets in the order of the phase, the status that follows
    from them, the test results where given, and what was found out beside them (gate, changes,
    claims, journeys). Out: the summary; lists in it are cut after counting, every text is
    displayable. Nothing in it comes from anywhere else: no clock, no disk, no judgement beyond
    the records.
    """
    found = evidence or PhaseDossier()
    component = find_component(phase, after)
    named = component.id if component else ""
    figures = build_figures(
        before=before,
        after=after,
        comparison=comparison,
        targets=targets,
        tests=(tests_before, tests_after),
        component=named,
        evidence=found,
    )
    parts = PhaseParts(
        phase=phase,
        before=before,
        after=after,
        comparison=comparison,
        status=status,
        tests=test_changes,
        evidence=found,
        component=named,
        figures=figures,
        implementation=build_implementation(comparison, found.changes),
        consolidations=build_consolidations(phase, before, after, comparison),
        suite=build_suite(tests_before, tests_after, test_changes, found),
        gate=build_gate_section(found),
    )
    return visible_record(_assemble(parts))


def _assemble(parts: PhaseParts) -> ExecutiveSummary:
    phase, evidence = parts.phase, parts.evidence
    title = _title(parts)
    opening = build_opening(parts)
    next_targets = build_next_targets(
        parts.after, parts.component, parts.tests, evidence.themes, parts.comparison.renamed
    )
    return ExecutiveSummary(
        title=title,
        opening=opening,
        figures=parts.figures.primary,
        consolidations=parts.consolidations,
        suite=parts.suite,
        business=tuple(_declared(item) for item in phase.business),
        next_targets=next_targets,
        compliance=parts.figures.compliance,
        implementation=parts.implementation,
        recommendations=build_recommendations(parts, next_targets),
        conclusion=build_conclusion(parts, title.title, opening),
        provenance=_provenance(parts),
        gate=parts.gate,
        journeys=evidence.journeys,
        risks=tuple(_declared(item) for item in phase.risks),
        narrative=tuple(_declared(item) for item in phase.narrative),
        claims=evidence.claims,
        forecasts=evidence.forecasts,
    )


def _title(parts: PhaseParts) -> TitleBlock:
    phase, comparison, consolidations = parts.phase, parts.comparison, parts.consolidations
    labels = f"{comparison.before.label} → {comparison.after.label}"
    return TitleBlock(
        title=phase.title or phase.id or labels,
        issue=phase.issue,
        date=phase.date,
        phase=phase.id,
        component="; ".join(item.title for item in consolidations if not item.proposed),
        status=parts.status,
        before=comparison.before.label,
        after=comparison.after.label,
    )


def _declared(item: Declared) -> Declared:
    """The statement on one line: people break lines in TOML for their own reading."""
    return Declared(
        title=" ".join(item.title.split()),
        value=" ".join(item.value.split()),
        declared_by=" ".join(item.declared_by.split()),
        date=item.date,
    )


def _provenance(parts: PhaseParts) -> ProvenanceSection:
    comparison, scopes = parts.comparison, parts.evidence.scopes or (None, None)
    return ProvenanceSection(
        before=_side(comparison.before, parts.before.coverage, scopes[0]),
        after=_side(comparison.after, parts.after.coverage, scopes[1]),
        reaudited=comparison.reaudited,
        figures=parts.figures.every,
    )


def _side(provenance: Provenance, coverage: Coverage, scope: Scope | None) -> Side:
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
        scope=scope,
    )
