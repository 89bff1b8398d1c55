"""Protected journeys: what there is to support that they were maintained."""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence

from audit.model.comparison import TestOutcome, TestRun
from audit.model.gate import JourneyEvidence
from audit.model.rules import Journey
from audit.phases.revision_pair import RevisionPair

__all__ = ["judge_journeys"]

_PASSED = TestOutcome.PASSED


def judge_journeys(
    journeys: Sequence[Journey],
    pair: RevisionPair,
    runs: tuple[TestRun | None, TestRun | None],
) -> tuple[JourneyEvidence, ...]:
    """The evidence for each journey, in the order they were declared; see `JourneyEvidence`."""
    old, new = (
        {result.id: result.outcome for result in run.results} if run is not None else {}
        for run in runs
    )
    return tuple(_judge(journey, pair, old, new) for journey in journeys)


def _judge(
    journey: Journey,
    pair: RevisionPair,
    old: dict[str, TestOutcome],
    new: dict[str, TestOutcome],
) -> JourneyEvidence:
    names = sorted(
        name
        for name in old.keys() | new.keys()
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in journey.tests)
    )
    reached = _reached(pair, [name for name in names if name in new])
    lost = [name for name in names if old.get(name) is _PASSED and new.get(name) is not _PASSED]
    failing = [name for name in names if name in new and new[name] is not _PASSED]
    by_file = {m.file: m.name for m in pair.after.snapshot.modules}
    reason = _reason(names, new, lost, failing)
    return JourneyEvidence(
        journey=journey,
        tests=tuple((name, old.get(name), new.get(name)) for name in names),
        modules=len(reached),
        changed=tuple(sorted(by_file[file] for file in reached & pair.changed if file in by_file)),
        supported=not reason,
        reason=reason or f"All {len(names)} of its tests pass after the phase.",
    )


def _reason(
    names: list[str], new: dict[str, TestOutcome], lost: list[str], failing: list[str]
) -> str:
    """Why it is not supported; "" when it is."""
    if not names:
        return "No test matches its patterns, so nothing supports it."
    if lost:
        return f"{len(lost)} of its tests passed before and no longer do: {lost[0]}."
    if failing:
        return f"{len(failing)} of its tests do not pass after the phase: {failing[0]}."
    if not any(name in new for name in names):
        return "None of its tests was run after the phase."
    return ""


def _reached(pair: RevisionPair, names: Sequence[str]) -> frozenset[str]:
    if pair.suites is None:
        return frozenset()
    suite = pair.suites[1]
    files: set[str] = set()
    for name in names:
        unit = suite.find_test(name)
        if unit is not None:
            closure, _ = suite.closure(unit)
            files |= {unit.file, *suite.conftests(unit.file), *(key[0] for key in closure)}
    return pair.maps[1].reach(files)
