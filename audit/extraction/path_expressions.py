"""What an expression for a folder or file comes to, as far as the file alone can tell.

A value is a pair: whether it starts at the file's own folder (else at the working directory), and
a POSIX path from there. Absolute paths and everything computed have no value.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from typing import Any

from mypy import nodes
from mypy.nodes import CallExpr, Expression, IndexExpr, IntExpr, MemberExpr, NameExpr, StrExpr

from audit.extraction.chains import dotted_text

__all__ = ["OWN_FILE", "PathReader"]

OWN_FILE = "<this file>"
"""Stands for the name of the file itself."""

_Value = tuple[bool, str]
_DEEPEST = 16
_MOST_VALUES = 16
_LONGEST = 300
_SAME = frozenset(
    """
    abspath realpath normpath normcase expanduser expandvars fspath str fsdecode
    """.split()  # noqa: SIM905
)
_JOINING = frozenset({"Path", "PurePath", "PosixPath", "PurePosixPath"})
_SAME_METHODS = frozenset({"resolve", "absolute", "as_posix", "expanduser", "rstrip", "__str__"})
_DISPLAYS = (nodes.ListExpr, nodes.TupleExpr, nodes.SetExpr)
_HERE = {
    "__file__": (True, OWN_FILE),
    "os.curdir": (False, ""),
    "os.path.curdir": (False, ""),
    "os.pardir": (False, ".."),
    "os.path.pardir": (False, ".."),
}


class PathReader:
    """Reads path expressions of one file; `note` every node of it first."""

    def __init__(self) -> None:
        self._bound: dict[str, list[tuple[int, Expression]]] = defaultdict(list)

    def note(self, node: Any) -> None:
        """Remember what names are bound to: by assignment, or by a loop over a display."""
        if isinstance(node, nodes.AssignmentStmt):
            for target in node.lvalues:
                if isinstance(target, NameExpr):
                    self._bound[target.name].append((node.line, node.rvalue))
        elif isinstance(node, nodes.ForStmt) and isinstance(node.index, NameExpr):
            items = node.expr.items if isinstance(node.expr, _DISPLAYS) else []
            self._bound[node.index.name] += [(node.line, item) for item in items]

    def texts(self, expression: Expression) -> list[str]:
        """The literal texts that an expression may be."""
        if isinstance(expression, StrExpr):
            return [expression.value]
        if isinstance(expression, NameExpr):
            return [v.value for v in self._bindings(expression) if isinstance(v, StrExpr)]
        return []

    def values(self, expression: Expression | None, depth: int = 0) -> list[_Value]:
        """The values that an expression may have, none when it is absolute or computed."""
        if expression is None or depth > _DEEPEST:
            return []
        found = self._read(expression, depth + 1)
        kept = [(own, posixpath.normpath(path) if path else "") for own, path in found]
        return [(own, "" if path == "." else path) for own, path in kept][:_MOST_VALUES]

    def _read(self, node: Expression, depth: int) -> list[_Value]:
        if isinstance(node, StrExpr):
            return [(False, node.value)] if _is_relative(node.value) else []
        name = dotted_text(node)
        if name in _HERE:
            return [_HERE[name]]
        if isinstance(node, NameExpr):
            return [v for bound in self._bindings(node) for v in self.values(bound, depth)]
        if isinstance(node, MemberExpr):
            return _parents(self.values(node.expr, depth)) if node.name == "parent" else []
        if isinstance(node, IndexExpr):
            return self._read_index(node, depth)
        if isinstance(node, nodes.OpExpr) and node.op in ("/", "+"):
            glue = _join if node.op == "/" else _concatenate
            return self._combine([node.left, node.right], glue, depth)
        return self._read_call(node, depth) if isinstance(node, CallExpr) else []

    def _bindings(self, node: NameExpr) -> list[Expression]:
        """What the name was bound to last before the line, else anywhere."""
        bound = self._bound.get(node.name, [])
        before = [line for line, _ in bound if line < node.line]
        chosen = max(before) if before else None
        return [value for line, value in bound if line == chosen or (chosen is None and line > 0)]

    def _read_index(self, node: IndexExpr, depth: int) -> list[_Value]:
        position = node.index.value if isinstance(node.index, IntExpr) else None
        base = node.base
        if position is None:
            return []
        if isinstance(base, MemberExpr) and base.name == "parents":
            found = self.values(base.expr, depth)
            for _ in range(min(position + 1, _DEEPEST)):
                found = _parents(found)
            return found
        if isinstance(base, CallExpr) and dotted_text(base.callee).endswith("path.split"):
            return _parents(self.values(base.args[0], depth)) if position == 0 else []
        return [(True, "")] if dotted_text(base) == "__path__" else []

    def _read_call(self, call: CallExpr, depth: int) -> list[_Value]:
        name = dotted_text(call.callee)
        last = name.rpartition(".")[2]
        if last in ("getcwd", "cwd") and not call.args:
            return [(False, "")]
        if last in ("getfile", "getsourcefile") and call.args:
            inner = call.args[0]
            current = isinstance(inner, CallExpr) and dotted_text(inner.callee)
            return [(True, OWN_FILE)] if str(current).endswith("currentframe") else []
        if last == "dirname" and call.args:
            return _parents(self.values(call.args[0], depth))
        if isinstance(call.callee, MemberExpr) and not (last in _SAME | _JOINING and call.args):
            found = self._read_method(call, call.callee, depth)
            if found is not None:
                return found
        if last in _JOINING or name.endswith("path.join"):
            return self._combine(list(call.args), _join, depth) if call.args else [(False, "")]
        return self.values(call.args[0], depth) if last in _SAME and call.args else []

    def _read_method(self, call: CallExpr, callee: MemberExpr, depth: int) -> list[_Value] | None:
        if callee.name in _SAME_METHODS:
            return self.values(callee.expr, depth)
        if callee.name == "with_name" and call.args:
            beside = _parents(self.values(callee.expr, depth))
            names = self.values(call.args[0], depth)
            return [_join(left, right) for left in beside for right in names]
        if callee.name == "joinpath":
            return self._combine([callee.expr, *call.args], _join, depth)
        if callee.name == "join" and isinstance(callee.expr, StrExpr) and not callee.expr.value:
            parts = call.args[0] if call.args else None
            if isinstance(parts, nodes.ListExpr):  # how the parser hands on an f-string
                return self._combine(
                    [_formatted(item) for item in parts.items], _concatenate, depth
                )
        return None

    def _combine(self, parts: list[Expression], glue: Any, depth: int) -> list[_Value]:
        """The values of all parts glued together, every combination; none when one has none."""
        found: list[_Value] | None = None
        for part in parts:
            following = self.values(part, depth) if glue is _join else self._read(part, depth)
            if not following and isinstance(part, StrExpr) and part.value.startswith("/"):
                following = [(False, part.value)] if glue is _concatenate and found else []
            if found is None:
                found = following
            else:
                found = [glue(left, right) for left in found for right in following]
            found = found[:_MOST_VALUES]
        return found or []


def _is_relative(text: str) -> bool:
    absolute = text.startswith(("/", "~", "\\")) or text[1:2] == ":"
    return not absolute and len(text) <= _LONGEST and text.isprintable()


def _formatted(item: Expression) -> Expression:
    """The value inside a part of an f-string."""
    called = item.callee if isinstance(item, CallExpr) else None
    if isinstance(item, CallExpr) and isinstance(called, MemberExpr) and item.args:
        return item.args[0] if called.name == "format" else item
    return item


def _parents(values: list[_Value]) -> list[_Value]:
    return [(own, posixpath.join(path, "..") if path else "..") for own, path in values]


def _join(left: _Value, right: _Value) -> _Value:
    if right[0]:
        return right
    return left[0], posixpath.join(left[1], right[1]) if left[1] else right[1]


def _concatenate(left: _Value, right: _Value) -> _Value:
    """Texts side by side: a slash after a folder that has no name here joins."""
    text = right[1].lstrip("/") if not left[1] else right[1]
    return left[0], left[1] + text
