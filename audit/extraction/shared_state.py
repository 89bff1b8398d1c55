"""Values that a module or class holds for everybody, and the functions that change them.

Only what is bound where it stands is read: `ITEMS = {}` in a module, `items = []` in a class body,
`_manager = Manager()` in either, and `_manager = None` that a function binds to a call later
(`global _manager`, `cls._manager = …`). A class attribute counts as changed where a method reaches
it through `self`, `cls` or the class's name; one that any method binds on `self` belongs to the
instance.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mypy import nodes
from mypy.nodes import Expression, Statement
from mypy.types import UnboundType

from audit.extraction.chains import called_name, dotted_text
from audit.extraction.syntax_tokens import child_nodes
from audit.model.facts import StateFact

__all__ = ["CONTAINERS", "read_shared_state"]

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
_CHANGES_TEXT = """
    add append appendleft clear discard extend extendleft insert pop popitem popleft remove
    reverse rotate setdefault sort update difference_update intersection_update
    symmetric_difference_update __setitem__ __delitem__ subtract
"""
_CHANGES = frozenset(_CHANGES_TEXT.split())
_WRITTEN = re.compile(
    rf"\s*(?:\.\s*(?:{'|'.join(sorted(_CHANGES))})\b"
    r"|\[(?:.*\]\s*[-+|&^*]?=[^=]|\s*$)|[-+|&^*]=)",
    re.MULTILINE,
)
_BOUND = re.compile(r"\s*=")
_OUTER = re.compile(r"\b(?:global|del)\b")


@dataclass(slots=True)
class _State:
    value: str
    line: int
    changed_in: set[str] = field(default_factory=set)
    declared: str = ""


def read_shared_state(text: str, statements: Sequence[Statement]) -> tuple[StateFact, ...]:
    """The shared values of a file, by line and name. `text` is its source."""
    states: dict[str, _State] = {}
    scopes: list[tuple[str, Sequence[Statement]]] = [("", statements)]
    while scopes:
        scope, body = scopes.pop()
        for statement in body:
            if isinstance(statement, nodes.ClassDef):
                scopes.append((f"{scope}{statement.name}.", statement.defs.body))
            elif isinstance(statement, nodes.AssignmentStmt):
                _note_binding(scope, statement, states)
    places = _find_places(text, states)
    if any(_may_change(text, start, end) for start, end in places):
        finder = _ChangeFinder(states, _lines_of(text, places))
        finder.visit(statements)
        for name in finder.own:
            states.pop(name, None)
    found = (
        StateFact(
            name=name,
            value=state.value,
            line=state.line,
            changed_in=tuple(sorted(state.changed_in)),
            declared=state.declared,
        )
        for name, state in states.items()
        if state.value
    )
    return tuple(sorted(found, key=lambda fact: (fact.line, fact.name)))


def _note_binding(scope: str, statement: nodes.AssignmentStmt, states: dict[str, _State]) -> None:
    value = statement.rvalue
    made = _made_of(value)
    waits = isinstance(value, nodes.NameExpr) and value.name == "None"
    if not (waits or made in CONTAINERS or (made and not scope and _names_a_class(made))):
        return
    declared = _declared(statement) if scope and made in CONTAINERS else ""
    for target in statement.lvalues:
        if isinstance(target, nodes.NameExpr) and not target.name.startswith("__"):
            state = _State(made, statement.line, declared=declared)
            states.setdefault(scope + target.name, state)


def _declared(statement: nodes.AssignmentStmt) -> str:
    """How an assignment in a class body is annotated; see `StateFact.declared`."""
    kind = statement.unanalyzed_type
    if kind is None:
        return "plain"
    text = kind.name if isinstance(kind, UnboundType) else ""
    return "class" if text.rpartition(".")[2] == "ClassVar" else "field"


def _made_of(value: Expression | None) -> str:
    called = called_name(value)
    last = called.rpartition(".")[2]
    return _DISPLAYS.get(type(value), "") or (last if last in CONTAINERS else called)


def _names_a_class(called: str) -> bool:
    return called.rpartition(".")[2].lstrip("_")[:1].isupper()


def _find_places(text: str, states: dict[str, _State]) -> list[tuple[int, int]]:
    """Where the text names one of the states that something might change: start and end, sorted."""
    found = []
    waiting = (name for name, s in states.items() if not s.value or s.value in CONTAINERS)
    for name in {name.rpartition(".")[2] for name in waiting}:
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if not (_is_word(text[start - 1 : start]) or _is_word(text[end : end + 1])):
                found.append((start, end))
            start = text.find(name, end)
    return sorted(found)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _may_change(text: str, start: int, end: int) -> bool:
    """A cheap look at what stands around a name: most constants are never written to.

    Fixed patterns at a few places; a pattern made of the names would be compiled for each file.
    """
    if _WRITTEN.match(text, end) or (text[start - 1 : start] == "." and _BOUND.match(text, end)):
        return True
    return _OUTER.search(text, text.rfind("\n", 0, start) + 1, start) is not None


def _lines_of(text: str, places: Sequence[tuple[int, int]]) -> list[int]:
    """The numbers of the lines that the places stand on, ascending."""
    lines, line, reached = [], 1, 0
    for start, _ in places:
        line += text.count("\n", reached, start)
        reached = start
        lines.append(line)
    return lines


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node stands: qualified name, innermost class, names local to the functions around.

    `in_function` is False in class bodies and at module level: what runs once changes nothing.
    """

    scope: str = ""
    owner: str = ""
    local: frozenset[str] = frozenset()
    in_function: bool = False

    def inside(self, name: str) -> str:
        return f"{self.scope}.{name}" if self.scope else name


