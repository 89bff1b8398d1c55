"""What a shared value is made of, and the functions that change it."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mypy import nodes
from mypy.nodes import Expression, Statement

from audit.extraction.chains import called_name, dotted_text
from audit.extraction.syntax_tokens import child_nodes

__all__ = ["CHANGING_METHODS", "CONTAINERS", "ChangeFinder", "HeldValue", "made_of"]

_DISPLAYS: dict[type, str] = {
    nodes.DictExpr: "dict",
    nodes.ListExpr: "list",
    nodes.SetExpr: "set",
    nodes.DictionaryComprehension: "dict",
    nodes.ListComprehension: "list",
    nodes.SetComprehension: "set",
}
_CONTAINERS_TEXT = """
    dict list set bytearray defaultdict deque OrderedDict Counter ChainMap WeakSet
    WeakKeyDictionary WeakValueDictionary
"""
CONTAINERS = frozenset(_CONTAINERS_TEXT.split())
"""Names of the containers that can be changed in place."""

_CHANGING_TEXT = """
    add append appendleft clear discard extend extendleft insert pop popitem popleft remove
    reverse rotate setdefault sort update difference_update intersection_update
    symmetric_difference_update __setitem__ __delitem__ subtract
"""
CHANGING_METHODS = frozenset(_CHANGING_TEXT.split())
"""Names of the methods that change a container in place."""
# Where nothing changes: the commonest nodes of all.
_LEAVES = frozenset(
    {nodes.NameExpr, nodes.StrExpr, nodes.IntExpr, nodes.FloatExpr, nodes.BytesExpr}
)
# Statements without others in them.
_SIMPLE = (
    nodes.AssignmentStmt,
    nodes.AssertStmt,
    nodes.DelStmt,
    nodes.ExpressionStmt,
    nodes.OperatorAssignmentStmt,
    nodes.RaiseStmt,
    nodes.ReturnStmt,
)


@dataclass(slots=True)
class HeldValue:
    """A shared value as far as it is known; the fields are those of `StateFact`."""

    value: str
    line: int
    changed_in: set[str] = field(default_factory=set)
    declared: str = ""


def made_of(value: Expression | None) -> str:
    """The name of a container, else the dotted text of what is called, "" for any other value."""
    called = called_name(value)
    last = called.rpartition(".")[2]
    return _DISPLAYS.get(type(value), "") or (last if last in CONTAINERS else called)


class _Place:
    """Where a node stands: its qualified name and the innermost class.

    `in_function` is False in class bodies and at module level: what runs once changes nothing.
    """

    __slots__ = ("_around", "_function", "_local", "in_function", "owner", "scope")

    def __init__(self) -> None:
        self.scope = ""
        self.owner = ""
        self.in_function = False
        self._around: _Place | None = None
        self._function: nodes.FuncDef | None = None
        self._local: frozenset[str] | None = None

    def in_body(self, node: nodes.FuncDef | nodes.ClassDef) -> _Place:
        """The body of a function or class that stands here."""
        inner = _Place()
        inner.scope = f"{self.scope}.{node.name}" if self.scope else node.name
        inner.owner = self.owner
        inner._around = self
        if isinstance(node, nodes.FuncDef):
            inner.in_function = True
            inner._function = node
        else:
            inner.owner = inner.scope
        return inner

    def is_local(self, name: str) -> bool:
        """Whether the name is one of the functions' around."""
        if self._local is None:  # few are ever asked
            function = self._function
            self._local = _local_names(function) if function is not None else frozenset()
        return name in self._local or (self._around is not None and self._around.is_local(name))


