"""The next moves: findings and failing tests grouped, with what each group costs to mend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from audit.model.comparison import FailureTheme, TestChanges
from audit.model.figures import EMPTY_EXCERPT, Excerpt
from audit.model.findings import Finding, FindingKind, Severity
from audit.model.snapshot import Snapshot
from audit.model.summary_parts import NextTarget
from audit.reports.effort import EffortTable
from audit.reports.excerpt import build_excerpt
from audit.reports.prose import count_of

__all__ = ["FAILING_TESTS", "NEXT_MOVES", "SHOWN_TARGETS", "build_next_targets", "describe_kind"]

SHOWN_TARGETS = 12
_SHOWN_SUBJECTS = 5
NEXT_MOVES = 5
FAILING_TESTS = "failing tests"
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
    FindingKind.SHARED_STATE: "Clear state that is shared, or give each instance its own",
    FindingKind.DISGUISED_ALIAS: "Import symbols under their own names",
    FindingKind.SPLIT_NAME: "Give one name one meaning",
    FindingKind.ALWAYS_RAISING: "Replace calls of what can only raise",
    FindingKind.WARNED_CANONICAL_PATH: "Choose canonical paths that do not warn",
    FindingKind.LEFT_PATTERN: "Bring what left a component's name pattern back into it",
    FindingKind.IDENTITY_SPLIT: "Import each file under one module name",
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
    after: Snapshot,
    component: str,
    tests: TestChanges | None,
    themes: tuple[FailureTheme, ...] = (),
    renamed: Sequence[Finding] = (),
) -> Excerpt[NextTarget]:
    """Findings of the later snapshot and those about the pair (`renamed`), grouped by kind and
    component, and the failing tests.

    Notes are left out: they describe, they ask for nothing. Order: the phase's component first,
    then by severity, then by number, then by kind. Failing tests stand first, by cause where
    `themes` name one; findings that a cause speaks of are not listed again.
    """
    groups: dict[tuple[str, FindingKind], list[Finding]] = defaultdict(list)
    covered = [subject for theme in themes for subject in theme.findings]
    for finding in (*after.findings, *renamed):
        if finding.severity is not Severity.NOTE and not _speaks_of(finding, covered):
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
    table = EffortTable(after)
    targets = [
        _target(kind, titles.get(owner, owner), findings, table)
        for (owner, kind), findings in ranked
    ]
    failing = (*tests.newly_failing, *tests.still_failing) if tests else ()
    first = [_theme_target(theme, after, table) for theme in themes]
    if failing and not first:
        first = [_failing_target(failing)]
    return build_excerpt((*first, *targets), SHOWN_TARGETS)


def _speaks_of(finding: Finding, names: Sequence[str]) -> bool:
    """Whether the finding is about one of the names, as its subject or at one of its places."""
    return finding.subject in names or any(place.text in names for place in finding.locations)


def _theme_target(theme: FailureTheme, after: Snapshot, table: EffortTable) -> NextTarget:
    """Failing tests of one cause. What they cost is known only where findings speak of the same
    subjects: the place where a test fails is not the place to edit."""
    about = [finding for finding in after.findings if _speaks_of(finding, theme.findings)]
    titles = {item.id: item.title for item in after.components}
    action = theme.action.rstrip(".") or theme.title
    action = f"{action[:1].upper()}{action[1:]}"
    return NextTarget(
        action=action,
        kind=FAILING_TESTS,
        component=titles.get(theme.component, theme.component),
        count=len(theme.tests),
        subjects=build_excerpt(theme.tests, _SHOWN_SUBJECTS),
        places=build_excerpt(theme.places, _SHOWN_SUBJECTS),
        effort=table.measure(about),
    )


def _target(
    kind: FindingKind, component: str, findings: list[Finding], table: EffortTable
) -> NextTarget:
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
            tuple(dict.fromkeys(_name_subject(finding) for finding in findings)), _SHOWN_SUBJECTS
        ),
        places=build_excerpt(tuple(dict.fromkeys(places)), _SHOWN_SUBJECTS),
        effort=table.measure(findings),
    )


def _name_subject(finding: Finding) -> str:
    """The subject; the members of a cycle with commas between them."""
    parts = finding.subject.split(" ")
    return ", ".join(parts) if finding.kind is FindingKind.CYCLE else finding.subject


def _failing_target(failing: tuple[str, ...]) -> NextTarget:
    return NextTarget(
        action="Make the failing tests pass",
        kind=FAILING_TESTS,
        component="",
        count=len(failing),
        subjects=build_excerpt(failing, _SHOWN_SUBJECTS),
        places=EMPTY_EXCERPT,
    )
