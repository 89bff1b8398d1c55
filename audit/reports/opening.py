"""The first screen and the last lines: status, what must not be overlooked, what happened."""

from __future__ import annotations

from collections import defaultdict

from audit.model.comparison import Status, TestChanges
from audit.model.findings import Severity
from audit.model.summary import Opening
from audit.model.summary_parts import Consolidation, Implementation, Suite
from audit.reports.cautions import build_cautions, count_changed_files, find_unexplained, name_first
from audit.reports.gate_section import tell_gate
from audit.reports.phase_parts import PhaseParts
from audit.reports.prose import count_of, join_words, target_title
from audit.reports.questions import answer_control, answer_promise, answer_stopping

__all__ = ["build_conclusion", "build_opening"]

_UNCLEAR = frozenset({"broken", "ambiguous", "unresolvable"})


def build_opening(parts: PhaseParts) -> Opening:
    """The executive summary. A reader of this alone must not be misled, so everything that
    weakens the figures stands here as a warning, before the sentences about what happened."""
    return Opening(
        reason=_justify(parts),
        warnings=build_cautions(parts),
        sentences=(
            *(_tell_paths(item) for item in parts.consolidations),
            *_tell_tests(parts.suite, parts.tests),
            _tell_findings(parts),
            _tell_size(parts),
            _tell_files(parts.implementation),
            *(
                ("The earlier revision was measured again under the rules of the later one.",)
                if parts.comparison.reaudited
                else ()
            ),
        ),
        answers=(answer_control(parts), answer_promise(parts), answer_stopping(parts)),
        gate_line=tell_gate(parts.gate),
    )


def build_conclusion(parts: PhaseParts, name: str, opening: Opening) -> tuple[str, ...]:
    """What the evidence carries, what is open, and how far it reaches. `name` is the title."""
    coverage = parts.after.coverage
    findings = sum(1 for item in parts.after.findings if item.severity is not Severity.NOTE)
    rest = count_of(findings, "finding")
    if parts.tests is not None:
        failing = len(parts.tests.newly_failing) + len(parts.tests.still_failing)
        rest += f" and {count_of(failing, 'failing test')}"
    unclear = sum(count for bucket, count in coverage.buckets if bucket in _UNCLEAR)
    lines = [
        f"{name}: {parts.status}. {opening.reason}",
        opening.gate_line,
        f"Still open: {rest}.",
        f"This rests on {coverage.files_parsed:,} of {count_of(coverage.files, 'Python file')} "
        f"parsed whole, and on {count_of(coverage.imports, 'import')}, of which {unclear:,} did "
        "not lead to a known place.",
    ]
    if parts.phase.business or parts.phase.risks or parts.phase.narrative:
        lines.append("Declared statements were made by people; they were not checked.")
    return tuple(lines)


def _justify(parts: PhaseParts) -> str:
    compliance, status = parts.figures.compliance, parts.status
    if not compliance:
        lacking = (
            "The phase declares"
            if parts.phase.id
            else "Two sources were compared without a phase, with"
        )
        return f"{lacking} no targets, so there is nothing to hold the figures against."
    titles: dict[Status, list[str]] = defaultdict(list)
    for figure in compliance:
        if figure.goal is not None:
            titles[figure.goal.status].append(f"“{target_title(figure)}”")
    told = [f"{len(titles[Status.MET])} of {count_of(len(compliance), 'target')} met"]
    told += [
        f"{len(titles[verdict])} {verdict} ({name_first(tuple(titles[verdict]))})"
        for verdict in Status
        if verdict is not Status.MET and titles[verdict]
    ]
    held = len(titles[Status.MET]) == len(compliance) and status is not Status.MET
    note = f", yet the phase as a whole is held at “{status}”" if held else ""
    unchanged = (
        "; no production file changed between the revisions" if find_unexplained(parts) else ""
    )
    return f"{', '.join(told)}{note}{unchanged}."


def _tell_paths(item: Consolidation) -> str:
    before = "none known" if item.paths_before is None else f"{item.paths_before:,}"
    proposed = " (proposed by the kit, not declared)" if item.proposed else ""
    return (
        f"{item.title}{proposed}: {count_of(item.paths_after, 'import path')} in production use "
        f"where there were {before}; {_tell_traffic(item.removed.total, item.added.total)}."
    )


def _tell_traffic(went: int, came: int) -> str:
    return f"{went:,} went, {came:,} appeared" if went or came else "the same ones"


def _tell_tests(suite: Suite | None, tests: TestChanges | None) -> list[str]:
    if suite is None or suite.after is None:
        return []
    text = f"{suite.after.passed:,} of {count_of(suite.after.total, 'test')} passed"
    if suite.before is not None:
        text += f", {suite.before.passed:,} of {suite.before.total:,} before"
    if tests is not None:
        text += (
            f": {len(tests.newly_passing):,} newly passing, {len(tests.newly_failing):,} newly "
            f"failing, {len(tests.still_failing):,} still failing, {len(tests.added):,} added, "
            f"{len(tests.removed):,} removed"
        )
    return [f"{text}."]


def _tell_findings(parts: PhaseParts) -> str:
    comparison, grown = parts.comparison, parts.implementation.grown
    return (
        f"Findings: {len(comparison.resolved):,} resolved, {len(comparison.introduced):,} "
        f"introduced, {len(comparison.remaining):,} remain"
        f"{f', {grown:,} of them with more members than before' if grown else ''}."
    )


def _tell_size(parts: PhaseParts) -> str:
    old, new = parts.before.coverage, parts.after.coverage
    files = ""
    if parts.evidence.scopes is not None and parts.evidence.scopes[1].found:
        found = count_of(parts.evidence.scopes[1].found, "Python file")
        files = f"{new.files:,} of {found}, "
    return (
        f"Looked at: {files}{count_of(new.modules, 'module')} with {count_of(new.lines, 'line')}, "
        f"where there were {count_of(old.modules, 'module')} with {count_of(old.lines, 'line')}."
    )


def _tell_files(implementation: Implementation) -> str:
    parts = tuple(
        count_of(count_changed_files(implementation, zone.zone), f"{zone.zone} file")
        for zone in implementation.zones
    )
    if not parts:
        return "No Python file differs between the revisions."
    return f"Files that differ between the revisions: {join_words(parts)}."
