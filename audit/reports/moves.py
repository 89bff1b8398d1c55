"""What comes next: targets and recommendations, each from a finding, a test or a verdict."""

from __future__ import annotations

from collections import defaultdict

from audit.model.comparison import Comparison, Status, TestChanges
from audit.model.findings import Finding, FindingKind, Severity
from audit.model.snapshot import Snapshot
from audit.model.summary import (
    Consolidation,
    Excerpt,
    Figure,
    NextTarget,
    Recommendation,
    Statement,
)
from audit.reports.excerpt import build_excerpt
from audit.reports.prose import count_of, describe_goal, describe_reading, join_words

__all__ = ["SHOWN_TARGETS", "build_next_targets", "build_recommendations", "describe_kind"]

SHOWN_TARGETS = 12
_SHOWN_SUBJECTS = 5
_SHOWN_MOVES = 5
_FAILING_TESTS = "failing tests"
_ACTIONS = {
    FindingKind.FRAGMENTED_SYMBOL: "Bring the imports of each symbol to its canonical path",
    FindingKind.CLASS_FAMILY: "Merge the classes that do one job",
    FindingKind.CYCLE: "Cut the import cycles",
    FindingKind.BROKEN_IMPORT: "Repair or remove imports of what does not exist",
    FindingKind.BROKEN_STRING: "Repair or remove dotted strings that name what does not exist",
    FindingKind.DEPRECATED_PATH: "Move the uses of deprecated paths to their replacements",
    FindingKind.PRODUCTION_IMPORTS_TEST: "Remove the imports of test code from production",
    FindingKind.INTERNAL_IMPORT: "Stop importing internal modules from outside",
    FindingKind.PARSE_PROBLEM: "Mend the files that do not parse",
    FindingKind.UNREADABLE_FILE: "Make the unreadable files readable, or exclude them",
    FindingKind.ALIAS_CYCLE: "Untangle the aliases that lead back to themselves",
}
_KINDS = {FindingKind.CLASS_FAMILY: ("class family", "class families")}
_SEVERITIES = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def describe_kind(kind: str, count: int) -> str:
    """`3 broken imports`: a count of findings of one kind, in words."""
    singular, plural = _KINDS.get(FindingKind(kind), (kind.replace("-", " "), ""))
    if kind in {FindingKind.PRODUCTION_IMPORTS_TEST}:
        singular, plural = "import of test code", "imports of test code"
    return count_of(count, singular, plural)


def build_next_targets(
    after: Snapshot, component: str, tests: TestChanges | None
) -> Excerpt[NextTarget]:
    """Findings of the later snapshot grouped by kind and component, and the failing tests.

    Notes are left out: they describe, they ask for nothing. Order: the phase's component first,
    then by severity, then by number, then by kind.
    """
    groups: dict[tuple[str, FindingKind], list[Finding]] = defaultdict(list)
    for finding in after.findings:
        if finding.severity is not Severity.NOTE:
            groups[(finding.component, finding.kind)].append(finding)
    titles = {item.id: item.title for item in after.components}
    ranked = sorted(
        groups.items(),
        key=lambda item: (
            item[0][0] != component or not component,
            min(_SEVERITIES[finding.severity] for finding in item[1]),
            -len(item[1]),
            item[0],
        ),
    )
    targets = [
        _target(kind, titles.get(owner, owner), findings) for (owner, kind), findings in ranked
    ]
    failing = (*tests.newly_failing, *tests.still_failing) if tests else ()
    if failing:
        targets.insert(0, _failing_target(failing))
    return build_excerpt(tuple(targets), SHOWN_TARGETS)


def _target(kind: FindingKind, component: str, findings: list[Finding]) -> NextTarget:
    places = tuple(
        f"{finding.locations[0].file}:{finding.locations[0].line}"
        if finding.locations[0].line
        else finding.locations[0].file
        for finding in findings
        if finding.locations
    )
    return NextTarget(
        action=_ACTIONS[kind],
        kind=kind,
        component=component,
        count=len(findings),
        subjects=build_excerpt(
            tuple(dict.fromkeys(finding.subject for finding in findings)), _SHOWN_SUBJECTS
        ),
        places=build_excerpt(tuple(dict.fromkeys(places)), _SHOWN_SUBJECTS),
    )


