"""What happened to a test between the revisions: to its own source and to what it stands on."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from audit.model.gate import GateChange, GateChangeKind, GateEffect
from audit.phases.constant_changes import compare_constants
from audit.phases.function_change import FunctionChange
from audit.phases.function_changes import FunctionReading, compare_functions
from audit.phases.marks import compare_marks, mark_nodes
from audit.phases.neutral_syntax import dump, neutral
from audit.phases.suite_source import SuiteSource, Unit
from audit.phases.suite_syntax import is_fixture

__all__ = ["compare_tests"]

_NOTES = {
    GateChangeKind.SKIP: "whether the test is skipped changed",
    GateChangeKind.XFAIL: "whether the test may fail changed",
    GateChangeKind.PARAMETRISATION: "the cases that are tried changed",
    GateChangeKind.MOCKED_SUBJECT: "a mock stands where code was",
}
_Key = tuple[str, str]


def compare_tests(
    old_suite: SuiteSource,
    old_test: Unit,
    new_suite: SuiteSource,
    new_test: Unit,
    reading: FunctionReading,
) -> tuple[GateChange, ...]:
    """All changes of the test and of its closure, the test's own first, then by file and name;
    empty when its source and all that it stands on are unchanged."""
    before, _ = old_suite.closure(old_test)
    after, _ = new_suite.closure(new_test)
    users = [node for unit in after.values() for node in unit.nodes]
    changes: list[GateChange] = []
    if (old_test.file, old_test.name) != (new_test.file, new_test.name):
        changes.append(_renamed(old_test, new_test))
    changes += _compare_unit(old_test, new_test, users, reading, own=True)
    before.pop((old_test.file, old_test.name), None)
    after.pop((new_test.file, new_test.name), None)
    pairs = _pair(before, after, old_test.file, new_test.file)
    for old_key, new_key in pairs:
        changes += _compare_unit(before[old_key], after[new_key], users, reading, own=False)
    gone = before.keys() - {old for old, _ in pairs}
    come = after.keys() - {new for _, new in pairs}
    changes += _ambient(before, sorted(gone), GateEffect.UNKNOWN, present=False)
    changes += _ambient(after, sorted(come), GateEffect.LOOSENED, present=True)
    changes += _replaced_subjects(old_suite, new_suite, {key[0] for key in after} | {new_test.file})
    return tuple(changes)


def _renamed(old: Unit, new: Unit) -> GateChange:
    return GateChange(
        kind=GateChangeKind.RENAMED,
        effect=GateEffect.NEUTRAL,
        file=new.file,
        line=new.line,
        name=new.name,
        before=f"{old.file}::{old.name}",
        after=f"{new.file}::{new.name}",
        note=f"the test was called {old.name} in {old.file}",
    )


def _pair(
    before: Mapping[_Key, Unit], after: Mapping[_Key, Unit], old_file: str, new_file: str
) -> list[tuple[_Key, _Key]]:
    """Units that are the same one: under the same key, in the test's own file, or under a name
    that one unit alone has."""
    pairs = [(key, key) for key in sorted(before.keys() & after.keys())]
    left = set(before) - {key for key, _ in pairs}
    right = set(after) - {key for key, _ in pairs}
    for key in sorted(left):
        same_file = (new_file, key[1]) if key[0] == old_file else None
        named = [other for other in right if other[1] == key[1]]
        target = same_file if same_file in right else named[0] if len(named) == 1 else None
        if target is not None:
            pairs.append((key, target))
            right.discard(target)
    return sorted(pairs, key=lambda pair: pair[1])


def _compare_unit(
    old: Unit, new: Unit, users: Iterable[ast.AST], reading: FunctionReading, *, own: bool
) -> Iterator[GateChange]:
    left, right = old.nodes[-1], new.nodes[-1]
    if len(old.nodes) == len(new.nodes) and all(
        dump(neutral(a)) == dump(neutral(b)) for a, b in zip(old.nodes, new.nodes, strict=True)
    ):
        return
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    if isinstance(left, functions) and isinstance(right, functions):
        found = compare_functions(left, right, reading)
        fixture = is_fixture(right)
        for change in found:
            yield _function_change(change, new, own=own, fixture=fixture)
        return
    if new.name.rpartition(".")[2] == "pytestmark" or isinstance(right, ast.ClassDef):
        yield from _mark_changes(old, new)
        if isinstance(right, ast.ClassDef) and isinstance(left, ast.ClassDef):
            yield from _class_change(left, right, new, reading)
        return
    kind, effect = compare_constants(
        new.name, _value(left), _value(right), users, reading.translate
    )
    if effect is not GateEffect.NEUTRAL:
        yield _change(kind, effect, new, right.lineno, (_first(left), _first(right)))


def _function_change(change: FunctionChange, new: Unit, *, own: bool, fixture: bool) -> GateChange:
    """The change under the kind that a reader looks for: of a fixture, of support code."""
    kind, effect = change.kind, change.effect
    if not own and kind is not GateChangeKind.ADAPTED:
        kind = GateChangeKind.FIXTURE if fixture else GateChangeKind.SUPPORT
    note = _NOTES.get(change.kind, "") if own else f"{change.kind}"
    return _change(
        kind, effect, new, change.line or new.line, (change.before, change.after), note=note
    )


def _mark_changes(old: Unit, new: Unit) -> Iterator[GateChange]:
    before = [mark for node in old.nodes for mark in mark_nodes(node)]
    after = [mark for node in new.nodes for mark in mark_nodes(node)]
    for kind, effect, line, left, right in compare_marks(before, after):
        yield _change(kind, effect, new, line or new.line, (left, right))


def _class_change(
    left: ast.ClassDef, right: ast.ClassDef, new: Unit, reading: FunctionReading
) -> Iterator[GateChange]:
    before = neutral(left, reading.names, reading.translate)
    after = neutral(right, reading.names)
    for node in (before, after):
        if isinstance(node, ast.ClassDef):
            node.decorator_list = []
    if dump(before) != dump(after):
        spelled = f"class {left.name}", f"class {right.name}"
        yield _change(GateChangeKind.SUPPORT, GateEffect.UNKNOWN, new, new.line, spelled)


def _ambient(
    units: Mapping[_Key, Unit], keys: Iterable[_Key], effect: GateEffect, *, present: bool
) -> Iterator[GateChange]:
    """Autouse fixtures and module marks that came or went; what a test names by itself already
    shows as a change of the test."""
    for key in keys:
        unit = units[key]
        last = unit.name.rpartition(".")[2]
        sides = ("", _first(unit.nodes[-1])) if present else (_first(unit.nodes[-1]), "")
        if last == "pytestmark":
            marks = [mark for node in unit.nodes for mark in mark_nodes(node)]
            empty: list[ast.expr] = []
            old, new = (empty, marks) if present else (marks, empty)
            for kind, found, line, left, right in compare_marks(old, new):
                yield _change(kind, found, unit, line or unit.line, (left, right))
        elif last.startswith(("pytest_", "collect_ignore")):
            yield _change(GateChangeKind.CONFIGURATION, GateEffect.UNKNOWN, unit, unit.line, sides)
        elif is_fixture(unit.nodes[-1]) and _applies_unasked(unit):
            note = "an autouse fixture was added" if present else "an autouse fixture was removed"
            yield _change(GateChangeKind.FIXTURE, effect, unit, unit.line, sides, note=note)


def _applies_unasked(unit: Unit) -> bool:
    node = unit.nodes[-1]
    return any(
        isinstance(mark, ast.Call) and any(k.arg == "autouse" for k in mark.keywords)
        for mark in mark_nodes(node)
    )


def _replaced_subjects(
    old_suite: SuiteSource, new_suite: SuiteSource, files: Iterable[str]
) -> Iterator[GateChange]:
    """Names that were imported from production and now come from the tests themselves."""
    for path in sorted(files):
        if path not in old_suite.files or path not in new_suite.files:
            continue
        before, after = old_suite.files[path].imports, new_suite.files[path].imports
        for name in sorted(before.keys() & after.keys()):
            old, new = before[name][0], after[name][0]
            if (
                old in old_suite.production
                and new in new_suite.modules
                and (new not in new_suite.production)
            ):
                yield GateChange(
                    kind=GateChangeKind.MOCKED_SUBJECT,
                    effect=GateEffect.LOOSENED,
                    file=path,
                    line=0,
                    name=name,
                    before=".".join(filter(None, before[name])),
                    after=".".join(filter(None, after[name])),
                    note=f"{name} came from production code and now comes from the tests",
                )


def _change(
    kind: GateChangeKind,
    effect: GateEffect,
    unit: Unit,
    line: int,
    sides: tuple[str, str],
    *,
    note: str = "",
) -> GateChange:
    return GateChange(
        kind=kind,
        effect=effect,
        file=unit.file,
        line=line,
        name=unit.name,
        before=sides[0],
        after=sides[1],
        note=note or _difference(*sides),
    )


def _difference(before: str, after: str) -> str:
    if before and after:
        return "changed" if before != after else ""
    return "removed" if before else "added"


def _value(node: ast.stmt) -> ast.expr | None:
    found = getattr(node, "value", None)
    return found if isinstance(found, ast.expr) else None


def _first(node: ast.stmt) -> str:
    """One line of source: the items of a list in one line, cut at 200 characters."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return f"def {node.name}"
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 200 else f"{text[:199]}…"
