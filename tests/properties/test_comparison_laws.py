"""Laws of the comparison."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.model.findings import Finding, FindingKind, Location, Severity
from audit.model.ledger import LedgerEntry, PathClass, PathEntry, ZoneCounts
from audit.model.metrics import Direction, Metric
from audit.model.modules import Module, Zone
from audit.model.snapshot import Snapshot
from audit.phases.compare import compare_snapshots
from tests.worlds.snapshots import small_snapshot

# Few names and few contents, so that files move, collide and swap in most examples.
NAMES = st.sampled_from(("a", "a.x", "b", "b.x", "c.x.y", "c"))
BLOBS = st.sampled_from(("1", "2", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"))
ZONES = st.sampled_from(Zone)


def _file(name: str) -> str:
    return name.replace(".", "/") + ".py"


@st.composite
def modules(draw: st.DrawFn) -> tuple[Module, ...]:
    """Modules with one file each, sorted by name."""
    names = draw(st.lists(NAMES, unique=True, max_size=5))
    return tuple(
        Module(
            name=name,
            file=_file(name),
            root="",
            zone=draw(ZONES),
            is_package=False,
            blob=draw(BLOBS),
            lines=1,
            statements=1,
        )
        for name in sorted(names)
    )


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    """A finding whose subject and places may be among the modules."""
    return Finding(
        kind=draw(st.sampled_from((FindingKind.CYCLE, FindingKind.BROKEN_IMPORT))),
        severity=Severity.NOTE,
        confidence=1.0,
        subject=draw(NAMES) + draw(st.sampled_from(("", ".C", " → b.x.D"))),
        message="",
        fingerprint=draw(st.sampled_from("pqrst")),
        zone=draw(ZONES).value,
        locations=tuple(Location(file=_file(draw(NAMES)), line=1) for _ in range(draw(COUNT))),
    )


COUNT = st.integers(min_value=0, max_value=2)


@st.composite
def entries(draw: st.DrawFn) -> LedgerEntry:
    """A symbol of some module with up to two paths."""
    model = small_snapshot().ledger[0]
    paths = tuple(
        PathEntry(
            path=draw(NAMES) + ".C",
            path_class=PathClass.FACADE,
            chain=(),
            uses=ZoneCounts(production=draw(COUNT), test=draw(COUNT)),
        )
        for _ in range(draw(COUNT))
    )
    return replace(
        model, definition=replace(model.definition, path=draw(NAMES) + ".C"), paths=paths
    )


@st.composite
def metrics(draw: st.DrawFn) -> Metric:
    """A metric with one of few ids, with or without a value."""
    return Metric(
        id=draw(st.sampled_from("klm")),
        title="",
        value=draw(st.none() | st.floats(-1e6, 1e6)),
        unit="",
        direction=Direction.LOWER,
        covers="",
    )


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """A small snapshot under always the same rules."""
    return replace(
        small_snapshot(),
        modules=draw(modules()),
        findings=tuple(draw(st.lists(findings(), max_size=4))),
        ledger=tuple(draw(st.lists(entries(), max_size=2))),
        metrics=tuple(draw(st.lists(metrics(), max_size=3))),
    )


@settings(deadline=None, max_examples=150)
@given(snapshots())
def test_a_snapshot_does_not_differ_from_itself(snapshot: Snapshot) -> None:
    """compare(a, a) is empty: nothing introduced, resolved, moved or changed."""
    same = compare_snapshots(snapshot, snapshot)
    assert (same.introduced, same.resolved, same.remaining) == ((), (), snapshot.findings)
    assert same.paths == ()
    files = same.files
    assert (files.added, files.removed, files.changed, files.moved) == ((), (), (), ())
    assert all(not delta.change for delta in same.metrics)
    assert all(delta.before == delta.after for delta in same.metrics)


@settings(deadline=None, max_examples=400)
@given(snapshots(), snapshots())
def test_the_way_back_mirrors_the_way_there(before: Snapshot, after: Snapshot) -> None:
    """compare(b, a) is compare(a, b) with the sides exchanged."""
    there, back = compare_snapshots(before, after), compare_snapshots(after, before)
    assert there.introduced == back.resolved
    assert there.resolved == back.introduced
    assert len(there.remaining) == len(back.remaining)
    state = {"added": "removed", "removed": "added"}
    mirrored = {(p.definition, p.path, p.path_class, state[p.state]) for p in back.paths}
    assert {(p.definition, p.path, p.path_class, p.state) for p in there.paths} == mirrored
    assert (there.files.added, there.files.removed) == (back.files.removed, back.files.added)
    assert {p for p, _ in there.files.changed} == {p for p, _ in back.files.changed}
    assert {(o, n) for o, n, _ in there.files.moved} == {(n, o) for o, n, _ in back.files.moved}
    assert [(m.id, m.before, m.after) for m in there.metrics] == [
        (m.id, m.after, m.before) for m in back.metrics
    ]
    assert all(
        a.change == (None if b.change is None else -b.change)
        for a, b in zip(there.metrics, back.metrics, strict=True)
    )


@settings(deadline=None, max_examples=200)
@given(snapshots(), snapshots())
def test_nothing_is_lost_and_nothing_counted_twice(before: Snapshot, after: Snapshot) -> None:
    """Every finding and every file of both sides is accounted for exactly once."""
    found = compare_snapshots(before, after)
    assert Counter(found.introduced) + Counter(found.remaining) == Counter(after.findings)
    assert len(found.resolved) + len(found.remaining) == len(before.findings)
    assert not Counter(found.resolved) - Counter(before.findings)
    files = found.files
    old, new = {m.file for m in before.modules}, {m.file for m in after.modules}
    gone = [path for path, _ in files.removed] + [path for path, _, _ in files.moved]
    come = [path for path, _ in files.added] + [path for _, path, _ in files.moved]
    assert sorted(gone) == sorted(old - new)
    assert sorted(come) == sorted(new - old)
    assert {path for path, _ in files.changed} <= old & new


@settings(deadline=None, max_examples=100)
@given(snapshots())
def test_moving_every_file_changes_no_finding(snapshot: Snapshot) -> None:
    """When all non-empty files move as they are, every finding about them remains."""
    distinct = tuple(
        replace(module, blob=str(number)) for number, module in enumerate(snapshot.modules)
    )
    names = {m.name for m in distinct}
    known = tuple(
        replace(f, locations=(), subject=f"{name}.C")
        for f, name in zip(snapshot.findings, sorted(names), strict=False)
    )
    before = replace(snapshot, modules=distinct, findings=known, ledger=(), metrics=())
    after = replace(
        before,
        modules=tuple(replace(m, name=f"moved.{m.name}", file=f"moved/{m.file}") for m in distinct),
        findings=tuple(
            replace(f, subject=f"moved.{f.subject}", fingerprint=f"{number}")
            for number, f in enumerate(known)
        ),
    )
    found = compare_snapshots(before, after)
    assert (found.introduced, found.resolved) == ((), ())
    assert found.remaining == after.findings
