"""A constant or list of a test file that changed: does whoever uses it now ask less?"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable

from audit.model.gate import GateChangeKind, GateEffect
from audit.phases.assertions import bound_effect
from audit.phases.neutral_syntax import dump, neutral
from audit.phases.suite_syntax import last_name

__all__ = ["compare_constants"]

_MADE = frozenset({"dict", "frozenset", "list", "set", "sorted", "tuple"})
_ALLOWS = frozenset({"difference", "issubset"})


def compare_constants(
    name: str,
    old: ast.expr | None,
    new: ast.expr | None,
    users: Iterable[ast.AST],
    translate: Callable[[str], str],
) -> tuple[GateChangeKind, GateEffect]:
    """What became of the value of `name`, judged by how the newer test code uses it.

    A number that bounds a comparison has a direction. A collection whose items are *checked* (it
    is iterated over, handed to `parametrize`, or nothing in it may occur) asks less when it loses
    items; one whose items are *allowed* (a membership that excuses) when it gains some.
    """
    last = name.rpartition(".")[2]
    if old is None or new is None:
        return GateChangeKind.CONSTANT, GateEffect.UNKNOWN
    before, after = _items(neutral(old, translate=translate)), _items(neutral(new))
    if before is not None and after is not None:
        if before == after:
            return GateChangeKind.EXPECTED_LIST, GateEffect.NEUTRAL
        return GateChangeKind.EXPECTED_LIST, _list_effect(before, after, _roles(last, users))
    left, right = _number(old), _number(new)
    if left is not None and right is not None:
        sides = _sides(last, users)
        side = next(iter(sides)) if len(sides) == 1 else 0
        return GateChangeKind.CONSTANT, bound_effect(side, left, right)
    return GateChangeKind.CONSTANT, GateEffect.UNKNOWN


def _items(node: ast.AST) -> Counter[str] | None:
    if isinstance(node, ast.Call) and last_name(node.func) in _MADE:
        return _items(node.args[0]) if len(node.args) == 1 else None if node.args else Counter()
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return Counter(map(dump, node.elts))
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return Counter(f"{dump(k) if k else '**'}: {dump(v)}" for k, v in pairs)
    return None


def _number(node: ast.expr) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return None if isinstance(node.value, bool) else float(node.value)
    return None


def _list_effect(before: Counter[str], after: Counter[str], roles: set[str]) -> GateEffect:
    lost, gained = bool(before - after), bool(after - before)
    if roles == {"checked"}:
        return GateEffect.LOOSENED if lost else GateEffect.TIGHTENED
    if roles == {"allowed"}:
        return GateEffect.LOOSENED if gained else GateEffect.TIGHTENED
    return GateEffect.UNKNOWN


def _roles(name: str, users: Iterable[ast.AST]) -> set[str]:
    """How the collection is used: `checked`, `allowed`, or `other`."""
    roles: set[str] = set()
    for user in users:
        for node in ast.walk(user):
            role = _role(name, node)
            if role:
                roles.add(role)
    return roles or {"other"}


def _role(name: str, node: ast.AST) -> str:
    if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        if _mentions(name, node.iter):
            return "checked"
        if isinstance(node, ast.comprehension):
            return next(filter(None, (_test_role(name, test) for test in node.ifs)), "")
    elif isinstance(node, ast.Call):
        called = last_name(node.func)
        if called == "parametrize" and any(_mentions(name, a) for a in node.args):
            return "checked"
        if called in _ALLOWS and any(_mentions(name, a) for a in node.args):
            return "allowed"
    elif isinstance(node, ast.Assert):
        return _assert_role(name, node.test)
    elif isinstance(node, ast.If):
        role = _test_role(name, node.test)
        leaves = isinstance(node.body[0], ast.Continue | ast.Return)
        return ("allowed" if role == "checked" else "checked") if role and leaves else role
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        return "allowed" if _mentions(name, node.right) else ""
    return ""


def _assert_role(name: str, test: ast.expr) -> str:
    """`assert x in NAME` and `assert found <= NAME` allow, `assert x not in NAME` checks."""
    if isinstance(test, ast.Compare) and _mentions(name, test.comparators[-1]):
        operator = test.ops[-1]
        if isinstance(operator, ast.In | ast.LtE | ast.Lt):
            return "allowed"
        return "checked" if isinstance(operator, ast.NotIn) else "other"
    return ""


def _test_role(name: str, test: ast.expr) -> str:
    """A condition that picks what is looked at: `if x in NAME` checks, `if x not in NAME`
    allows."""
    for node in ast.walk(test):
        if isinstance(node, ast.Compare) and _mentions(name, node.comparators[-1]):
            if isinstance(node.ops[-1], ast.In):
                return "checked"
            return "allowed" if isinstance(node.ops[-1], ast.NotIn) else "other"
    return ""


def _mentions(name: str, node: ast.AST) -> bool:
    return any(
        (isinstance(item, ast.Name) and item.id == name)
        or (isinstance(item, ast.Attribute) and item.attr == name)
        for item in ast.walk(node)
    )


def _sides(name: str, users: Iterable[ast.AST]) -> set[int]:
    """On which side of comparisons a number stands: −1 an upper bound, 1 a lower one, 0 else."""
    sides: set[int] = set()
    for user in users:
        for node in ast.walk(user):
            if isinstance(node, ast.Compare):
                left = node.left
                for operator, right in zip(node.ops, node.comparators, strict=True):
                    if _mentions(name, right):
                        sides.add(_bound(operator))
                    elif _mentions(name, left):
                        sides.add(-_bound(operator))
                    left = right
            elif isinstance(node, ast.Call) and len(node.args) > 1:
                called = last_name(node.func)
                if called.startswith(("assertLess", "assertGreater")):
                    side = -1 if called.startswith("assertLess") else 1
                    if _mentions(name, node.args[1]):
                        sides.add(side)
    return sides


def _bound(operator: ast.cmpop) -> int:
    if isinstance(operator, ast.Lt | ast.LtE):
        return -1
    return 1 if isinstance(operator, ast.Gt | ast.GtE) else 0
