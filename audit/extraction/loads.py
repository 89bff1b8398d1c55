"""Code that changes the import path, loads files by place, or runs the file itself.

Most files do none of this: a look at the imports and the text decides whether the tree is searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mypy import nodes
from mypy.nodes import CallExpr, Expression, Statement, StrExpr

from audit.extraction.chains import dotted_text
from audit.extraction.path_expressions import OWN_FILE, PathReader
from audit.extraction.syntax_tokens import child_nodes
from audit.model.facts import ImportFact
from audit.model.loads import LoadFact, LoadKind

__all__ = ["read_loads"]

_MEANS = frozenset({"imp", "importlib", "pytest", "runpy", "site", "sys"})
_MARKS = (
    "sys.path",
    "addsitedir",
    "syspath_prepend",
    "spec_from_file_location",
    "SourceFileLoader",
    "load_source",
    "run_path",
    "run_module",
)
_FRONT = frozenset({"insert", "syspath_prepend"})
_BY_PLACE = frozenset({"spec_from_file_location", "SourceFileLoader", "load_source"})
_RUNNERS = frozenset({"run_path", "run_module"})
_LONGEST_TEXT = 120
_SCOPES = (nodes.FuncDef, nodes.ClassDef)


def read_loads(
    text: str, statements: Sequence[Statement], imports: Sequence[ImportFact]
) -> tuple[LoadFact, ...]:
    """What the file says of loading, by line. `text` is its source, `imports` are its imports."""
    found: list[LoadFact] = []
    if "__main__" in text:
        found += _main_guards(text, statements)
    means = any(fact.module.partition(".")[0] in _MEANS for fact in imports)
    if means and any(mark in text for mark in _MARKS):
        found += _Finder(text).find(statements)
    return tuple(sorted(found, key=lambda fact: (fact.line, fact.kind, fact.path, fact.name)))


def _main_guards(text: str, statements: Sequence[Statement]) -> list[LoadFact]:
    return [
        LoadFact(kind=LoadKind.MAIN, line=statement.line, text=_line(text, statement.line))
        for statement in statements
        if isinstance(statement, nodes.IfStmt) and _asks_for_main(statement.expr[0])
    ]


def _asks_for_main(test: Expression) -> bool:
    """`__name__ == "__main__"`, either way round, alone or within `and`."""
    if isinstance(test, nodes.OpExpr) and test.op == "and":
        return _asks_for_main(test.left) or _asks_for_main(test.right)
    if not isinstance(test, nodes.ComparisonExpr) or test.operators != ["=="]:
        return False
    names = {dotted_text(operand) for operand in test.operands}
    texts = {operand.value for operand in test.operands if isinstance(operand, StrExpr)}
    return "__name__" in names and texts == {"__main__"}


def _line(text: str, number: int) -> str:
    lines = text.split("\n", number)
    return lines[number - 1].strip()[:_LONGEST_TEXT] if 0 < number <= len(lines) else ""


class _Finder:
    """Finds the places in a tree; a stack instead of recursion."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: list[LoadFact] = []
        self._paths = PathReader()
        self._marked = [
            number
            for number, line in enumerate(text.split("\n"), start=1)
            if any(mark in line for mark in _MARKS)
        ]

    def find(self, statements: Sequence[Statement]) -> list[LoadFact]:
        """All of them, in no particular order."""
        edits: list[Any] = []
        pending: list[Any] = list(statements)
        while pending:
            node = pending.pop()
            if isinstance(node, _SCOPES) and not self._tells(node):
                continue
            self._paths.note(node)
            if isinstance(node, CallExpr | nodes.AssignmentStmt | nodes.OperatorAssignmentStmt):
                edits.append(node)
            pending.extend(child_nodes(node))
        for node in edits:
            if isinstance(node, CallExpr):
                self._read_call(node)
            else:
                self._read_assignment(node)
        return self._found

    def _tells(self, scope: nodes.Node) -> bool:
        """Whether one of the marks stands inside a function or class: most are not worth a look."""
        last = scope.end_line or scope.line
        return any(scope.line <= line <= last for line in self._marked)

    def _read_call(self, call: CallExpr) -> None:
        name = dotted_text(call.callee)
        last = name.rpartition(".")[2]
        if name.endswith("sys.path.insert"):
            self._search(call, call.args[1:2], first=_is_zero(call.args[:1]))
        elif name.endswith("sys.path.append") or last in ("addsitedir", "syspath_prepend"):
            self._search(call, call.args[:1], first=last in _FRONT)
        elif name.endswith("sys.path.extend"):
            self._search(call, _items(call.args[0] if call.args else None), first=False)
        elif last in _BY_PLACE and len(call.args) > 1:
            for module in self._paths.texts(call.args[0]):
                self._place(LoadKind.FILE_LOCATION, call, call.args[1], module)
        elif last in _RUNNERS and call.args:
            if last == "run_path":
                self._place(LoadKind.RUN_FILE, call, call.args[0], "")
            for module in self._paths.texts(call.args[0]) if last == "run_module" else ():
                self._add(LoadKind.RUN_MODULE, call.line, name=module)

    def _read_assignment(
        self, statement: nodes.AssignmentStmt | nodes.OperatorAssignmentStmt
    ) -> None:
        """`sys.path[:0] = […]`, `sys.path[0] = …`, `sys.path += […]`, `sys.path = […] + …`."""
        if isinstance(statement, nodes.OperatorAssignmentStmt):
            if dotted_text(statement.lvalue) == "sys.path":
                self._search(statement, _items(statement.rvalue), first=False)
            return
        for target in statement.lvalues:
            if isinstance(target, nodes.IndexExpr) and dotted_text(target.base) == "sys.path":
                items = _items(statement.rvalue) or [statement.rvalue]
                self._search(statement, items, first=True)
            elif dotted_text(target) == "sys.path":
                value = statement.rvalue
                first = isinstance(value, nodes.OpExpr) and dotted_text(value.right) == "sys.path"
                self._search(statement, _items(value), first=first)

    def _search(self, node: nodes.Node, folders: Sequence[Expression], *, first: bool) -> None:
        for folder in folders:
            for own, path in self._paths.values(folder):
                if OWN_FILE not in path:
                    self._add(
                        LoadKind.SEARCH_PATH, node.line, path=path or ".", own=own, first=first
                    )

    def _place(self, kind: LoadKind, call: CallExpr, place: Expression, name: str) -> None:
        for own, path in self._paths.values(place):
            if path.endswith(".py"):
                self._add(kind, call.line, path=path, own=own, name=name)

    def _add(self, kind: LoadKind, line: int, **fields: Any) -> None:
        fact = LoadFact(kind=kind, line=line, text=_line(self._text, line), **fields)
        if fact not in self._found:
            self._found.append(fact)


def _is_zero(arguments: Sequence[Expression]) -> bool:
    return bool(arguments) and isinstance(arguments[0], nodes.IntExpr) and arguments[0].value == 0


def _items(value: Expression | None) -> list[Expression]:
    """The items of a list or tuple, or of a sum of those."""
    if isinstance(value, nodes.ListExpr | nodes.TupleExpr):
        return list(value.items)
    if isinstance(value, nodes.OpExpr) and value.op == "+":
        return _items(value.left) + _items(value.right)
    return []
