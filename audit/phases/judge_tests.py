"""Each test that improves a figure: what happened to it, and to the code that it reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.model.comparison import TestChanges, TestOutcome, TestResult, TestRun
from audit.model.gate import (
    GateChange,
    GateChangeKind,
    GateEffect,
    Judgement,
    Strength,
    TestJudgement,
    TestStrength,
)
from audit.phases.class_attributes import build_class_lookup
from audit.phases.reach import reads_source
from audit.phases.revision_pair import RevisionPair
from audit.phases.strength import assess_test
from audit.phases.suite_changes import compare_tests
from audit.phases.suite_source import SuiteSource, Unit

__all__ = ["assess_tests", "judge_tests"]

_FAILING = (TestOutcome.FAILED, TestOutcome.ERROR)
_EMPTY = (Strength.VACUOUS, Strength.CANNOT_FAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fate:
    """One test on both sides; ids and results are None where it was not run."""

    old: TestResult | None
    new: TestResult | None

    @property
    def name(self) -> str:
        known = self.new or self.old
        return known.id if known else ""


def judge_tests(
    pair: RevisionPair,
    runs: tuple[TestRun, TestRun],
    changes: TestChanges,
    strengths: Iterable[TestStrength],
) -> tuple[TestJudgement, ...]:
    """The tests whose fate improves a figure, sorted by id: newly passing, failing before and
    skipped or gone now, added and passing."""
    old = {result.id: result for result in runs[0].results}
    new = {result.id: result for result in runs[1].results}
    earlier = {b: a for a, b in changes.renamed}
    known = {strength.test: strength for strength in strengths}
    fates = [
        _Fate(old=old.get(earlier.get(name, name)), new=new.get(name))
        for name in {*changes.newly_passing, *changes.newly_skipped}
    ]
    fates += [_Fate(old=None, new=new[n]) for n in changes.added]
    fates += [_Fate(old=old[n], new=None) for n in changes.removed]
    judged = [
        _judge(pair, fate, known.get(fate.name.partition("[")[0]))
        for fate in fates
        if _improves(fate)
    ]
    return tuple(sorted(judged, key=lambda item: (item.test, item.earlier)))


def assess_tests(pair: RevisionPair, run: TestRun) -> tuple[TestStrength, ...]:
    """The strength of every test that passes in the later run and has its source at hand, sorted
    by id without parameters."""
    if pair.suites is None or pair.after.read is None:
        return ()
    suite = pair.suites[1]
    lookup = build_class_lookup(pair.after.snapshot, pair.after.read)
    names = sorted({r.id.partition("[")[0] for r in run.results if r.outcome is TestOutcome.PASSED})
    found = []
    for name in names:
        unit = suite.find_test(name)
        if unit is not None:
            found.append(assess_test(name, suite, unit, lookup))
    return tuple(found)


def _improves(fate: _Fate) -> bool:
    passes = fate.new is not None and fate.new.outcome is TestOutcome.PASSED
    failed = fate.old is not None and fate.old.outcome in _FAILING
    return passes or failed


def _judge(pair: RevisionPair, fate: _Fate, strength: TestStrength | None) -> TestJudgement:
    units = _units(pair, fate)
    changes = _changes(pair, fate, units)
    reached, code, anywhere = _code(pair, units)
    judgement, reason = _verdict(pair, fate, units, changes, code, strength)
    if anywhere and code and judgement in (Judgement.EARNED, Judgement.MIXED):
        reason += " The test reads the code as data, so all production files count as reached."
    return TestJudgement(
        test=fate.name if fate.new is not None else (fate.old.id if fate.old else ""),
        earlier=fate.old.id if fate.old is not None else "",
        before=fate.old.outcome if fate.old is not None else None,
        after=fate.new.outcome if fate.new is not None else None,
        judgement=judgement,
        changes=changes,
        code=tuple(sorted(code)),
        reached=len(reached),
        reason=reason,
        strength=strength,
    )


_Units = tuple[Unit | None, Unit | None]


def _units(pair: RevisionPair, fate: _Fate) -> _Units:
    if pair.suites is None:
        return None, None
    old = pair.suites[0].find_test(fate.old.id) if fate.old is not None else None
    new = pair.suites[1].find_test(fate.new.id) if fate.new is not None else None
    return old, new


def _changes(pair: RevisionPair, fate: _Fate, units: _Units) -> tuple[GateChange, ...]:
    if pair.suites is None:
        return ()
    old, new = units
    if old is not None and new is not None:
        found = compare_tests(pair.suites[0], old, pair.suites[1], new, pair.reading)
        return (*found, *pair.settings)
    if new is not None and fate.old is None:
        return (_presence(GateChangeKind.ADDED, GateEffect.UNKNOWN, new), *pair.settings)
    if old is not None and fate.new is None:
        left = pair.suites[1].unit(pair.moved.get(old.file, old.file), old.name)
        if left is not None:
            found = compare_tests(pair.suites[0], old, pair.suites[1], left, pair.reading)
            if found:
                return (*found, *pair.settings)
        kind = GateChangeKind.NOT_COLLECTED if left is not None else GateChangeKind.REMOVED
        return (_presence(kind, GateEffect.LOOSENED, left or old), *pair.settings)
    return pair.settings


def _presence(kind: GateChangeKind, effect: GateEffect, unit: Unit) -> GateChange:
    spelled = f"def {unit.name.rpartition('.')[2]}"
    gone = kind is GateChangeKind.REMOVED
    return GateChange(
        kind=kind,
        effect=effect,
        file=unit.file,
        line=unit.line,
        name=unit.name,
        before="" if kind is GateChangeKind.ADDED else spelled,
        after="" if gone else spelled,
        note=f"{kind}",
    )


def _code(pair: RevisionPair, units: _Units) -> tuple[frozenset[str], frozenset[str], bool]:
    """Production files that the test reaches, those of them that changed, and whether the test
    reads code as data and so reaches all."""
    reached: set[str] = set()
    anywhere = False
    if pair.suites is not None:
        for side, unit in enumerate(units):
            if unit is None:
                continue
            suite, imports = pair.suites[side], pair.maps[side]
            closure, _ = suite.closure(unit)
            files = {*suite.conftests(unit.file), unit.file, *(key[0] for key in closure)}
            reached |= imports.reach(files)
            if reads_source(closure.values()):
                anywhere = True
                reached |= imports.production
    now = pair.maps[1].production
    return frozenset(reached & now or reached), pair.changed & reached, anywhere


def _verdict(
    pair: RevisionPair,
    fate: _Fate,
    units: _Units,
    changes: tuple[GateChange, ...],
    code: frozenset[str],
    strength: TestStrength | None,
) -> tuple[Judgement, str]:
    for result in (fate.new, fate.old):
        if result is not None and result.flaky:
            return Judgement.UNEXPLAINED, "The test passes and fails on the same code."
    if pair.suites is None or units == (None, None):
        return Judgement.UNEXPLAINED, "The source of the test is not at hand."
    if fate.new is None:
        return _removed(pair, units[0])
    if fate.new.outcome is not TestOutcome.PASSED:
        if any(change.effect is not GateEffect.NEUTRAL for change in changes):
            return Judgement.GATE_MOVED, f"It failed and is skipped now: {_named(changes)}."
        return Judgement.UNEXPLAINED, "It failed and is skipped now; its source is the same."
    if fate.old is None:
        return _added(code, strength)
    return _flipped(changes, code)


def _flipped(changes: tuple[GateChange, ...], code: frozenset[str]) -> tuple[Judgement, str]:
    easier = [c for c in changes if c.effect in (GateEffect.LOOSENED, GateEffect.UNKNOWN)]
    harder = [c for c in changes if c.effect is GateEffect.TIGHTENED]
    if easier and code:
        return Judgement.MIXED, f"The code changed ({_files(code)}), and so did the test: " + (
            f"{_named(easier)}."
        )
    if easier:
        return Judgement.GATE_MOVED, f"No code that it reaches changed; {_named(easier)}."
    if code:
        kept = "asks more" if harder else "asks the same" if changes else "is unchanged"
        return Judgement.EARNED, f"The test {kept} and the code changed: {_files(code)}."
    if harder:
        return Judgement.GATE_MOVED, f"No code that it reaches changed; {_named(harder)}."
    return Judgement.UNEXPLAINED, "Neither the test nor the code that it reaches changed."


def _added(code: frozenset[str], strength: TestStrength | None) -> tuple[Judgement, str]:
    if strength is not None and strength.strength in _EMPTY:
        return Judgement.GATE_MOVED, f"The test is new and {strength.strength}: {strength.reason}"
    if code:
        return Judgement.EARNED, f"The test is new, for code that changed: {_files(code)}."
    return Judgement.GATE_MOVED, "The test is new, and no code that it reaches changed."


def _removed(pair: RevisionPair, unit: Unit | None) -> tuple[Judgement, str]:
    gone = _lost_subjects(pair, unit) if unit is not None else ()
    if gone:
        return Judgement.EARNED, f"It failed and went with the code it tested: {gone[0]}."
    return Judgement.GATE_MOVED, "It failed and is not run any more."


def _lost_subjects(pair: RevisionPair, unit: Unit) -> tuple[str, ...]:
    """Production names that the test used, when none of them is left."""
    if pair.suites is None:
        return ()
    _, subjects = pair.suites[0].closure(unit)
    own = {(m, n) for m, n in subjects if n} or subjects
    kept = _definitions(pair.suites[1], pair)
    lost = sorted(f"{m}.{n}".strip(".") for m, n in own if not _is_left(m, n, kept))
    return tuple(lost) if lost and len(lost) == len(own) else ()


def _definitions(suite: SuiteSource, pair: RevisionPair) -> Mapping[str, frozenset[str]]:
    """Names that the newer ledger defines, by module; a module without any is there too."""
    found: dict[str, set[str]] = {name: set() for name in suite.production}
    for entry in pair.after.snapshot.ledger:
        found.setdefault(entry.definition.module, set()).add(entry.definition.qualname)
        for path in entry.paths:
            module, _, name = path.path.rpartition(".")
            found.setdefault(module, set()).add(name)
    return {name: frozenset(names) for name, names in found.items()}


def _is_left(module: str, name: str, kept: Mapping[str, frozenset[str]]) -> bool:
    return module in kept and (not name or name in kept[module])


def _named(changes: Iterable[GateChange]) -> str:
    seen = []
    for change in changes:
        text = f"{change.kind} ({change.file}:{change.line} {change.name})"
        if change.effect is not GateEffect.NEUTRAL and text not in seen:
            seen.append(text)
    rest = f" and {len(seen) - 3} more" if len(seen) > 3 else ""
    return ", ".join(seen[:3]) + rest


def _files(code: frozenset[str]) -> str:
    names = sorted(code)
    rest = f" and {len(names) - 2} more" if len(names) > 2 else ""
    return ", ".join(names[:2]) + rest
