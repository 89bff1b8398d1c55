"""What to know before believing the test figures."""

from __future__ import annotations

from dataclasses import replace

from audit.model.comparison import EvidenceNoteKind, TestRun
from audit.model.rules import Phase
from audit.phases.evidence_notes import note_evidence
from audit.phases.revision_pair import Revision, RevisionPair, build_revision_pair
from tests.worlds.small_records import make_comparison, make_snapshot
from tests.worlds.suites import draw_run, draw_suite

_PHASE = Phase(id="p2", title="", before="one", after="two", tests_before=("one.xml",))
_TESTS = "def test_a():\n    assert 1\n\ndef test_b():\n    assert 2\n"


def _pair(before: str = _TESTS, after: str = _TESTS) -> RevisionPair:
    side = Revision(snapshot=make_snapshot(), read=None)
    pair = build_revision_pair(side, side, make_comparison(), tests=False)
    return replace(pair, suites=(draw_suite(test_x=before), draw_suite(test_x=after)))


def _kinds(
    before: TestRun | None, after: TestRun | None, pair: RevisionPair | None = None
) -> list[EvidenceNoteKind]:
    notes = note_evidence(_PHASE, pair or _pair(), (before, after), None)
    return [note.kind for note in notes]


_BOTH = draw_run("tests.test_x::test_a:P tests.test_x::test_b:F")


def test_a_clean_pair_needs_no_note() -> None:
    """Runs of all tests of their own source, equally many, are as they should be."""
    assert _kinds(_BOTH, _BOTH) == []


def test_a_suite_that_collected_nothing_is_called_out() -> None:
    """An empty run says so, and nothing else is made of it."""
    assert _kinds(_BOTH, draw_run("")) == [EvidenceNoteKind.NOTHING_COLLECTED]


def test_another_number_of_tests_is_called_out() -> None:
    """A growing or shrinking denominator is named with the tests that make it."""
    more = draw_run("tests.test_x::test_a:P tests.test_x::test_b:F tests.test_x::test_b[2]:F")
    for runs, kind in (
        ((_BOTH, more), EvidenceNoteKind.DENOMINATOR_GREW),
        ((more, _BOTH), EvidenceNoteKind.DENOMINATOR_SHRANK),
    ):
        (note,) = note_evidence(_PHASE, _pair(), runs, None)
        assert (note.kind, note.tests) == (kind, ("tests.test_x::test_b[2]",))


def test_large_suites_are_told_with_separators() -> None:
    """Numbers of a thousand and more are grouped, so that nobody counts digits."""
    many = draw_run(" ".join(f"tests.test_x::test_{number}:P" for number in range(1200)))
    notes = note_evidence(_PHASE, _pair(), (_BOTH, many), None)
    assert any("grew from 2 to 1,200 tests" in note.text for note in notes)


def test_a_before_that_is_not_the_parent_state_is_called_out() -> None:
    """Results that name tests which the source of before does not define are of another state."""
    older = draw_run("tests.test_x::test_a:P tests.test_x::test_gone:P")
    notes = note_evidence(_PHASE, _pair(), (older, _BOTH), None)
    assert [(note.kind, note.tests) for note in notes] == [
        (EvidenceNoteKind.NOT_THE_PARENT, ("tests.test_x::test_gone",)),
        (EvidenceNoteKind.NOT_COLLECTED, ("tests/test_x.py::test_b",)),
    ]


def test_one_file_for_both_sides_is_called_out() -> None:
    """The same results before and after prove nothing."""
    run = replace(_BOTH, files=(("a.xml", "sha256:1"),))
    assert _kinds(run, replace(run, files=(("b.xml", "sha256:1"),))) == [EvidenceNoteKind.SAME_FILE]


def test_a_file_that_an_earlier_phase_used_for_another_state_is_called_out() -> None:
    """One file of results cannot stand for two states."""
    used = Phase(id="p1", title="", before="zero", after="one", tests_before=("one.xml",))
    notes = note_evidence(_PHASE, _pair(), (_BOTH, _BOTH), None, [used])
    assert [note.kind for note in notes] == [EvidenceNoteKind.NOT_THE_PARENT]
    rightly = replace(used, tests_before=(), tests_after=("one.xml",))
    assert note_evidence(_PHASE, _pair(), (_BOTH, _BOTH), None, [rightly]) == ()
