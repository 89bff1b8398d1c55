from __future__ import annotations

from dataclasses import replace

import audit.model.comparison as compared
from audit.model.comparison import FileChanges, Status
from audit.model.figures import Evidence, Trend
from audit.model.findings import FindingKind, Severity
from audit.model.rules import Component, Phase
from audit.reports.content_promises import build_risk_blocks
from audit.reports.sections import find_reasons
from audit.reports.suite_figures import SUCCESS_RATE
from tests.worlds.phase_story import PhaseStory, bare_story, build_story, finding


def _without_production(story: PhaseStory) -> PhaseStory:
    files = FileChanges(added=(), removed=(), changed=(("tests/test_paths.py", "test"),), moved=())
    return replace(story, comparison=replace(story.comparison, files=files))


def test_the_status_is_justified_by_counting_targets() -> None:
    """The first sentence counts the targets by verdict and names those that are not met."""
    opening = build_story().tell().opening
    assert opening.reason == "1 of 2 targets met, 1 missed (“Class and factory only”)."


def test_without_targets_the_reason_says_so() -> None:
    """Two sources without a phase are not measurable, in words."""
    summary = bare_story().tell()
    assert summary.title.status is Status.NOT_MEASURABLE
    assert "no targets" in summary.opening.reason
    assert "without a phase" in summary.opening.reason


def test_a_status_below_its_targets_is_not_explained_away() -> None:
    """Where all targets are met and the phase is held lower, the sentence says both."""
    story = build_story()
    summary = replace(story, targets=story.targets[1:]).tell()
    assert summary.opening.reason == (
        "1 of 1 target met, yet the phase as a whole is held at “partly met”."
    )


def test_improvement_without_production_change_is_on_the_first_screen() -> None:
    """When figures improve and only tests were edited, the opening says so first."""
    summary = _without_production(build_story()).tell()
    assert summary.opening.warnings[0] == (
        "No production file changed between the revisions. What improved did so without a change "
        "to the audited code: Import paths in production use, Broken imports, Canonical share and "
        "4 more."
    )
    assert summary.recommendations[0].evidence.startswith("No production file changed")


def test_a_production_change_is_not_called_missing() -> None:
    """Where production changed, no such warning stands."""
    opening = build_story().tell().opening
    assert not any("No production file" in line for line in opening.warnings)


def test_a_moved_production_file_counts_as_a_change() -> None:
    """A file under a new path is a change of production."""
    story = build_story()
    files = FileChanges(added=(), removed=(), changed=(), moved=(("a.py", "b.py", "production"),))
    summary = replace(story, comparison=replace(story.comparison, files=files)).tell()
    assert summary.implementation.production_changed


def test_edited_tests_beside_new_passes_are_called_out() -> None:
    """Test files that changed with the results weaken them, and the opening says so."""
    warnings = build_story().tell().opening.warnings
    assert any(line.startswith("1 test file changed in the same phase") for line in warnings)


def test_removed_and_newly_failing_tests_are_called_out() -> None:
    """A test that no longer runs or no longer passes is on the first screen."""
    story = build_story()
    assert story.test_changes is not None
    changes = replace(story.test_changes, newly_failing=("t.a",), removed=("t.b", "t.c"))
    warnings = replace(story, test_changes=changes).tell().opening.warnings
    assert "1 test that passed before fails now." in warnings
    assert "2 tests of the earlier run did not run." in warnings


def test_another_number_of_tests_is_called_out() -> None:
    """A denominator that grew is said before any share is read."""
    story = build_story()
    assert story.tests_before is not None
    fewer = replace(story.tests_before, results=story.tests_before.results[:10])
    warnings = replace(story, tests_before=fewer).tell().opening.warnings
    assert any("grew from 10 to 15 tests" in line for line in warnings)


def test_a_suite_that_collected_nothing_is_not_a_share() -> None:
    """No collected test is not measurable, not a division and not a success."""
    story = build_story()
    assert story.tests_after is not None
    summary = replace(story, tests_after=replace(story.tests_after, results=())).tell()
    rate = next(figure for figure in summary.figures if figure.id == SUCCESS_RATE)
    assert rate.after.value is None
    assert rate.trend is Trend.UNKNOWN
    assert any("nothing was collected" in line for line in summary.opening.warnings)