class _ChangeFinder:
    """Finds the functions that change the states; `own` are those that instances bind.

    `lines` are the lines on which the file names one of them.
    """

    def __init__(self, states: dict[str, _State], lines: Sequence[int]) -> None:
        self.own: set[str] = set()
        self._states = states
        self._lines = lines

    def visit(self, statements: Sequence[Statement]) -> None:
        """Look at everything below these statements; a stack instead of recursion."""
        pending: list[tuple[Any, _Place]] = [(item, _Place()) for item in statements]
        while pending:
            node, place = pending.pop()
            if isinstance(node, nodes.FuncDef):
                if not place.in_function and not self._names_any(node):
                    continue
                place = _Place(
                    scope=place.inside(node.name),
                    owner=place.owner,
                    local=place.local | _local_names(node),
                    in_function=True,
                )
            elif isinstance(node, nodes.ClassDef):
                name = place.inside(node.name)
                place = _Place(scope=name, owner=name, local=place.local)
            elif place.in_function:
                self._look(node, place)
            pending.extend([(child, place) for child in child_nodes(node)])

    def _names_any(self, function: nodes.FuncDef) -> bool:
        """Whether the function's text names any of the states: most do not."""
        place = bisect.bisect_left(self._lines, function.line)
        last = function.end_line or function.line
        return place < len(self._lines) and self._lines[place] <= last

    def _look(self, node: Any, place: _Place) -> None:
        if isinstance(node, nodes.AssignmentStmt):
            for target in node.lvalues:
                self._assign(target, node.rvalue, place)
        elif isinstance(node, nodes.OperatorAssignmentStmt):
            target = node.lvalue
            self._change(target.base if isinstance(target, nodes.IndexExpr) else target, place)
        elif isinstance(node, nodes.DelStmt) and isinstance(node.expr, nodes.IndexExpr):
            self._change(node.expr.base, place)
        elif (
            isinstance(node, nodes.CallExpr)
            and isinstance(node.callee, nodes.MemberExpr)
            and node.callee.name in _CHANGES
        ):
            self._change(node.callee.expr, place)

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

    def _find(self, chain: str, place: _Place) -> _State | None:
        root, _, rest = chain.partition(".")
        if root in ("self", "cls") and place.owner:
            return self._states.get(f"{place.owner}.{rest}")
        return None if root in place.local else self._states.get(chain)


def _made_by(value: Expression, owner: str) -> str:
    """Like `_made_of`; `cls()`, `object.__new__(cls)` and `super().__new__(cls)` make the owner."""
    made = _made_of(value)
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
