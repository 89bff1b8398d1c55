"""The first screen and the last lines: status, what must not be overlooked, what happened."""

from __future__ import annotations

from collections import defaultdict

from audit.model.comparison import Comparison, Status, TestChanges
from audit.model.findings import Severity
from audit.model.modules import Zone
from audit.model.snapshot import Snapshot
from audit.model.summary import (
    Consolidation,
    Figure,
    Implementation,
    Opening,
    Suite,
    Trend,
)
from audit.reports.figures import FigureSet
from audit.reports.prose import count_of, describe_movement, join_words

__all__ = ["build_conclusion", "build_opening", "find_unexplained"]

_SPOKEN_FIGURES = 3


def find_unexplained(
    implementation: Implementation, figures: FigureSet, tests: TestChanges | None
) -> tuple[str, ...]:
    """What improved although no production file changed, in words; empty when nothing did."""
    if implementation.production_changed:
        return ()
    improved = {
        figure.title: None
        for figure in (*figures.compliance, *figures.every)
        if figure.trend is Trend.BETTER
    }
    if tests is not None and tests.newly_passing:
        improved[count_of(len(tests.newly_passing), "newly passing test")] = None
    return tuple(improved)


def build_opening(  # noqa: PLR0913  # one for each part of the first screen
    *,
    phase: str,
    status: Status,
    figures: FigureSet,
    implementation: Implementation,
    consolidations: tuple[Consolidation, ...],
    suite: Suite | None,
    tests: TestChanges | None,
    comparison: Comparison,
) -> Opening:
    """The executive summary. A reader of this alone must not be misled, so everything that
    weakens the figures stands here as a warning, before the sentences about what happened."""
    unexplained = find_unexplained(implementation, figures, tests)
    return Opening(
        reason=_justify(status, figures.compliance, phase, bool(unexplained)),
        warnings=(
            *_warn_of_code(implementation, unexplained, comparison),
            *_warn_of_tests(implementation, suite, tests),
            *_warn_of_figures(figures),
            *_warn_of_empty(consolidations),
        ),
        sentences=(
            *(f"{describe_movement(item)}." for item in figures.primary[:_SPOKEN_FIGURES]),
            *(_tell_paths(item) for item in consolidations),
            *_tell_tests(suite, tests),
            _tell_findings(comparison),
            _tell_files(implementation),
            *(
                ("The earlier revision was measured again under the rules of the later one.",)
                if comparison.reaudited
                else ()
            ),
        ),
    )


def build_conclusion(
    *,
    name: str,
    status: Status,
    opening: Opening,
    tests: TestChanges | None,
    after: Snapshot,
    declared: bool,
) -> tuple[str, ...]:
    """What the evidence carries, what is open, and how far it reaches."""
    coverage = after.coverage
    findings = sum(1 for finding in after.findings if finding.severity is not Severity.NOTE)
    failing = (len(tests.newly_failing) + len(tests.still_failing)) if tests else None
    rest = count_of(findings, "finding", "")
    if failing is not None:
        rest += f" and {count_of(failing, 'failing test')}"
    unclear = sum(
        count
        for bucket, count in coverage.buckets
        if bucket in {"broken", "ambiguous", "unresolvable"}
    )
    lines = [
        f"{name}: {status}. {opening.reason}",
        f"Open after the phase: {rest}.",
        f"This rests on {coverage.files_parsed:,} of {count_of(coverage.files, 'Python file')} "
        f"parsed whole, and on {count_of(coverage.imports, 'import')}, of which {unclear:,} did "
        "not lead to a known place.",
    ]
    if declared:
        lines.append("Statements on business impact are declared by people; they were not checked.")
    return tuple(lines)


def _justify(status: Status, compliance: tuple[Figure, ...], phase: str, unexplained: bool) -> str:
    if not compliance:
        lacking = (
            "The phase declares" if phase else "Two sources were compared without a phase, with"
        )
        return f"{lacking} no targets, so there is nothing to hold the figures against."
    titles: dict[Status, list[str]] = defaultdict(list)
    for figure in compliance:
        if figure.goal is not None:
            titles[figure.goal.status].append(f"“{figure.goal.title or figure.title}”")
    parts = [f"{len(titles[Status.MET])} of {count_of(len(compliance), 'target')} met"]
    parts += [
        f"{len(titles[verdict])} {verdict} ({_name_first(tuple(titles[verdict]))})"
        for verdict in Status
        if verdict is not Status.MET and titles[verdict]
    ]
    held = len(titles[Status.MET]) == len(compliance) and status is not Status.MET
    note = f", yet the phase as a whole is held at “{status}”" if held else ""
    unchanged = "; no production file changed between the revisions" if unexplained else ""
    return f"{', '.join(parts)}{note}{unchanged}."