def test_the_success_rate_has_both_counts_and_reported_evidence() -> None:
    """3 of 15 becomes 6 of 15, from named files with digests."""
    figures = build_story().tell().figures
    rate = next(figure for figure in figures if figure.id == SUCCESS_RATE)
    assert (rate.before.numerator, rate.before.denominator) == (3, 15)
    assert (rate.after.numerator, rate.after.denominator) == (6, 15)
    assert rate.origin.evidence is Evidence.REPORTED
    assert rate.origin.before[0].name == "results/before.xml"
    assert rate.origin.before[0].digest == "sha256:" + "11" * 32


def test_measured_figures_name_revision_and_rules() -> None:
    """A measured figure can be measured again from what it names."""
    origin = build_story().tell().figures[0].origin
    assert origin.evidence is Evidence.MEASURED
    assert origin.before[0].name == "baseline at tree:" + "a1" * 20
    assert origin.after[0].digest == "sha256:" + "c3" * 32


def test_targeted_figures_come_first_in_the_order_of_the_phase() -> None:
    """The primary figures begin with what the phase promised; a neutral one is none."""
    ids = [figure.id for figure in build_story().tell().figures]
    assert ids == [
        "component.booking.paths_production",
        "broken_imports",
        SUCCESS_RATE,
        "component.booking.canonical_share",
    ]


def test_a_worse_figure_is_named_on_the_first_screen() -> None:
    """A primary figure that went the wrong way is not left to the table."""
    story = build_story()
    worse = tuple(
        replace(item, before=1, after=4, change=3) if item.id == "broken_imports" else item
        for item in story.comparison.metrics
    )
    summary = replace(story, targets=(), comparison=replace(story.comparison, metrics=worse)).tell()
    assert "Worse than before: Broken imports." in summary.opening.warnings


def test_a_target_on_an_unknown_figure_is_named_on_the_first_screen() -> None:
    """A mistyped id is not measurable, and the opening says that there is no such figure."""
    story = build_story()
    reason = "Not measurable: there is no metric 'brokn', the nearest known name is 'broken'"
    wrong = replace(
        story.targets[0],
        target=replace(story.targets[0].target, metric="brokn"),
        before=None,
        after=None,
        reason=reason,
        status=Status.NOT_MEASURABLE,
    )
    summary = replace(story, targets=(wrong, *story.targets)).tell()
    assert [line for line in summary.opening.warnings if line.startswith("Unknown")] == [
        "Unknown figure in a target: there is no metric 'brokn', the nearest known name is "
        "'broken'."
    ]
    (figure,) = (figure for figure in summary.figures if figure.id == "brokn")
    lack = "there is no metric 'brokn', the nearest known name is 'broken'"
    assert find_reasons((figure,)) == (
        (f"{figure.title}, before", lack),
        (f"{figure.title}, after", lack),
    )


def test_a_change_that_rounding_enlarges_is_said_to_be_small() -> None:
    """99.351 % and 99.349 % read as 99.4 % and 99.3 %: the opening tells how little that is."""
    story = build_story()
    share = tuple(
        replace(item, before=0.99351, after=0.99349, change=-0.00002)
        if item.unit == "share"
        else item
        for item in story.comparison.metrics
    )
    told = replace(story, targets=(), comparison=replace(story.comparison, metrics=share)).tell()
    (line,) = (each for each in told.opening.warnings if each.startswith("Worse than before"))
    assert "(by less than 0.1 points)" in line
    assert "99.4 % → 99.3 %, by less than 0.1 points" in told.opening.answers[2].sentence


def test_the_risks_list_no_change_that_nobody_can_see() -> None:
    """A figure that reads the same on both sides is not told as worse in the section on risks."""

    def tell(after: float) -> str:
        story = build_story()
        share = tuple(
            replace(item, before=0.99324, after=after, change=after - 0.99324)
            if item.unit == "share"
            else item
            for item in story.comparison.metrics
        )
        comparison = replace(story.comparison, metrics=share)
        return str(build_risk_blocks(replace(story, targets=(), comparison=comparison).tell()))

    assert "Worse than before" in tell(0.98)
    assert "Worse than before" not in tell(0.99316)


def test_two_hundred_findings_are_counted_before_they_are_cut() -> None:
    """The next-phase targets show the first and say of how many."""
    story = build_story()
    many = tuple(finding(FindingKind.BROKEN_IMPORT, f"shop.gone.n{n:03}") for n in range(200))
    summary = replace(story, after=replace(story.after, findings=many)).tell()
    target = next(
        item for item in summary.next_targets.items if item.kind == FindingKind.BROKEN_IMPORT
    )
    assert target.count == 200
    assert (len(target.subjects.items), target.subjects.total) == (5, 200)
    assert "Still open: 200 findings and 9 failing tests." in summary.conclusion


