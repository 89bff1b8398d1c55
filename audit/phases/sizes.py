"""Bounds that the listed cases cannot reach: `len(bad) <= 5` over a list of three cases."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from audit.phases.suite_source import Unit
from audit.phases.suite_syntax import last_name

__all__ = ["never_exceeds"]

_KEEPS = frozenset(
    {"enumerate", "filter", "frozenset", "list", "map", "reversed", "set", "sorted", "sum", "tuple"}
)
_Values = Mapping[str, ast.expr]


def never_exceeds(check: ast.AST, test: ast.AST, units: Sequence[Unit]) -> str:
    """Why an upper bound always holds, "" when it may not.

    The size of what is counted is at most that of the literal collection that it comes from,
    through names assigned once, comprehensions and `sorted`, `set`, `list` and their like.
    """
    if not (isinstance(check, ast.Compare) and len(check.ops) == 1):
        return ""
    left, operator, right = check.left, check.ops[0], check.comparators[0]
    if isinstance(operator, ast.Gt | ast.GtE):
        left, right = right, left
    elif not isinstance(operator, ast.Lt | ast.LtE):
        return ""
    values = _values(test, units)
    limit, most = _number(right, values), _counted(left, values)
    if limit is None or most is None:
        return ""
    reached = most > limit if isinstance(operator, ast.LtE | ast.GtE) else most >= limit
    return "" if reached else f"At most {most} cases are counted, and {limit:g} are allowed."


def _values(test: ast.AST, units: Sequence[Unit]) -> dict[str, ast.expr]:
    """Values of names: constants that the test stands on, then what it assigns once."""
    values: dict[str, ast.expr] = {}
    for unit in units:
        value = getattr(unit.nodes[-1], "value", None)
        if len(unit.nodes) == 1 and isinstance(value, ast.expr):
            values[unit.name] = value
    found: dict[str, list[ast.expr]] = {}
    for item in ast.walk(test):
        if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            found.setdefault(item.targets[0].id, []).append(item.value)
        elif isinstance(item, ast.AugAssign) and isinstance(item.target, ast.Name):
            found.setdefault(item.target.id, []).extend([item.value, item.value])
    for name, assigned in found.items():
        values.pop(name, None)
        if len(assigned) == 1 and not _grows(test, name):
            values[name] = assigned[0]
    return values


def _grows(test: ast.AST, name: str) -> bool:
    return any(
        isinstance(item, ast.Call)
        and isinstance(item.func, ast.Attribute)
        and isinstance(item.func.value, ast.Name)
        and item.func.value.id == name
        and item.func.attr in ("add", "append", "extend", "insert", "update")
        for item in ast.walk(test)
    )


def _number(node: ast.expr, values: _Values) -> float | None:
    if isinstance(node, ast.Name):
        found = values.get(node.id)
        return _number(found, {}) if found is not None else None
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return None if isinstance(node.value, bool) else float(node.value)
    return None


def _counted(node: ast.expr, values: _Values, depth: int = 0) -> int | None:
    """The most that `len(…)` or `sum(1 for …)` can be."""
    if not (isinstance(node, ast.Call) and len(node.args) == 1):
        if isinstance(node, ast.Name) and node.id in values and depth < 5:
            return _counted(values[node.id], values, depth + 1)
        return None
    name = last_name(node.func)
    if name == "len":
        return _size(node.args[0], values, 0)
    argument = node.args[0]
    if name == "sum" and isinstance(argument, ast.GeneratorExp | ast.ListComp):
        one = isinstance(argument.elt, ast.Constant) and argument.elt.value == 1
        truth = isinstance(argument.elt, ast.Compare)
        return _size(argument, values, 0) if one or truth else None
    return None


def _size(node: ast.expr, values: _Values, depth: int) -> int | None:
    if depth > 10:
        return None
    if isinstance(node, ast.Name):
        found = values.get(node.id)
        return _size(found, values, depth + 1) if found is not None else None
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        starred = any(isinstance(item, ast.Starred) for item in node.elts)
        return None if starred else len(node.elts)
    if isinstance(node, ast.Dict):
        return len(node.keys) if all(node.keys) else None
    if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        if len(node.generators) == 1:
            return _size(node.generators[0].iter, values, depth + 1)
        return None
    if isinstance(node, ast.Call) and last_name(node.func) in _KEEPS and node.args:
        return _size(node.args[-1], values, depth + 1)
    return None
