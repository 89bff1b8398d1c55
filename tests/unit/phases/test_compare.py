"""Two snapshots side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.errors import AuditError
from audit.model.comparison import Comparison
from audit.model.finding_identity import finding_fingerprint
from audit.model.findings import Finding, FindingKind, Location, Severity
from audit.model.imports import Cycle, View
from audit.model.modules import Module
from audit.model.snapshot import Snapshot
from audit.phases.compare import compare_snapshots
from tests.worlds.small_records import make_module
from tests.worlds.snapshots import small_comparison, small_snapshot

_OLD, _NEW = make_module("a.x", blob="blob"), make_module("b.y", blob="blob")


def _finding(
    fingerprint: str, *, subject: str = "s", file: str = "f.py", zone: str = "production"
) -> Finding:
    return Finding(
        kind=FindingKind.BROKEN_IMPORT,
        severity=Severity.ERROR,
        confidence=1.0,
        subject=subject,
        message="",
        fingerprint=fingerprint,
        zone=zone,
        locations=(Location(file=file, line=1),),
    )


def _with(*findings: Finding, modules: tuple[Module, ...] = ()) -> Snapshot:
    return replace(small_snapshot(), findings=findings, modules=modules)


def _fingerprints(comparison: Comparison) -> tuple[str, str, str]:
    groups = (comparison.introduced, comparison.resolved, comparison.remaining)
    first, second, third = ("".join(f.fingerprint for f in group) for group in groups)
    return first, second, third


def test_snapshots_under_different_rules_are_not_compared() -> None:
    """Unlike rules end with one sentence and exit code 2."""
    other = small_snapshot("phase-1")
    other = replace(other, provenance=replace(other.provenance, rules_digest="sha256:6"))
    with pytest.raises(AuditError, match=r"'baseline' and 'phase-1'.*different rules") as caught:
        compare_snapshots(small_snapshot(), other)
    assert caught.value.exit_code == 2


def test_findings_are_matched_by_fingerprint() -> None:
    """What only one side has is introduced or resolved; the rest remains, as it is later."""
    before = _with(_finding("a"), _finding("b", file="old.py"))
    after = _with(_finding("b", file="new.py"), _finding("c"))
    comparison = compare_snapshots(before, after)
    assert _fingerprints(comparison) == ("c", "a", "b")
    assert comparison.remaining[0].locations[0].file == "new.py"


def test_findings_are_matched_one_to_one() -> None:
    """A second copy of a known problem is new, and one of two gone is resolved."""
    one, two = _with(_finding("a")), _with(_finding("a", file="copy.py"), _finding("a"))
    grown, shrunk = compare_snapshots(one, two), compare_snapshots(two, one)
    assert _fingerprints(grown) == ("a", "", "a")
    assert grown.introduced[0].locations[0].file == "copy.py"
    assert _fingerprints(shrunk) == ("", "a", "a")
    assert shrunk.resolved[0].locations[0].file == "copy.py"


def test_a_finding_of_a_moved_module_remains() -> None:
    """A fingerprint that changed only with the module's name is no new problem."""
    before = _with(_finding("1", subject="a.x.C", file="a/x.py"), modules=(_OLD,))
    after = _with(_finding("2", subject="b.y.C", file="b/y.py"), modules=(_NEW,))
    assert _fingerprints(compare_snapshots(before, after)) == ("", "", "2")


def test_a_finding_in_a_moved_file_remains() -> None:
    """A finding about something else that stands in a moved file moves with it."""
    before = _with(_finding("1", subject="gone", file="a/x.py"), modules=(_OLD,))
    after = _with(_finding("2", subject="gone", file="b/y.py"), modules=(_NEW,))
    assert _fingerprints(compare_snapshots(before, after)) == ("", "", "2")


def test_a_finding_of_a_moved_module_remains_when_its_evidence_changed() -> None:
    """A subject that names the moved module is enough, wherever the evidence stands now."""
    before = _with(_finding("1", subject="a.x.C", file="k.py"), modules=(_OLD,))
    after = _with(_finding("2", subject="b.y.C", file="l.py"), modules=(_NEW,))
    assert _fingerprints(compare_snapshots(before, after)) == ("", "", "2")


def test_a_name_that_the_moves_cannot_undo_is_matched_from_neither_side() -> None:
    """A subject that already held the new name gives the same answer in both directions."""
    before = _with(_finding("1", subject="a.x b.y"), modules=(_OLD,))
    after = _with(_finding("2", subject="b.y b.y"), modules=(_NEW,))
    assert _fingerprints(compare_snapshots(before, after)) == ("2", "1", "")
    assert _fingerprints(compare_snapshots(after, before)) == ("1", "2", "")


