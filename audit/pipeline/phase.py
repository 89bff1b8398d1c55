"""From the two sides of a phase to everything that is judged about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audit.config.configuration import rules_digest
from audit.errors import SnapshotError
from audit.model.attribution import Attribution
from audit.model.changes import CommitLog, RevisionChanges
from audit.model.claims import ClaimResult
from audit.model.comparison import (
    Comparison,
    EvidenceNote,
    FailureTheme,
    RateChange,
    Status,
    TargetResult,
    TestChanges,
    TestRun,
)
from audit.model.gate import GateReport, JourneyEvidence
from audit.model.rules import Component, Phase, Rules
from audit.model.scope import Scope
from audit.model.snapshot import Snapshot
from audit.phases.attribution_file import note_attribution, read_attribution
from audit.phases.claims import check_claims
from audit.phases.compare import compare_snapshots
from audit.phases.evidence import compare_test_runs, rate_change, read_test_run
from audit.phases.evidence_notes import note_evidence
from audit.phases.gate import GateSources, judge_gate, match_runs
from audit.phases.journeys import judge_journeys
from audit.phases.revision_changes import compare_revisions
from audit.phases.revision_pair import Revision, RevisionPair, build_revision_pair
from audit.phases.scope import compare_scopes, measure_scope
from audit.phases.themes import group_failures
from audit.phases.verdicts import check_targets, phase_status
from audit.pipeline.codebase import Progress
from audit.pipeline.configuration import load_configuration
from audit.pipeline.moved_rules import MovedRules, measure_rules
from audit.pipeline.revisions import build_reader, find_saved, open_under
from audit.pipeline.snapshot import recall_audit
from audit.snapshots.store import load_snapshot
from audit.sources.commit_log import read_commit_log
from audit.sources.locate import open_source
from audit.sources.source import Source

__all__ = ["PhaseResult", "compare_sources", "run_phase"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseResult:
    """Both sides of a phase under the same rules, test runs and verdicts included."""

    phase: Phase
    before: Snapshot
    after: Snapshot
    comparison: Comparison
    targets: tuple[TargetResult, ...]
    status: Status
    tests_before: TestRun | None = None
    tests_after: TestRun | None = None
    test_changes: TestChanges | None = None
    rate: RateChange | None = None
    notes: tuple[EvidenceNote, ...] = ()
    themes: tuple[FailureTheme, ...] = ()
    gate: GateReport = field(default_factory=GateReport)
    changes: RevisionChanges | None = None
    journeys: tuple[JourneyEvidence, ...] = ()
    claims: tuple[ClaimResult, ...] = ()
    attribution: Attribution | None = None
    scopes: tuple[Scope, Scope] | None = None


def compare_sources(
    before: str,
    after: str,
    *,
    configuration: str = "",
    base: Path | None = None,
    progress: Progress | None = None,
) -> PhaseResult:
    """Compare two sources or saved snapshots, both under the rules of the newer one."""
    phase = Phase(id="", title="", before=before, after=after)
    located = str((base or Path()) / after)
    rules = load_configuration(configuration, source=located).rules
    return run_phase(phase, rules, base=base, progress=progress)


def run_phase(
    phase: Phase,
    rules: Rules,
    *,
    base: Path | None = None,
    progress: Progress | None = None,
    earlier: Sequence[Phase] = (),
) -> PhaseResult:
    """Audit or load both sides of a phase, compare them, read the test runs, judge targets and
    gate.

    A saved snapshot brings its own rules. When the newer side is one, the older side is audited
    under its rules; when the older side is a saved snapshot under other rules, it cannot be
    audited again, and SnapshotError says so. When both revisions carry a configuration and they
    differ, both are measured under the older one too. `earlier` are the phases before this one:
    a file of test results that one of them used already is called out.
    """
    saved_before, saved_after = find_saved(phase.before, base), find_saved(phase.after, base)
    newer = load_snapshot(saved_after) if saved_after is not None else None
    rules = newer.rules if newer is not None else rules
    older = load_snapshot(saved_before) if saved_before is not None else None
    if older is not None and rules_digest(older.rules) != rules_digest(rules):
        raise SnapshotError(
            f"{phase.before} was saved under other rules than {phase.after}",
            hint="name its source instead of the snapshot, so that it can be audited again",
        )
    proposed: tuple[Component, ...] = ()
    sources: list[Source | None] = [None, None]
    if older is None:
        sources[0] = source = open_under(phase.before, base, rules)
        older, proposed = recall_audit(source, rules, progress=progress)
    if newer is None:
        sources[1] = source = open_under(phase.after, base, rules)
        newer, _ = recall_audit(source, rules, proposed=proposed, progress=progress)
    before, after = (
        Revision(snapshot=snapshot, read=build_reader(source) if source is not None else None)
        for snapshot, source in zip((older, newer), sources, strict=True)
    )
    moved = measure_rules(phase, rules, (before, after), base)
    return _judge(phase, before, after, base, earlier, moved)


def _judge(
    phase: Phase,
    before: Revision,
    after: Revision,
    base: Path | None,
    earlier: Sequence[Phase],
    moved: MovedRules,
) -> PhaseResult:
    """Everything that is judged, in the order in which one judgement needs another; `moved` tells
    what changed in the rules between the sides, and what that did to the figures."""
    scopes = (
        measure_scope(before.snapshot, _count_files(phase.before, before, base)),
        measure_scope(after.snapshot, _count_files(phase.after, after, base)),
    )
    comparison = compare_scopes(compare_snapshots(before.snapshot, after.snapshot), scopes)
    first, last = _read_runs(phase, base)
    pair = build_revision_pair(before, after, comparison, tests=bool(first or last))
    targets = check_targets(phase, comparison, first, last)
    changes = _compare_runs(pair, first, last)
    attribution, astray = _read_cross_run(phase, comparison, base)
    gate = judge_gate(
        pair,
        GateSources(
            comparison=comparison,
            runs=(first, last),
            changes=changes,
            targets=targets,
            rules=moved.changes,
            effects=moved.effects,
            gaps=moved.gaps,
            attribution=attribution,
        ),
    )
    return PhaseResult(
        phase=phase,
        before=before.snapshot,
        after=after.snapshot,
        comparison=comparison,
        targets=targets,
        status=phase_status(targets, gate.targets),
        tests_before=first,
        tests_after=last,
        test_changes=changes,
        rate=rate_change(first, last) if first and last else None,
        notes=(*note_evidence(phase, pair, (first, last), changes, earlier), *astray),
        attribution=attribution,
        themes=group_failures(last, after.snapshot) if last else (),
        gate=gate,
        changes=compare_revisions(pair, comparison, _commits(phase, comparison, base)),
        journeys=judge_journeys(phase.journeys, pair, (first, last)),
        claims=check_claims(phase.claims, comparison, (first, last)),
        scopes=scopes,
    )


def _read_runs(phase: Phase, base: Path | None) -> tuple[TestRun | None, TestRun | None]:
    """The test results of both sides; None where the phase names no file."""
    first, last = (
        read_test_run([Path(name) for name in names], base=base or Path()) if names else None
        for names in (phase.tests_before, phase.tests_after)
    )
    return first, last


def _compare_runs(
    pair: RevisionPair, first: TestRun | None, last: TestRun | None
) -> TestChanges | None:
    if first is None or last is None:
        return None
    return compare_test_runs(first, last, renamed=match_runs(pair, first, last))


def _read_cross_run(
    phase: Phase, comparison: Comparison, base: Path | None
) -> tuple[Attribution | None, tuple[EvidenceNote, ...]]:
    """The cross-run that the phase names; None, with notes that say so, when it is one of other
    revisions than those compared."""
    if not phase.cross_run:
        return None, ()
    found = read_attribution(phase.cross_run, base=base or Path())
    astray = note_attribution(found, comparison)
    return (None if astray else found), astray


def _count_files(specification: str, side: Revision, base: Path | None) -> int | None:
    """Python files of a source, those that the rules exclude included; None for a snapshot that
    was taken with exclusions."""
    if not side.snapshot.rules.exclude:
        return side.snapshot.coverage.files
    if side.read is None:
        return None
    files = open_source(specification, base=base).tree.files
    return sum(1 for file in files if file.path.endswith(".py"))


def _commits(phase: Phase, comparison: Comparison, base: Path | None) -> CommitLog:
    return read_commit_log(
        phase.after,
        comparison.before.revision,
        comparison.after.revision,
        kinds=(comparison.before.kind, comparison.after.kind),
        base=base,
    )
