"""Test results in groups, as another tool reported them."""

from __future__ import annotations

from collections import Counter

from audit.model.comparison import TestChanges, TestOutcome, TestRun
from audit.model.summary import Suite, SuiteGroup, SuiteTally
from audit.reports.excerpt import build_excerpt
from audit.reports.figures import reported_origin
from audit.reports.prose import count_of

__all__ = ["SHOWN_TESTS", "build_suite"]

SHOWN_TESTS = 15


def build_suite(
    before: TestRun | None, after: TestRun | None, changes: TestChanges | None
) -> Suite | None:
    """The two runs in numbers and groups; None when no results were given at all."""
    if before is None and after is None:
        return None
    tallies = (_tally(before), _tally(after))
    return Suite(
        before=tallies[0],
        after=tallies[1],
        groups=_groups(changes, after),
        notes=_notes(*tallies),
        origin=reported_origin((before, after)),
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
        ]
    elif after is not None:
        bad = {TestOutcome.FAILED, TestOutcome.ERROR}
        named = [("Failing", tuple(item.id for item in after.results if item.outcome in bad))]
    named.append(("Skipped after the phase", skipped))
    if changes is not None:
        named += [("Added", changes.added), ("Removed", changes.removed)]
    return tuple(
        SuiteGroup(title=title, tests=build_excerpt(tests, SHOWN_TESTS))
        for title, tests in named
        if tests
    )


def _notes(before: SuiteTally | None, after: SuiteTally | None) -> tuple[str, ...]:
    notes = []
    if before is None:
        notes.append("No results were given for the state before the phase.")
    if after is None:
        notes.append("No results were given for the state after the phase.")
    for tally, when in ((before, "before"), (after, "after")):
        if tally is not None and tally.total == 0:
            notes.append(f"The results {when} the phase hold no test: nothing was collected.")
    if before is not None and after is not None and before.total != after.total:
        grown = "grew" if after.total > before.total else "shrank"
        notes.append(
            f"The suite {grown} from {before.total:,} to {count_of(after.total, 'test')}, so the "
            "two shares have different denominators."
        )
    return tuple(notes)