def _name_first(names: tuple[str, ...]) -> str:
    more = len(names) - _SPOKEN_FIGURES
    return join_words((*names[:_SPOKEN_FIGURES], f"{more:,} more") if more > 0 else names)


def _warn_of_code(
    implementation: Implementation, unexplained: tuple[str, ...], comparison: Comparison
) -> list[str]:
    if comparison.before.revision == comparison.after.revision:
        return ["Both sides are the same revision."]
    if implementation.production_changed:
        return []
    warning = "No production file changed between the revisions."
    if unexplained:
        names = _name_first(unexplained)
        warning += f" What improved did so without a change to the audited code: {names}."
    return [warning]


def _warn_of_tests(
    implementation: Implementation, suite: Suite | None, tests: TestChanges | None
) -> list[str]:
    warnings = list(suite.notes) if suite else []
    edited = _changed_files(implementation, Zone.TEST)
    if tests is None:
        return warnings
    if tests.newly_failing:
        warnings.append(
            f"{count_of(len(tests.newly_failing), 'test')} that passed before "
            f"{'fails' if len(tests.newly_failing) == 1 else 'fail'} now."
        )
    if tests.removed:
        warnings.append(f"{count_of(len(tests.removed), 'test')} of the earlier run did not run.")
    if edited and tests.newly_passing:
        warnings.append(
            f"{count_of(edited, 'test file')} changed in the same phase; how much of the new test "
            "results that explains has not been examined."
        )
    return warnings


def _warn_of_figures(figures: FigureSet) -> list[str]:
    worse = tuple(item.title for item in figures.primary if item.trend is Trend.WORSE)
    return [f"Worse than before: {join_words(worse)}."] if worse else []


def _warn_of_empty(consolidations: tuple[Consolidation, ...]) -> list[str]:
    return [
        f"The patterns of the component “{item.title}” match no symbol, so nothing was measured "
        "for it."
        for item in consolidations
        if not item.definitions.total and not item.in_use.total and not item.removed.total
    ]


def _tell_paths(item: Consolidation) -> str:
    before = "not a component" if item.paths_before is None else f"{item.paths_before:,}"
    went, came = item.removed.total, item.added.total
    proposed = " (proposed by the kit, not declared)" if item.proposed else ""
    return (
        f"{item.title}{proposed}: {count_of(item.paths_after, 'import path')} in production use "
        f"after the phase, {before} before; {went:,} went, {came:,} appeared."
    )


def _tell_tests(suite: Suite | None, tests: TestChanges | None) -> list[str]:
    if suite is None or suite.after is None:
        return []
    text = f"{suite.after.passed:,} of {count_of(suite.after.total, 'test')} passed after the phase"
    if suite.before is not None:
        text += f", {suite.before.passed:,} of {suite.before.total:,} before"
    if tests is not None:
        text += (
            f": {len(tests.newly_passing):,} newly passing, {len(tests.newly_failing):,} newly "
            f"failing, {len(tests.still_failing):,} still failing"
        )
    return [f"{text}."]


def _tell_findings(comparison: Comparison) -> str:
    return (
        f"Findings: {len(comparison.resolved):,} resolved, {len(comparison.introduced):,} "
        f"introduced, {len(comparison.remaining):,} remain."
    )


def _tell_files(implementation: Implementation) -> str:
    parts = tuple(
        count_of(_changed_files(implementation, zone.zone), f"{zone.zone} file")
        for zone in implementation.zones
    )
    if not parts:
        return "No Python file differs between the revisions."
    return f"Files that differ between the revisions: {join_words(parts)}."


def _changed_files(implementation: Implementation, zone: str) -> int:
    return sum(
        item.added + item.removed + item.changed + item.moved
        for item in implementation.zones
        if item.zone == zone
    )
