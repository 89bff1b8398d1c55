"""The assertions of a test, under which conditions they run, and which of two asks more."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass

from audit.model.gate import GateChangeKind, GateEffect
from audit.phases.neutral_syntax import dump, same_but_for_constants
from audit.phases.suite_syntax import last_name

__all__ = [
    "Assertion",
    "bound_effect",
    "compare_pair",
    "exception_names",
    "find_assertions",
    "is_wider",
]

_RAISING = frozenset(
    {"raises", "warns", "deprecated_call", "assertRaises", "assertRaisesRegex", "assertWarns"}
)
_TOLERANCES = frozenset({"abs", "rel", "delta", "atol", "rtol", "abs_tol", "rel_tol"})
_FORMS = {
    "assertEqual": 4,
    "assertEquals": 4,
    "assertIs": 4,
    "assertListEqual": 4,
    "assertDictEqual": 4,
    "assertSetEqual": 4,
    "assertTupleEqual": 4,
    "assertCountEqual": 3,
    "assertAlmostEqual": 3,
    "assertIn": 2,
    "assertLess": 2,
    "assertLessEqual": 2,
    "assertGreater": 2,
    "assertRegex": 2,
    "assertGreaterEqual": 2,
    "assertIsInstance": 2,
    "assertTrue": 1,
    "assertFalse": 1,
    "assertIsNotNone": 1,
    "assertNotEqual": 1,
    "assertIsNone": 4,
}
_LOWER, _UPPER = 1, -1

Change = tuple[GateChangeKind, GateEffect]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """One check: its syntax (for a `raises` block its call only), the conditions it stands under
    as texts, and its line."""

    node: ast.AST
    guards: tuple[str, ...]
    line: int


def find_assertions(node: ast.AST) -> list[Assertion]:
    """Assert statements, `assert…` and `fail` calls, `raises` blocks, in source order."""
    return list(_walk(node, ()))


def _walk(node: ast.AST, guards: tuple[str, ...]) -> Iterator[Assertion]:
    own = _own(node)
    if own is not None:
        yield Assertion(node=own, guards=guards, line=getattr(node, "lineno", 0))
        return
    if isinstance(node, ast.With | ast.AsyncWith):
        for block in node.items:
            call = block.context_expr
            if isinstance(call, ast.Call) and last_name(call.func) in _RAISING:
                yield Assertion(node=call, guards=guards, line=node.lineno)
    if isinstance(node, ast.If):
        condition = ast.dump(node.test)
        for item in node.body:
            yield from _walk(item, (*guards, condition))
        for item in node.orelse:
            yield from _walk(item, (*guards, f"not {condition}"))
        return
    for child in ast.iter_child_nodes(node):
        inner = (*guards, "except") if isinstance(child, ast.ExceptHandler) else guards
        yield from _walk(child, inner)


def _own(node: ast.AST) -> ast.expr | None:
    """What an assert statement or an `assert…` call checks."""
    if isinstance(node, ast.Assert):
        return node.test
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return node.value if last_name(node.value.func).startswith("assert") else None
    return None


def compare_pair(old: ast.AST, new: ast.AST) -> Change:
    """What became of one assertion: which kind of change, and whether less is asked."""
    if (
        isinstance(old, ast.Call)
        and isinstance(new, ast.Call)
        and {last_name(old.func), last_name(new.func)} & _RAISING
    ):
        return _compare_raises(old, new)
    if same_but_for_constants(old, new):
        return GateChangeKind.CONSTANT, _constant_effect(old, new)
    old_form, new_form = _form(old), _form(new)
    if new_form < old_form:
        return GateChangeKind.WEAKER_ASSERTION, GateEffect.LOOSENED
    if new_form > old_form or (dump(old) in dump(new) and _is_and(new)):
        return GateChangeKind.STRONGER_ASSERTION, GateEffect.TIGHTENED
    if _has_literal_list(old) and _has_literal_list(new):
        return GateChangeKind.EXPECTED_LIST, _membership_effect(old, new)
    return GateChangeKind.EDITED, GateEffect.UNKNOWN


def bound_effect(side: int, old: float, new: float) -> GateEffect:
    """The effect of a bound that moved: `side` −1 for an upper bound, 1 for a lower one."""
    if old == new:
        return GateEffect.NEUTRAL
    if not side:
        return GateEffect.UNKNOWN
    raised = new > old
    loosened = raised if side == _UPPER else not raised
    return GateEffect.LOOSENED if loosened else GateEffect.TIGHTENED


def exception_names(node: ast.expr | None) -> tuple[str, ...]:
    """The exceptions that a handler names, sorted; a bare one is BaseException."""
    if node is None:
        return ("BaseException",)
    items = node.elts if isinstance(node, ast.Tuple) else [node]
    return tuple(sorted(last_name(item) or ast.unparse(item) for item in items))


def is_wider(old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Whether `new` catches something that `old` does not, as far as builtin exceptions tell."""
    return any(not any(_covers(known, name) for known in old) for name in new)


def _covers(wide: str, narrow: str) -> bool:
    if wide in (narrow, "BaseException"):
        return True
    parent, child = getattr(builtins, wide, None), getattr(builtins, narrow, None)
    if isinstance(parent, type) and isinstance(child, type):
        return issubclass(child, parent)
    return wide == "Exception" and narrow != "BaseException"


