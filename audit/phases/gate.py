"""The gate of a phase, judged: from two revisions and their evidence to a `GateReport`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.model.attribution import Attribution
from audit.model.comparison import Comparison, TargetResult, TestChanges, TestRun
from audit.model.gate import GateReport, RuleChange, RuleEffect, TestJudgement
from audit.phases.attribution import weigh_by_runs
from audit.phases.explanations import build_components
from audit.phases.judge_figures import ChangedCode, judge_figures, judge_targets
from audit.phases.judge_tests import assess_tests, judge_tests
from audit.phases.matching import match_tests
from audit.phases.revision_pair import RevisionPair

__all__ = ["GateSources", "judge_gate", "match_runs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSources:
    """What a phase is judged by: the comparison, both test runs and their changes, the verdicts
    on the targets, the rule changes and what they alone did, and the cross-run of old and new
    tests on old and new code where there is one."""

    comparison: Comparison
    runs: tuple[TestRun | None, TestRun | None]
    changes: TestChanges | None
    targets: Sequence[TargetResult]
    rules: tuple[RuleChange, ...] = ()
    effects: tuple[RuleEffect, ...] = ()
    gaps: tuple[str, ...] = ()
    attribution: Attribution | None = None


def match_runs(pair: RevisionPair, before: TestRun, after: TestRun) -> Mapping[str, str]:
    """Tests that changed their name or file, earlier id to later id; for `compare_test_runs`."""
    return match_tests(before, after, pair.suites, pair.reading)


def judge_gate(pair: RevisionPair, evidence: GateSources) -> GateReport:
    """Judge every improved figure and every target of a phase; see `GateReport`."""
    before, after = evidence.runs
    strengths = assess_tests(pair, after) if after is not None else ()
    tests: tuple[TestJudgement, ...] = ()
    if before is not None and after is not None and evidence.changes is not None:
        tests = judge_tests(pair, (before, after), evidence.changes, strengths)
        tests = weigh_by_runs(tests, evidence.attribution)
    components = build_components((pair.before.snapshot, pair.after.snapshot))
    code = ChangedCode(files=pair.changed, components=components)
    figures = judge_figures(evidence.comparison, evidence.runs, tests, evidence.effects, code)
    return GateReport(
        rules=evidence.rules,
        effects=evidence.effects,
        tests=tests,
        strengths=strengths,
        figures=figures,
        targets=judge_targets(evidence.targets, figures, evidence.effects, evidence.rules),
        gaps=(*pair.gaps, *evidence.gaps),
    )
