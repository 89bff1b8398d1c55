"""Recommendations, each from a verdict, a test or a finding."""

from __future__ import annotations

from collections import defaultdict

from audit.model.comparison import Comparison, Status, TestChanges
from audit.model.figures import Excerpt, Figure, Statement
from audit.model.findings import Severity
from audit.model.summary_parts import Consolidation, GateSection, NextTarget, Recommendation
from audit.reports.cautions import find_unexplained
from audit.reports.excerpt import build_excerpt
from audit.reports.moves import FAILING_TESTS, describe_kind
from audit.reports.phase_parts import PhaseParts
from audit.reports.prose import count_of, describe_goal, describe_reading, join_words, target_title

__all__ = ["build_recommendations"]

_SHOWN_SUBJECTS = 5


def build_recommendations(
    parts: PhaseParts, next_targets: Excerpt[NextTarget]
) -> tuple[Recommendation, ...]:
    """Next steps, most urgent first, each with its evidence."""
    return (
        *_restore_gate(parts.gate),
        *_check_evidence(parts.gate is None and bool(find_unexplained(parts)), parts.tests),
        *_repair_tests(parts.tests),
        *_reach_targets(parts.figures.compliance),
        *_stop_growth(parts.comparison),
        *_take_moves(next_targets),
        *_guard_paths(parts.consolidations),
    )


def _restore_gate(gate: GateSection | None) -> list[Recommendation]:
    """What the judgement of gate and tests asks for."""
    if gate is None:
        return []
    found = []
    if gate.only_by_gate:
        found.append(
            _recommend(
                "Put the gate back and meet the target with code.",
                f"{count_of(len(gate.only_by_gate), 'target')} met only because the gate moved.",
                gate.only_by_gate,
            )
        )
    if gate.doubtful.total:
        found.append(
            _recommend(
                "Strengthen the tests that count as evidence and hardly can fail.",
                f"{count_of(gate.doubtful.total, 'test')} of the evidence "
                f"{'is' if gate.doubtful.total == 1 else 'are'} not substantive.",
                tuple(item.test for item in gate.doubtful.items),
            )
        )
    return found


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
    return [_recommend("Repair what broke.", evidence, tests.newly_failing)]


def _reach_targets(compliance: tuple[Figure, ...]) -> list[Recommendation]:
    found = []
    for figure in compliance:
        if figure.goal is None or figure.goal.status is Status.MET:
            continue
        title = target_title(figure)
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
    apart = ", notes apart" if len(grown) < len(comparison.introduced) else ""
    return [_recommend("Look first at what is new.", f"New{apart}: {kinds}.", subjects)]


def _take_moves(next_targets: Excerpt[NextTarget]) -> list[Recommendation]:
    if not next_targets.items:
        return []
    first = next_targets.items[0]
    noun = "failing test" if first.kind == FAILING_TESTS else ""
    counted = count_of(first.count, noun) if noun else describe_kind(first.kind, first.count)
    return [
        Recommendation(
            action=Statement(
                text=f"Begin with the first move: {first.action}.", names=first.subjects
            ),
            evidence=f"{counted} at the later revision; {count_of(next_targets.total, 'move')} "
            "follow from the findings, in the order of the list.",
        )
    ]


def _guard_paths(consolidations: tuple[Consolidation, ...]) -> list[Recommendation]:
    return [
        _recommend(
            f"Declare {item.title} as a component with canonical paths and a limit.",
            "The component is the kit's own proposal; no rule holds its paths.",
        )
        for item in consolidations
        if item.proposed
    ]