@pytest.mark.parametrize("difference", ["content", "subject", "zone"])
def test_a_finding_that_differs_otherwise_is_new(difference: str) -> None:
    """Changed bytes, another subject or another zone make it a different problem."""
    before = _with(_finding("1", subject="a.x.C", file="a/x.py"), modules=(_OLD,))
    after = _with(
        _finding(
            "2",
            subject="b.y.D" if difference == "subject" else "b.y.C",
            file="b/y.py",
            zone="test" if difference == "zone" else "production",
        ),
        modules=(replace(_NEW, blob="other") if difference == "content" else _NEW,),
    )
    assert _fingerprints(compare_snapshots(before, after)) == ("2", "1", "")


def test_the_ferry_story_in_findings() -> None:
    """Four findings are resolved; those of the moved crew module remain."""
    comparison = small_comparison()
    assert comparison.introduced == ()
    assert [finding.kind.value for finding in comparison.resolved] == [
        "alias-cycle",
        "class-family",
        "cycle",
        "unreadable-file",
    ]
    assert "ferry.staff.crew → tests.test_tickets" in {f.subject for f in comparison.remaining}


def test_paths_in_production_use_appear_and_go() -> None:
    """Only production use counts, and each path is named with its class."""
    changes = small_comparison().paths
    assert [(change.path, change.path_class, change.state) for change in changes] == [
        ("ferry.crew.TicketManager", "accidental", "removed"),
        ("ferry.routes.registry.Manager", "alias_assignment", "removed"),
        ("ferry.tickets.legacy.TicketManager", "alias_assignment", "removed"),
    ]


def test_a_path_only_tests_use_is_not_listed() -> None:
    """A path that loses its production uses is removed though tests still use it."""
    before = small_snapshot()
    registry, manager, factory = before.ledger
    facade = next(path for path in manager.paths if path.path == "ferry.TicketManager")
    quiet = replace(facade, uses=replace(facade.uses, production=0))
    paths = tuple(quiet if path is facade else path for path in manager.paths)
    after = replace(before, ledger=(registry, replace(manager, paths=paths), factory))
    changes = compare_snapshots(before, after).paths
    assert [(change.path, change.state) for change in changes] == [
        ("ferry.TicketManager", "removed")
    ]


def test_a_moved_definition_keeps_its_other_paths() -> None:
    """A class whose module moved loses the old path and gains the new one, nothing else."""
    before = small_snapshot()
    entry = before.ledger[1]
    new = "ferry.sales.TicketManager"
    old = entry.definition.path
    moved = replace(
        entry,
        definition=replace(entry.definition, path=new, module="ferry.sales"),
        paths=tuple(replace(p, path=new) if p.path == old else p for p in entry.paths),
    )
    modules = tuple(
        replace(m, name="ferry.sales", file="src/ferry/sales.py")
        if m.name == "ferry.tickets.manager"
        else m
        for m in before.modules
    )
    after = replace(before, modules=modules, ledger=(before.ledger[0], moved, before.ledger[2]))
    changes = compare_snapshots(before, after).paths
    assert [(c.definition, c.path, c.state) for c in changes] == [
        (new, new, "added"),
        (old, old, "removed"),
    ]


def test_files_are_added_removed_changed_and_moved() -> None:
    """Every Python file that differs is in exactly one list, with its zone."""
    files = small_comparison().files
    assert files.added == (("src/ferry/staff/__init__.py", "production"),)
    assert files.removed == (("src/ferry/tickets/legacy.py", "production"),)
    assert files.changed == (
        ("src/ferry/__init__.py", "production"),
        ("src/ferry/tickets/manager.py", "production"),
        ("tests/test_tickets.py", "test"),
    )
    assert files.moved == (("src/ferry/crew.py", "src/ferry/staff/crew.py", "production"),)


def test_metrics_are_compared_by_id() -> None:
    """Every metric of either side is there once, sorted, with after − before."""
    before, after = small_snapshot(), small_snapshot("phase-1")
    after = replace(after, metrics=after.metrics[1:])
    deltas = {delta.id: delta for delta in compare_snapshots(before, after).metrics}
    assert list(deltas) == sorted({m.id for m in before.metrics})
    paths = deltas["component.tickets.paths_production"]
    assert (paths.before, paths.after, paths.change, paths.reason) == (6.0, 3.0, -3.0, "")
    crew = deltas["component.crew.paths_production"]
    assert (crew.after, crew.change) == (None, None)
    assert crew.reason == "the snapshot after has no such metric"


def test_a_metric_without_value_keeps_its_reason() -> None:
    """A value that is missing comes with the metric's own reason."""
    deltas = {delta.id: delta for delta in small_comparison().metrics}
    reason = deltas["component.crew.paths_production"].reason
    assert reason == "the component 'crew' matches no symbol"