def test_notes_ask_for_nothing() -> None:
    """A finding that is only a note is no next-phase target."""
    kinds = {target.kind for target in build_story().tell().next_targets.items}
    assert FindingKind.CLASS_FAMILY not in kinds


def test_a_component_that_matches_nothing_is_said_to() -> None:
    """Nothing was looked at, so nothing is green."""
    story = build_story()
    empty = replace(story.after.components[0], symbols=(), definitions=(), paths_production=())
    summary = replace(
        story,
        before=replace(story.before, components=(empty,), ledger=()),
        after=replace(story.after, components=(empty,), ledger=()),
        comparison=replace(story.comparison, paths=()),
    ).tell()
    assert any("match no symbol" in line for line in summary.opening.warnings)


def test_paths_are_split_by_class_and_add_up() -> None:
    """The classes of the component's paths add up to its paths in production use."""
    item = build_story().tell().consolidations[0]
    assert (item.paths_before, item.paths_after) == (6, 3)
    assert sum(row.before for row in item.classes) == 6
    assert sum(row.after for row in item.classes) == 3


def test_a_removed_path_is_enforced_only_when_its_module_is_gone() -> None:
    """Only an import that would fail is said to keep the path from coming back."""
    item = build_story().tell().consolidations[0]
    notes = {shift.path: shift.note for shift in item.removed.items}
    assert notes == {
        "shop.Manager": "no longer in production use",
        "shop.old.BookingManager": "no longer in production use",
        "shop.factory.Manager": "its module no longer exists",
    }
    assert item.enforcement[0].names.items == ("shop.factory.Manager",)


def test_paths_in_use_come_with_class_and_use_sites() -> None:
    """What is still in use is listed, most used by production first."""
    uses = build_story().tell().consolidations[0].in_use.items
    assert [(use.path, use.path_class, use.production, use.test) for use in uses] == [
        ("shop.booking.manager.Manager", "definition", 17, 3),
        ("shop.booking.Manager", "facade", 6, 0),
        ("shop.compat.Manager", "shim", 1, 0),
        ("shop.old.BookingManager", "deprecated", 0, 1),
    ]


def test_internal_modules_are_named_with_their_breaches() -> None:
    """A declared boundary is shown with the number of imports that cross it."""
    story = build_story()
    rule = Component(id="booking", title="Booking", symbols=("M",), internal=("shop.booking._*",))
    crossing = finding(
        FindingKind.INTERNAL_IMPORT, "shop.desk", Severity.ERROR, component="booking"
    )
    after = replace(
        story.after,
        rules=replace(story.after.rules, components=(rule,)),
        findings=(crossing,),
    )
    lines = replace(story, after=after).tell().consolidations[0].enforcement
    assert lines[-1].text == "Internal modules are declared; 1 import from outside found."
    assert lines[-1].names.items == ("shop.booking._*",)


def test_declared_statements_stay_declared() -> None:
    """A declared value is shown with who declared it, line breaks folded."""
    story = build_story()
    broken = replace(story.phase.business[0], value="EUR 2\n  million")
    summary = replace(story, phase=replace(story.phase, business=(broken,))).tell()
    assert summary.business[0].value == "EUR 2 million"
    assert summary.business[0].declared_by == "Sales"
    assert summary.conclusion[-1].endswith("they were not checked.")


def test_a_bare_comparison_has_no_section_invented() -> None:
    """Without components, tests, targets or findings the sections are empty, not filled."""
    summary = bare_story().tell()
    assert summary.consolidations == ()
    assert summary.suite is None
    assert summary.business == ()
    assert summary.compliance == ()
    assert summary.next_targets.total == 0


def test_the_title_falls_back_to_what_was_compared() -> None:
    """A phase without a title is named by its id, then by the two labels."""
    story = build_story()
    untitled = replace(story, phase=replace(story.phase, title="")).tell()
    assert untitled.title.title == "phase-1"
    assert bare_story().tell().title.title == "baseline → phase-1"


def test_the_same_records_give_the_same_summary() -> None:
    """Nothing enters a summary but its records."""
    assert build_story().tell() == build_story().tell()


def test_a_target_on_an_unknown_metric_is_shown_as_such() -> None:
    """A target without a figure is not measurable, with the reason that the verdict gave."""
    story = build_story()
    lost = replace(
        story.targets[0],
        target=replace(story.targets[0].target, metric="component.gone.paths"),
        before=None,
        after=None,
        status=Status.NOT_MEASURABLE,
        reason="no component is called gone",
    )
    figure = replace(story, targets=(lost,)).tell().compliance[0]
    assert figure.after.value is None
    assert figure.after.reason == "no component is called gone"
    assert figure.change is None


