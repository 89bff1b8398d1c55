"""Marks of a test: skip, xfail, parametrisation, patches; from decorators and `pytestmark`."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable

from audit.model.gate import GateChangeKind, GateEffect
from audit.phases.neutral_syntax import dump
from audit.phases.suite_syntax import last_name

__all__ = ["MarkChange", "compare_marks", "mark_nodes"]

MarkChange = tuple[GateChangeKind, GateEffect, int, str, str]
"""Kind, effect, line, source before, source after."""

_SKIPS = frozenset({"skip", "skipif", "skipIf", "skipUnless"})
_XFAILS = frozenset({"xfail", "expectedFailure"})
_PATCHES = frozenset({"patch", "object", "dict", "multiple"})


def mark_nodes(node: ast.stmt) -> list[ast.expr]:
    """The decorators of a definition, or the marks that `pytestmark = …` lists."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return list(node.decorator_list)
    value = getattr(node, "value", None)
    if isinstance(value, ast.List | ast.Tuple):
        return list(value.elts)
    return [value] if isinstance(value, ast.expr) else []


def compare_marks(old: Iterable[ast.expr], new: Iterable[ast.expr]) -> list[MarkChange]:
    """What became of the marks, by source order of the newer side; equal ones are left out."""
    before, after = list(old), list(new)
    common = Counter(map(dump, before)) & Counter(map(dump, after))
    gone, come = _without(before, common), _without(after, common)
    changes: list[MarkChange] = []
    for mark in list(come):
        if _kind(mark) is GateChangeKind.PARAMETRISATION:
            partner = next((m for m in gone if _same_parameters(m, mark)), None)
            if partner is not None:
                gone.remove(partner)
                come.remove(mark)
                effect = _cases_effect(partner, mark)
                changes.append(_change(GateChangeKind.PARAMETRISATION, effect, partner, mark))
    for mark in come:
        kind = _kind(mark)
        partner = next((m for m in gone if _kind(m) is kind), None)
        if partner is not None:
            gone.remove(partner)
            effect = GateEffect.UNKNOWN
        elif kind is GateChangeKind.PARAMETRISATION:
            effect = GateEffect.NEUTRAL
        else:
            effect = GateEffect.LOOSENED if kind in _LOOSENING else GateEffect.UNKNOWN
        changes.append(_change(kind, effect, partner, mark))
    for mark in gone:
        kind = _kind(mark)
        effect = GateEffect.TIGHTENED if kind in _LOOSENING else GateEffect.UNKNOWN
        if kind is GateChangeKind.PARAMETRISATION:
            effect = GateEffect.LOOSENED
        changes.append(_change(kind, effect, mark, None))
    return changes


_LOOSENING = frozenset({GateChangeKind.SKIP, GateChangeKind.XFAIL, GateChangeKind.MOCKED_SUBJECT})


def _without(marks: list[ast.expr], common: Counter[str]) -> list[ast.expr]:
    left = Counter(common)
    kept = []
    for mark in marks:
        if left[dump(mark)]:
            left[dump(mark)] -= 1
        else:
            kept.append(mark)
    return kept


def _kind(mark: ast.expr) -> GateChangeKind:
    target = mark.func if isinstance(mark, ast.Call) else mark
    name = last_name(target)
    if name in _SKIPS:
        return GateChangeKind.SKIP
    if name in _XFAILS:
        return GateChangeKind.XFAIL
    if name == "parametrize":
        return GateChangeKind.PARAMETRISATION
    if name in _PATCHES and "patch" in ast.unparse(target):
        return GateChangeKind.MOCKED_SUBJECT
    if name == "usefixtures":
        return GateChangeKind.FIXTURE
    return GateChangeKind.EDITED


def _same_parameters(old: ast.expr, new: ast.expr) -> bool:
    return (
        isinstance(old, ast.Call)
        and isinstance(new, ast.Call)
        and _kind(old) is GateChangeKind.PARAMETRISATION
        and bool(old.args)
        and bool(new.args)
        and dump(old.args[0]) == dump(new.args[0])
    )


def _cases_effect(old: ast.expr, new: ast.expr) -> GateEffect:
    """Cases taken away ask less, cases added ask more; a list that is computed says nothing."""
    before, after = _cases(old), _cases(new)
    if before is None or after is None:
        return GateEffect.UNKNOWN
    if before - after:
        return GateEffect.LOOSENED
    return GateEffect.TIGHTENED if after - before else GateEffect.NEUTRAL


def _cases(mark: ast.expr) -> Counter[str] | None:
    values = mark.args[1] if isinstance(mark, ast.Call) and len(mark.args) > 1 else None
    if isinstance(values, ast.List | ast.Tuple | ast.Set):
        return Counter(map(dump, values.elts))
    return None


def _change(
    kind: GateChangeKind, effect: GateEffect, old: ast.expr | None, new: ast.expr | None
) -> MarkChange:
    line = new.lineno if new is not None else 0
    return kind, effect, line, _source(old), _source(new)


def _source(mark: ast.expr | None) -> str:
    return f"@{ast.unparse(mark)}" if mark is not None else ""
