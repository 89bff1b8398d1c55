"""Test results in groups, as another tool reported them."""

from __future__ import annotations

from collections import Counter

from audit.model.comparison import RateChange, TestChanges, TestOutcome, TestRun
from audit.model.figures import Statement
from audit.model.phase_dossier import PhaseDossier
from audit.model.summary_parts import Suite, SuiteGroup, SuiteTally
from audit.reports.excerpt import build_excerpt
from audit.reports.prose import count_of
from audit.reports.suite_figures import reported_origin

__all__ = ["SHOWN_TESTS", "build_suite"]

SHOWN_TESTS = 15
_NO_EVIDENCE = PhaseDossier()


def build_suite(
    before: TestRun | None,
    after: TestRun | None,
    changes: TestChanges | None,
    evidence: PhaseDossier = _NO_EVIDENCE,
) -> Suite | None:
    """The two runs in numbers and groups; None when no results were given at all.

    The notes of the evidence replace our own count of tests where there are any.
    """
    if before is None and after is None:
        return None
    tallies = (_tally(before), _tally(after))
    return Suite(
        before=tallies[0],
        after=tallies[1],
        groups=_groups(changes, after),
        notes=(*_missing_notes(*tallies), *(_told_notes(evidence) or _count_notes(*tallies))),
        origin=reported_origin((before, after)),
        rate=_rate(before, after),
        themes=build_excerpt(evidence.themes, SHOWN_TESTS),
    )


def _rate(before: TestRun | None, after: TestRun | None) -> RateChange | None:
    if before is None or after is None:
        return None
    return RateChange(
        passed_before=before.passed,
        total_before=before.total,
        passed_after=after.passed,
        total_after=after.total,
    )


def _told_notes(evidence: PhaseDossier) -> tuple[Statement, ...]:
    return tuple(
        Statement(text=note.text, names=build_excerpt(note.tests, SHOWN_TESTS))
        for note in evidence.notes
    )


def _tally(run: TestRun | None) -> SuiteTally | None:
    if run is None:
        return None
    counts = Counter(result.outcome for result in run.results)
    return SuiteTally(
        passed=counts[TestOutcome.PASSED],
        failed=counts[TestOutcome.FAILED],
        errors=counts[TestOutcome.ERROR],
        skipped=counts[TestOutcome.SKIPPED],
        total=run.total,
    )


def _groups(changes: TestChanges | None, after: TestRun | None) -> tuple[SuiteGroup, ...]:
    """Groups that hold at least one test; skipped are all that the later run skipped."""
    skipped = tuple(
        result.id
        for result in (after.results if after else ())
        if result.outcome is TestOutcome.SKIPPED
    )
    named: list[tuple[str, tuple[str, ...]]] = []
    if changes is not None:
        named = [
            ("Newly passing", changes.newly_passing),
            ("Newly failing", changes.newly_failing),
            ("Still failing", changes.still_failing),
            ("Newly skipped", changes.newly_skipped),
            ("Flaky: passed and failed on the same code", changes.flaky),
        ]
    elif after is not None:
        bad = {TestOutcome.FAILED, TestOutcome.ERROR}
        named = [("Failing", tuple(item.id for item in after.results if item.outcome in bad))]
    if changes is None or skipped != changes.newly_skipped:
        named.append(("Skipped", skipped))
    if changes is not None:
        renamed = tuple(f"{old} → {new}" for old, new in changes.renamed)
        named += [
            ("Expected to fail (xfail)", changes.xfailed),
            ("Renamed or moved", renamed),
            ("Added", changes.added),
            ("Removed", changes.removed),
        ]
    return tuple(
        SuiteGroup(title=title, tests=build_excerpt(tests, SHOWN_TESTS))
        for title, tests in named
        if tests
    )


def _missing_notes(before: SuiteTally | None, after: SuiteTally | None) -> tuple[Statement, ...]:
    return tuple(
        Statement(text=f"No results were given for the {when} state.")
        for tally, when in ((before, "earlier"), (after, "later"))
        if tally is None
    )


def _count_notes(before: SuiteTally | None, after: SuiteTally | None) -> tuple[Statement, ...]:
    notes = [
        f"The {when} results hold no test: nothing was collected."
        for tally, when in ((before, "earlier"), (after, "later"))
        if tally is not None and tally.total == 0
    ]
    if before is not None and after is not None and before.total != after.total:
        grown = "grew" if after.total > before.total else "shrank"
        notes.append(
            f"The suite {grown} from {before.total:,} to {count_of(after.total, 'test')}, so the "
            "two shares have different denominators."
        )
    return tuple(Statement(text=note) for note in notes)