def test_results_without_matching_are_still_grouped() -> None:
    """A single run shows what fails in it, and says that the other side is missing."""
    summary = replace(build_story(), tests_before=None, test_changes=None).tell()
    assert summary.suite is not None
    assert [(group.title, group.tests.total) for group in summary.suite.groups] == [("Failing", 9)]
    assert summary.suite.notes[0].text == "No results were given for the earlier state."


def test_skipped_tests_have_their_own_group() -> None:
    """Skipped tests are neither passes nor failures."""
    story = build_story()
    assert story.tests_after is not None
    skipped = compared.TestResult(id="t.skipped", outcome=compared.TestOutcome.SKIPPED)
    run = replace(story.tests_after, results=(*story.tests_after.results, skipped))
    summary = replace(story, tests_after=run).tell()
    assert summary.suite is not None
    groups = {group.title: group.tests.items for group in summary.suite.groups}
    assert groups["Skipped"] == ("t.skipped",)


def test_an_unnamed_phase_takes_the_only_declared_component() -> None:
    """With one declared component there is no doubt which one the phase is about."""
    story = build_story()
    phase = Phase(id="p", title="P", before="a", after="b")
    assert replace(story, phase=phase).tell().title.component == "Booking"


def test_counts_of_another_measurement_are_not_borrowed() -> None:
    """Where the comparison measured a side anew, numerator and denominator of the saved snapshot
    do not belong to that value and are left out."""
    story = build_story()
    other = tuple(
        replace(item, before=0.5, change=0.25) if item.unit == "share" else item
        for item in story.comparison.metrics
    )
    summary = replace(story, comparison=replace(story.comparison, metrics=other)).tell()
    share = next(item for item in summary.provenance.figures if item.title == "Canonical share")
    assert (share.before.numerator, share.before.denominator) == (None, None)
    assert (share.after.numerator, share.after.denominator) == (18, 24)


def test_a_module_that_never_existed_is_not_called_gone() -> None:
    """A broken path that went was never kept out by a missing module."""
    story = build_story()
    ghost = replace(story.comparison.paths[0], path="shop.ghost.Manager")
    summary = replace(story, comparison=replace(story.comparison, paths=(ghost,))).tell()
    assert summary.consolidations[0].removed.items[0].note == "no longer in production use"


def test_a_production_change_asks_for_no_second_look() -> None:
    """The advice to look for other causes is given only where production did not change."""
    evidence = [item.evidence for item in build_story().tell().recommendations]
    assert not any("No production file" in line for line in evidence)


def test_every_kind_of_finding_becomes_a_next_step() -> None:
    """No kind is without an action, and each action is its own."""
    story = build_story()
    actions = set()
    for kind in FindingKind:
        after = replace(story.after, findings=(finding(kind, f"shop.{kind}"),))
        targets = replace(story, after=after, test_changes=None).tell().next_targets
        assert targets.total == 1
        actions.add(targets.items[0].action)
    assert len(actions) == len(FindingKind)


def test_the_status_sentence_itself_says_that_production_did_not_change() -> None:
    """Whoever quotes only the sentence beside the status is not misled either."""
    reason = _without_production(build_story()).tell().opening.reason
    assert reason.endswith("; no production file changed between the revisions.")


def test_a_target_on_passing_tests_keeps_the_name_of_its_figure() -> None:
    """The figure is called what it is; the name that the phase gave stands with the target."""
    story = build_story()
    target = replace(story.targets[0].target, metric="tests.passed", title="Three more")
    passed = replace(story.targets[0], target=target, title="Three more", unit="tests")
    figure = replace(story, targets=(passed,)).tell().compliance[0]
    assert figure.title == "Tests passing"
    assert figure.goal is not None
    assert figure.goal.title == "Three more"
    assert figure.origin.evidence is Evidence.REPORTED


def test_paths_that_did_not_move_are_not_counted_twice() -> None:
    """Where no path came or went, the sentence says that they are the same ones."""
    story = build_story()
    still = replace(story.comparison, paths=())
    told = replace(story, after=story.before, comparison=still).tell().opening.sentences
    assert any(line.endswith("; the same ones.") for line in told)
    assert not any("0 went, 0 appeared" in line for line in told)