def test_a_component_that_matches_nothing_has_no_figures() -> None:
    """A component whose symbols were all renamed away does not count as clean."""
    after = small_snapshot("phase-1")
    empty = tuple(replace(c, symbols=()) if c.id == "tickets" else c for c in after.components)
    comparison = compare_snapshots(small_snapshot(), replace(after, components=empty))
    deltas = {delta.id: delta for delta in comparison.metrics}
    paths = deltas["component.tickets.paths_production"]
    assert (paths.before, paths.after, paths.change) == (6.0, None, None)
    assert paths.reason == "the component 'tickets' matches nothing in 'phase-1'"
    assert deltas["imports.broken"].after == 1.0


def test_an_audit_of_no_file_has_no_figures() -> None:
    """Zero problems in zero files is not an improvement."""
    after = small_snapshot("phase-1")
    nothing = replace(after, coverage=replace(after.coverage, files=0))
    deltas = compare_snapshots(small_snapshot(), nothing).metrics
    assert {delta.after for delta in deltas} == {None}
    assert {delta.reason for delta in deltas} == {"no Python file was looked at in 'phase-1'"}


def test_a_component_proposed_for_one_side_alone_is_not_compared() -> None:
    """Figures of a component that the kit proposed for one revision only are left out; those of
    a declared one stay, with the missing side named."""
    before, after = small_snapshot("baseline"), small_snapshot("phase-1")
    chosen = before.components[0]
    prefix = f"component.{chosen.id}."
    bare = replace(
        after,
        components=tuple(each for each in after.components if each.id != chosen.id),
        metrics=tuple(each for each in after.metrics if not each.id.startswith(prefix)),
    )
    figure = replace(before.metrics[0], id=f"{prefix}paths_production")
    for proposed, expected in ((True, False), (False, True)):
        component = replace(chosen, proposed=proposed)
        older = replace(
            before,
            components=(component, *before.components[1:]),
            metrics=(*(m for m in before.metrics if m.id != figure.id), figure),
        )
        ids = [delta.id for delta in compare_snapshots(older, bare).metrics]
        assert (figure.id in ids) is expected


def _cycle(*members: str, view: View = View.LOAD_TIME) -> Cycle:
    return Cycle(view=view, members=members, imports=(), breakers=())


def _of_cycle(cycle: Cycle) -> Finding:
    fingerprint = finding_fingerprint(FindingKind.CYCLE, cycle.view, *cycle.members)
    return replace(_finding(fingerprint), kind=FindingKind.CYCLE)


def _with_cycles(*cycles: Cycle, modules: tuple[Module, ...] = ()) -> Snapshot:
    return replace(_with(*map(_of_cycle, cycles), modules=modules), cycles=cycles)


def test_a_cycle_that_gains_a_member_is_one_finding_that_changed() -> None:
    """It is neither resolved nor introduced; what came is told."""
    before, after = _cycle("a", "b", "c"), _cycle("a", "b", "c", "d")
    found = compare_snapshots(_with_cycles(before), _with_cycles(after))
    assert (found.introduced, found.resolved) == ((), ())
    assert found.remaining == (_of_cycle(after),)
    (change,) = found.changed
    assert (change.before, change.after) == (_of_cycle(before), _of_cycle(after))
    assert (change.gained, change.lost) == (("d",), ())


def test_a_cycle_of_moved_modules_that_changes_is_still_the_same() -> None:
    """Members count under their later names, so a move alone is no change of members."""
    moved = tuple(make_module(f"new.{name}", blob=f"blob-{name}") for name in "abc")
    still = tuple(make_module(f"old.{name}", blob=f"blob-{name}") for name in "abc")
    before = _with_cycles(_cycle("old.a", "old.b", "old.c"), modules=still)
    after = _with_cycles(_cycle("new.a", "new.b"), modules=moved)
    (change,) = compare_snapshots(before, after).changed
    assert (change.gained, change.lost) == ((), ("new.c",))


@pytest.mark.parametrize(
    "after",
    [
        _cycle("c", "d", "e"),  # one member in common
        _cycle("a", "b", "c", "d", view=View.RUN_TIME),  # another view, another problem
    ],
)
def test_a_cycle_with_little_in_common_is_another_one(after: Cycle) -> None:
    """Two members under the same view have to be in both."""
    found = compare_snapshots(_with_cycles(_cycle("a", "b", "c")), _with_cycles(after))
    assert (len(found.introduced), len(found.resolved), found.changed) == (1, 1, ())


def test_of_two_halves_of_a_cycle_the_larger_remains() -> None:
    """A cycle that falls apart is matched once, with the half that shares more of it."""
    halves = (_cycle("a", "b"), _cycle("c", "d", "e"))
    whole = _cycle("a", "b", "c", "d", "e")
    found = compare_snapshots(_with_cycles(whole), _with_cycles(*halves))
    assert found.remaining == (_of_cycle(halves[1]),)
    assert found.introduced == (_of_cycle(halves[0]),)
    assert found.changed[0].lost == ("a", "b")