def _failing_target(failing: tuple[str, ...]) -> NextTarget:
    return NextTarget(
        action="Make the failing tests pass",
        kind=_FAILING_TESTS,
        component="",
        count=len(failing),
        subjects=build_excerpt(failing, _SHOWN_SUBJECTS),
        places=Excerpt(),
    )


def build_recommendations(
    *,
    compliance: tuple[Figure, ...],
    comparison: Comparison,
    tests: TestChanges | None,
    next_targets: Excerpt[NextTarget],
    consolidations: tuple[Consolidation, ...],
    unexplained: bool,
) -> tuple[Recommendation, ...]:
    """Next steps, most urgent first, each with its evidence.

    `unexplained`: something improved although no production file changed.
    """
    return (
        *_check_evidence(unexplained, tests),
        *_repair_tests(tests),
        *_reach_targets(compliance),
        *_stop_growth(comparison),
        *_take_moves(next_targets),
        *_guard_paths(consolidations),
    )


def _recommend(action: str, evidence: str, names: tuple[str, ...] = ()) -> Recommendation:
    return Recommendation(
        action=Statement(text=action, names=build_excerpt(names, _SHOWN_SUBJECTS)),
        evidence=evidence,
    )


def _check_evidence(unexplained: bool, tests: TestChanges | None) -> list[Recommendation]:
    found = []
    if unexplained:
        found.append(
            _recommend(
                "Look for what else changed before counting the improvement: test files, "
                "configuration, data."
                + (" Run the earlier tests on the later code." if tests is not None else ""),
                "No production file changed between the revisions, yet something improved.",
            )
        )
    if tests is not None and tests.removed:
        found.append(
            _recommend(
                "Say why tests were removed.",
                f"{count_of(len(tests.removed), 'test')} of the earlier run "
                f"{'is' if len(tests.removed) == 1 else 'are'} missing from the later one.",
                tests.removed,
            )
        )
    return found


def _repair_tests(tests: TestChanges | None) -> list[Recommendation]:
    if tests is None or not tests.newly_failing:
        return []
    evidence = f"{count_of(len(tests.newly_failing), 'test')} passed before and fail now."
    return [_recommend("Repair what this phase broke.", evidence, tests.newly_failing)]


def _reach_targets(compliance: tuple[Figure, ...]) -> list[Recommendation]:
    found = []
    for figure in compliance:
        if figure.goal is None or figure.goal.status is Status.MET:
            continue
        title = figure.goal.title or figure.title
        if figure.goal.status is Status.NOT_MEASURABLE:
            found.append(_recommend(f"Make the target “{title}” measurable.", figure.goal.reason))
            continue
        after = describe_reading(figure.after, share=figure.share)
        wanted = describe_goal(figure.goal, share=figure.share)
        found.append(
            _recommend(
                f"Reach the target “{title}”: from {after} to {wanted}.",
                f"The target is {figure.goal.status}: {figure.goal.reason}",
            )
        )
    return found


def _stop_growth(comparison: Comparison) -> list[Recommendation]:
    grown = tuple(item for item in comparison.introduced if item.severity is not Severity.NOTE)
    if not grown:
        return []
    counts: dict[str, int] = defaultdict(int)
    for finding in grown:
        counts[finding.kind] += 1
    kinds = join_words(tuple(describe_kind(kind, counts[kind]) for kind in sorted(counts)))
    subjects = tuple(dict.fromkeys(finding.subject for finding in grown))
    return [_recommend("Look first at what this phase introduced.", f"New: {kinds}.", subjects)]


def _take_moves(next_targets: Excerpt[NextTarget]) -> list[Recommendation]:
    found = []
    for target in next_targets.items[:_SHOWN_MOVES]:
        if target.kind == _FAILING_TESTS:
            evidence = f"{count_of(target.count, 'test')} failing after the phase."
        else:
            place = f" in {target.component}" if target.component else ""
            evidence = f"{describe_kind(target.kind, target.count)}{place} after the phase."
        found.append(
            Recommendation(
                action=Statement(text=f"{target.action}.", names=target.subjects),
                evidence=evidence,
            )
        )
    return found


def _guard_paths(consolidations: tuple[Consolidation, ...]) -> list[Recommendation]:
    return [
        _recommend(
            f"Declare {item.title} as a component with canonical paths and a limit.",
            "The component is the kit's own proposal; no rule holds its paths.",
        )
        for item in consolidations
        if item.proposed
    ]