def _compare_raises(old: ast.Call, new: ast.Call) -> Change:
    before = exception_names(old.args[0] if old.args else None)
    after = exception_names(new.args[0] if new.args else None)
    if is_wider(before, after):
        return GateChangeKind.WIDER_EXCEPTION, GateEffect.LOOSENED
    if is_wider(after, before):
        return GateChangeKind.NARROWER_EXCEPTION, GateEffect.TIGHTENED
    had = any(k.arg == "match" for k in old.keywords)
    has = any(k.arg == "match" for k in new.keywords)
    if had and not has:
        return GateChangeKind.WEAKER_ASSERTION, GateEffect.LOOSENED
    if has and not had:
        return GateChangeKind.STRONGER_ASSERTION, GateEffect.TIGHTENED
    return GateChangeKind.CONSTANT, GateEffect.UNKNOWN


def _form(node: ast.AST) -> int:
    """How much an assertion asks: 0 nothing, 1 truth, 2 bound or membership, 3 near, 4 equal."""
    if isinstance(node, ast.Constant):
        return 0
    if isinstance(node, ast.BoolOp):
        forms = [_form(value) for value in node.values]
        return max(min(forms) - 1, 0) if isinstance(node.op, ast.Or) else max(forms)
    if isinstance(node, ast.Compare):
        return min(_operator_form(op, right) for op, right in _compared(node))
    if isinstance(node, ast.Call):
        return _FORMS.get(last_name(node.func), 1)
    return 1


def _operator_form(operator: ast.cmpop, right: ast.expr) -> int:
    if isinstance(operator, ast.Eq | ast.Is):
        near = isinstance(right, ast.Call) and last_name(right.func) == "approx"
        return 3 if near else 4
    return 1 if isinstance(operator, ast.NotEq | ast.IsNot) else 2


def _compared(node: ast.Compare) -> list[tuple[ast.cmpop, ast.expr]]:
    return list(zip(node.ops, node.comparators, strict=True))


def _is_and(node: ast.AST) -> bool:
    return isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And)


def _constant_effect(old: ast.AST, new: ast.AST) -> GateEffect:
    """The effect of constants alone: known for bounds and tolerances."""
    effects = set()
    bounds = _bounds(new)
    pairs = zip(_constants(old), _constants(new), strict=True)
    for position, (left, right) in enumerate(pairs):
        if left.value == right.value and type(left.value) is type(right.value):
            continue
        side = bounds.get(position, 0)
        if _is_number(left.value) and _is_number(right.value):
            effects.add(bound_effect(side, float(left.value), float(right.value)))  # type: ignore[arg-type]
        else:
            effects.add(GateEffect.UNKNOWN)
    for effect in (GateEffect.LOOSENED, GateEffect.UNKNOWN, GateEffect.TIGHTENED):
        if effect in effects:
            return effect
    return GateEffect.NEUTRAL


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _constants(node: ast.AST) -> list[ast.Constant]:
    return [item for item in ast.walk(node) if isinstance(item, ast.Constant)]


def _bounds(node: ast.AST) -> dict[int, int]:
    """Positions, among the constants, of those that bound a value, with the side."""
    sides: dict[int, int] = {}
    for item in ast.walk(node):
        if isinstance(item, ast.Compare):
            left = item.left
            for operator, right in _compared(item):
                side = _side(operator)
                sides[id(right)], sides[id(left)] = side, -side
                left = right
        elif isinstance(item, ast.keyword) and item.arg in _TOLERANCES:
            sides[id(item.value)] = _UPPER
        elif isinstance(item, ast.Call) and len(item.args) > 1:
            name = last_name(item.func)
            if name.startswith("assertLess"):
                sides[id(item.args[1])], sides[id(item.args[0])] = _UPPER, _LOWER
            elif name.startswith("assertGreater"):
                sides[id(item.args[1])], sides[id(item.args[0])] = _LOWER, _UPPER
    constants = _constants(node)
    return {n: sides[id(c)] for n, c in enumerate(constants) if id(c) in sides}


def _side(operator: ast.cmpop) -> int:
    if isinstance(operator, ast.Lt | ast.LtE):
        return _UPPER
    return _LOWER if isinstance(operator, ast.Gt | ast.GtE) else 0


def _has_literal_list(node: ast.AST) -> bool:
    return any(isinstance(item, ast.List | ast.Tuple | ast.Set) for item in ast.walk(node))


def _membership_effect(old: ast.AST, new: ast.AST) -> GateEffect:
    """A literal collection that a value must be in, or be a part of: growing it asks less."""
    if not (isinstance(old, ast.Compare) and isinstance(new, ast.Compare)):
        return GateEffect.UNKNOWN
    if dump(old.left) != dump(new.left) or len(new.ops) != 1:
        return GateEffect.UNKNOWN
    before = {dump(item) for item in getattr(old.comparators[0], "elts", [])}
    after = {dump(item) for item in getattr(new.comparators[0], "elts", [])}
    inside = isinstance(new.ops[0], ast.In | ast.LtE)
    outside = isinstance(new.ops[0], ast.NotIn)
    if (inside and after < before) or (outside and after > before):
        return GateEffect.TIGHTENED
    return GateEffect.LOOSENED if inside or outside else GateEffect.UNKNOWN
