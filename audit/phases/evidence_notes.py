"""What to know before believing the test figures of a phase."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audit.model.comparison import (
    EvidenceNote,
    EvidenceNoteKind,
    TestChanges,
    TestRun,
)
from audit.model.rules import Phase
from audit.phases.revision_pair import RevisionPair
from audit.phases.suite_source import SuiteSource

__all__ = ["note_evidence"]

_NAMES = ("before", "after")


def note_evidence(
    phase: Phase,
    pair: RevisionPair,
    runs: tuple[TestRun | None, TestRun | None],
    changes: TestChanges | None,
    earlier: Sequence[Phase] = (),
) -> tuple[EvidenceNote, ...]:
    """Everything that makes the two runs hard to believe or to compare.

    A suite that collected nothing; another number of tests; one file for both sides. That a
    *before* is not the parent state is told by three signs: it reports tests that the source of
    before does not define; it reports none of the tests that this source defines in a file it
    ran; an earlier phase used the same file and started somewhere else.
    """
    notes = [*_nothing(runs), *_denominators(runs), *_same_file(runs)]
    if pair.suites is not None:
        for side, run in enumerate(runs):
            if run is not None and run.total:
                notes += _strangers(pair.suites[side], run, side)
    notes += _reused(phase, earlier)
    return tuple(notes)


def _nothing(runs: Iterable[TestRun | None]) -> list[EvidenceNote]:
    return [
        EvidenceNote(
            kind=EvidenceNoteKind.NOTHING_COLLECTED,
            text=f"The run {name} the phase collected no test: it says nothing.",
        )
        for name, run in zip(_NAMES, runs, strict=True)
        if run is not None and not run.total
    ]


def _denominators(runs: tuple[TestRun | None, TestRun | None]) -> list[EvidenceNote]:
    before, after = runs
    if before is None or after is None or before.total == after.total or not after.total:
        return []
    old, new = {r.id for r in before.results}, {r.id for r in after.results}
    grew = after.total > before.total
    kind = EvidenceNoteKind.DENOMINATOR_GREW if grew else EvidenceNoteKind.DENOMINATOR_SHRANK
    names = new - old if grew else old - new
    return [
        EvidenceNote(
            kind=kind,
            text=f"The suite {'grew' if grew else 'shrank'} from {before.total:,} to "
            f"{after.total:,} tests, so the two rates have different denominators.",
            tests=tuple(sorted(names)),
        )
    ]


def _same_file(runs: tuple[TestRun | None, TestRun | None]) -> list[EvidenceNote]:
    before, after = runs
    if before is None or after is None or not before.files:
        return []
    shared = {digest for _, digest in before.files} & {digest for _, digest in after.files}
    if not shared:
        return []
    return [
        EvidenceNote(
            kind=EvidenceNoteKind.SAME_FILE,
            text="The same file of results is given for before and after.",
        )
    ]


def _strangers(suite: SuiteSource, run: TestRun, side: int) -> list[EvidenceNote]:
    """Tests of the run that the source has not, and tests of the source that the run has not.

    A test is a stranger when its file is known and defines no such test; generated tests of files
    that are not read stay out of it.
    """
    name = _NAMES[side]
    ids = {result.id.partition("[")[0] for result in run.results}
    known = {identifier: suite.find_test(identifier) for identifier in sorted(ids)}
    files = {unit.file for unit in known.values() if unit is not None}
    strangers = [i for i, unit in known.items() if unit is None and _is_of_suite(suite, i)]
    notes = []
    if strangers:
        notes.append(
            EvidenceNote(
                kind=EvidenceNoteKind.NOT_THE_PARENT,
                text=f"The results {name} name {_tests(strangers)} that the source {name} the "
                "phase does not define: they come from another state.",
                tests=tuple(strangers),
            )
        )
    ran = {(unit.file, unit.name) for unit in known.values() if unit is not None}
    missing = sorted(
        f"{unit.file}::{unit.name}"
        for unit in suite.tests()
        if unit.file in files and (unit.file, unit.name) not in ran and _is_collected(unit.name)
    )
    if missing:
        notes.append(
            EvidenceNote(
                kind=EvidenceNoteKind.NOT_COLLECTED,
                text=f"The source {name} the phase defines {_tests(missing)} that the results "
                f"{name} do not name: not run, or the results come from another state.",
                tests=tuple(missing),
            )
        )
    return notes


def _is_of_suite(suite: SuiteSource, identifier: str) -> bool:
    """Whether an id belongs to a test file that was read, or to none that exists."""
    group = identifier.rpartition("::")[0]
    return bool(group) and bool(suite.files)


def _is_collected(name: str) -> bool:
    """Whether pytest's own patterns collect a test of that name: no helper class, no local one."""
    owner, _, _ = name.rpartition(".")
    return not owner or owner.startswith("Test")


def _reused(phase: Phase, earlier: Iterable[Phase]) -> list[EvidenceNote]:
    """Files of before that an earlier phase used for a state other than this one's start."""
    notes = []
    for other in earlier:
        sides = ((other.tests_before, other.before), (other.tests_after, other.after))
        for files, source in sides:
            shared = sorted(set(files) & set(phase.tests_before))
            if shared and source != phase.before and other.id != phase.id:
                notes.append(
                    EvidenceNote(
                        kind=EvidenceNoteKind.NOT_THE_PARENT,
                        text=f"{', '.join(shared)} stands for {phase.before} here and for "
                        f"{source} in {other.id or 'an earlier phase'}: one of them is not the "
                        "state that was tested.",
                    )
                )
    return notes


def _tests(names: Sequence[str]) -> str:
    return f"{len(names)} {'test' if len(names) == 1 else 'tests'}"
