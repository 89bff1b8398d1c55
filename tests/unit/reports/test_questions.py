from __future__ import annotations

from dataclasses import replace

from audit.model.comparison import Status
from audit.model.findings import FindingKind, Severity
from audit.model.gate import GateReport
from audit.model.phase_dossier import PhaseDossier
from tests.worlds.judged_story import judged_story
from tests.worlds.phase_story import PhaseStory, bare_story, build_story, finding


def _answers(story: PhaseStory) -> list[str]:
    return [answer.sentence for answer in story.tell().opening.answers]


def _with_component(**changes: object) -> PhaseStory:
    story = build_story()
    figures = replace(story.after.components[0], **changes)  # type: ignore[arg-type]
    return replace(story, after=replace(story.after, components=(figures,)))


def test_without_anything_declared_nothing_is_answered() -> None:
    """Two bare sources: control and promise cannot be said, and the sentences say why."""
    answers = bare_story().tell().opening.answers
    assert [answer.known for answer in answers] == [False, False, False]
    assert [answer.sentence.split(":")[0] for answer in answers] == ["Cannot be said"] * 3
    assert "no component is declared" in answers[0].sentence
    assert "no targets are declared" in answers[1].sentence


def test_control_is_a_question_of_the_declared_limit() -> None:
    """Three paths where two are allowed is no; two is yes."""
    assert _answers(build_story())[0] == (
        "No: production reaches “Booking” through 3 import paths where 2 are allowed, none of "
        "them broken or deprecated, 1 canonical."
    )
    one = build_story().after.rules.components[0].canonical
    assert _answers(_with_component(paths_production=one))[0] == (
        "Yes: production reaches “Booking” through 1 import path where 2 are allowed, none of "
        "them broken or deprecated."
    )


def test_a_path_beside_the_canonical_one_is_half_control() -> None:
    """Within the limit, yet on a path that nobody declared canonical: in part."""
    two = build_story().after.components[0].paths_production[:2]
    answer = _answers(_with_component(paths_production=two))[0]
    assert answer.startswith("In part: ")
    assert answer.endswith("none of them broken or deprecated, 1 canonical.")


def test_deprecated_broken_and_bypassing_uses_are_no_control() -> None:
    """Within the limit, a path that is broken or deprecated still is a no."""
    for field in ("broken_in_use", "deprecated_in_use", "bypasses"):
        two = build_story().after.components[0].paths_production[:2]
        story = _with_component(paths_production=two, **{field: ("shop.old",)})
        assert _answers(story)[0].startswith("No: ")


def test_a_component_that_matches_nothing_is_not_in_control() -> None:
    """Nothing was looked at, so nothing can be said."""
    story = _with_component(symbols=(), definitions=(), paths_production=())
    assert _answers(story)[0] == "Cannot be said: the patterns of “Booking” match no symbol."


def test_a_promise_kept_by_the_gate_is_said_to_be() -> None:
    """Targets met only because the gate moved are counted in the answer."""
    assert _answers(judged_story())[1] == (
        "In part: 1 of 2 targets met, 1 of them only because the gate moved."
    )


def test_without_a_judgement_the_promise_names_that() -> None:
    """What nobody examined is not called earned."""
    assert _answers(build_story())[1] == (
        "In part: 1 of 2 targets met; whether the code earned them was not examined."
    )


def test_a_phase_met_without_a_change_of_code_is_not_a_yes() -> None:
    """All targets met, no production file changed, nobody judged: that cannot be said."""
    story = build_story()
    files = replace(story.comparison.files, removed=(), changed=(), moved=())
    met = replace(
        story,
        status=Status.MET,
        targets=story.targets[1:],
        comparison=replace(story.comparison, files=files),
    )
    answer = met.tell().opening.answers[1]
    assert not answer.known
    assert "no production file changed" in answer.sentence


def test_a_phase_in_which_nothing_improved_earned_nothing() -> None:
    """A target that held before is met, and no figure is called earned for it."""
    story = replace(build_story(), evidence=PhaseDossier(gate=GateReport()))
    assert _answers(story)[1].endswith("1 of 2 targets met, and no figure improved.")


def test_growth_is_named_with_its_values() -> None:
    """What is worse than before, and what is new, is the evidence for what gets worse."""
    story = build_story()
    worse = tuple(
        replace(item, before=1, after=4, change=3) if item.id == "broken_imports" else item
        for item in story.comparison.metrics
    )
    new = (finding(FindingKind.CYCLE, "shop.a shop.b"),)
    comparison = replace(story.comparison, metrics=worse, introduced=new)
    told = replace(story, comparison=comparison, targets=()).tell().opening.answers[2]
    assert told.known
    assert told.sentence == (
        "Worse than before: Broken imports (1 → 4); 1 new finding; open in all: 1 finding and 9 "
        "failing tests."
    )


def test_new_notes_are_counted_and_called_notes() -> None:
    """The number of new findings is that of the tables, which leave out none; notes alone are no
    growth."""
    story = build_story()
    note = replace(finding(FindingKind.SPLIT_NAME, "Till"), severity=Severity.NOTE)
    new = (finding(FindingKind.CYCLE, "shop.a shop.b"), note)
    comparison = replace(story.comparison, introduced=new)
    told = replace(story, comparison=comparison, targets=()).tell()
    assert "2 new findings, 1 of them notes;" in told.opening.answers[2].sentence
    (advice,) = (
        each.evidence for each in told.recommendations if "what is new" in each.action.text
    )
    assert advice == "New, notes apart: 1 cycle."
    alone = replace(story, comparison=replace(comparison, introduced=(note,)), targets=()).tell()
    assert "new finding" not in alone.opening.answers[2].sentence


def test_a_change_that_no_reader_could_see_is_no_growth() -> None:
    """99.31 % and 99.32 % are both 99.3 %: such a figure is left to the table."""
    story = build_story()
    share = tuple(
        replace(item, before=0.99324, after=0.99316, change=-0.00008)
        if item.unit == "share"
        else item
        for item in story.comparison.metrics
    )
    told = replace(story, comparison=replace(story.comparison, metrics=share)).tell()
    assert not told.opening.answers[2].known