class ChangeFinder:
    """Finds the functions that change the states; `own` are those that instances bind.

    `telling` are the lines on which the file names one that waits to be changed: functions without
    such a line are passed over. `named` are the lines on which it names any of them.
    """

    def __init__(
        self, states: dict[str, HeldValue], telling: Sequence[int], named: Sequence[int]
    ) -> None:
        self.own: set[str] = set()
        self._states = states
        self._telling = telling
        self._named = named

    def visit(self, statements: Sequence[Statement]) -> None:
        """Look at everything below these statements; a stack instead of recursion."""
        pending: list[tuple[Any, _Place]] = [(item, _Place()) for item in statements]
        while pending:
            node, place = pending.pop()
            if isinstance(node, nodes.FuncDef):
                if not place.in_function and not _holds_any(node, self._telling):
                    continue
                place = place.in_body(node)
            elif isinstance(node, nodes.ClassDef):
                place = place.in_body(node)
            elif place.in_function:
                if isinstance(node, _SIMPLE) and not _holds_any(node, self._named):
                    continue
                self._look(node, place)
            below = child_nodes(node)
            if not place.in_function:  # no expression holds a function
                below = [child for child in below if isinstance(child, Statement)]
            pending.extend([(child, place) for child in below if type(child) not in _LEAVES])

    def _look(self, node: Any, place: _Place) -> None:
        kind = type(node)
        if kind is nodes.CallExpr:
            called = node.callee
            if type(called) is nodes.MemberExpr and called.name in CHANGING_METHODS:
                self._change(called.expr, place)
        elif kind is nodes.AssignmentStmt:
            for target in node.lvalues:
                self._assign(target, node.rvalue, place)
        elif kind is nodes.OperatorAssignmentStmt:
            target = node.lvalue
            self._change(target.base if isinstance(target, nodes.IndexExpr) else target, place)
        elif kind is nodes.DelStmt and isinstance(node.expr, nodes.IndexExpr):
            self._change(node.expr.base, place)

    def _assign(self, target: Expression, value: Expression, place: _Place) -> None:
        if isinstance(target, nodes.TupleExpr | nodes.ListExpr):
            for item in target.items:
                self._assign(item, value, place)
        elif isinstance(target, nodes.IndexExpr):
            self._change(target.base, place)
        elif isinstance(target, nodes.NameExpr | nodes.MemberExpr):
            chain = dotted_text(target)
            if chain.startswith("self."):
                self.own.add(f"{place.owner}.{chain.removeprefix('self.')}")
                return
            state = self._find(chain, place)
            if state is not None:
                state.changed_in.add(place.scope)
                state.value = state.value or _made_by(value, place.owner)

    def _change(self, changed: Expression, place: _Place) -> None:
        state = self._find(dotted_text(changed), place)
        if state is not None:
            state.changed_in.add(place.scope)

    def _find(self, chain: str, place: _Place) -> HeldValue | None:
        root, _, rest = chain.partition(".")
        if root in ("self", "cls") and place.owner:
            return self._states.get(f"{place.owner}.{rest}")
        state = self._states.get(chain)
        return None if state is None or place.is_local(root) else state


def _holds_any(statement: Statement, lines: Sequence[int]) -> bool:
    """Whether the statement stands on one of the lines: most do not."""
    line = statement.line
    place = bisect.bisect_left(lines, line)
    return place < len(lines) and lines[place] <= (statement.end_line or line)


def _made_by(value: Expression, owner: str) -> str:
    """Like `made_of`; `cls()`, `object.__new__(cls)` and `super().__new__(cls)` make the owner."""
    made = made_of(value)
    if made == "cls" or made.endswith("__new__"):
        return owner
    if isinstance(value, nodes.CallExpr) and isinstance(value.callee, nodes.SuperExpr):
        return owner
    return made


def _local_names(function: nodes.FuncDef) -> frozenset[str]:
    """Names that are the function's own: parameters and what it binds without `global`."""
    bound = {argument.variable.name for argument in function.arguments}
    outer: set[str] = set()
    pending: list[Any] = list(function.body.body)
    while pending:
        node = pending.pop()
        if isinstance(node, nodes.FuncDef | nodes.ClassDef):
            bound.add(node.name)
            continue
        if isinstance(node, nodes.GlobalDecl):
            outer.update(node.names)
        targets: list[Any] = []
        if isinstance(node, nodes.AssignmentStmt):
            targets = list(node.lvalues)
        elif isinstance(node, nodes.ForStmt):
            targets = [node.index]
        elif isinstance(node, nodes.WithStmt):
            targets = list(node.target)
        bound.update(_plain_names(targets))
        if isinstance(node, Statement | nodes.Block):
            pending.extend(child_nodes(node))
    return frozenset(bound - outer)


def _plain_names(targets: list[Any]) -> set[str]:
    found = set()
    while targets:
        target = targets.pop()
        if isinstance(target, nodes.NameExpr):
            found.add(target.name)
        elif isinstance(target, nodes.TupleExpr | nodes.ListExpr):
            targets.extend(target.items)
        elif isinstance(target, nodes.StarExpr):
            targets.append(target.expr)
    return found
