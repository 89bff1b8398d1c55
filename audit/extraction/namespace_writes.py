"""Functions that write names into the namespaces of modules by other means than binding them."""

from __future__ import annotations

import bisect
import builtins
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from mypy import nodes
from mypy.nodes import CallExpr, Expression, IndexExpr, MemberExpr, NameExpr, StrExpr

from audit.extraction.chains import called_name, dotted_text
from audit.extraction.records import make_binding
from audit.extraction.syntax_tokens import child_nodes
from audit.model.facts import BindingFact, BindingKind, ImportFact

__all__ = ["NamespaceWrites", "read_module_calls", "read_namespace_writes"]

_TEXTS = (
    "setattr(", "globals()", "f_globals", "f_locals", "__globals__", "sys.modules", "getmodule"
)  # fmt: skip
_MARK = re.compile("|".join(map(re.escape, _TEXTS)).replace(r"setattr\(", r"setattr\((?!self,)"))
_FRAME_NAMESPACES = ("f_globals", "f_locals", "__globals__")
_DICTIONARY_WRITERS = ("update", "setdefault", "__setitem__")
_MODULE_FINDERS = ("getmodule", "import_module", "__import__")
_BUILT_IN = frozenset(dir(builtins))
_BLOCKS = (nodes.IfStmt, nodes.TryStmt, nodes.ForStmt, nodes.WhileStmt, nodes.WithStmt, nodes.Block)
_DEEPEST = 4
_MOST_VALUES = 3  # of a name that is given one after the other, the last

_OWN, _CALLERS = "own", "callers"
_Values = dict[str, list[Expression]]


@dataclass(slots=True, kw_only=True)
class NamespaceWrites:
    """What a file does to namespaces.

    `writers`: qualified names of functions that write into the module of what they are handed or
    of who calls them. `own`: a function writes into the file's own namespace. `others`: imported
    modules and classes that get names which are computed, as bindings `module.__setattr__`;
    `classes`: some of its own classes may, `*` for any.
    """

    writers: set[str] = field(default_factory=set)
    own: bool = False
    others: list[BindingFact] = field(default_factory=list)
    classes: set[str] = field(default_factory=set)


def read_namespace_writes(
    text: str, statements: Sequence[nodes.Statement], imports: Sequence[ImportFact]
) -> NamespaceWrites:
    """Look at the places of a file where its text speaks of a namespace; most have none."""
    found = NamespaceWrites()
    marked = _marked_lines(text)
    if not marked:
        return found
    plain: list[nodes.Node] = []
    for scope, node in _parts(statements, ""):
        if not _holds_any(node, marked):
            continue
        if scope:
            _read_part(found, imports, scope, list(_below([node])))
        else:
            plain.append(node)
    _read_part(found, imports, "", list(_below(plain)))
    return found


def _marked_lines(text: str) -> list[int]:
    if not any(part in text for part in _TEXTS):
        return []
    lines, line, place = [], 1, 0
    for match in _MARK.finditer(text):
        line += text.count("\n", place, match.start())
        place = match.start()
        lines.append(line)
    return lines


def _holds_any(node: nodes.Node, lines: Sequence[int]) -> bool:
    place = bisect.bisect_left(lines, node.line)
    return place < len(lines) and lines[place] <= (node.end_line or node.line)


def _parts(statements: Iterable[Any], owner: str) -> Iterator[tuple[str, Any]]:
    """Each function at module level and each method with its qualified name, and under "" the
    statements around them."""
    for written in statements:
        statement = written.func if isinstance(written, nodes.Decorator) else written
        if isinstance(statement, nodes.FuncDef):
            yield f"{owner}{statement.name}", statement
        elif isinstance(statement, nodes.OverloadedFuncDef):
            yield from _parts(statement.items, owner)
        elif isinstance(statement, nodes.ClassDef):
            yield from _parts(statement.defs.body, f"{owner}{statement.name}.")
        elif isinstance(statement, _BLOCKS):
            yield from _parts(child_nodes(statement), owner)
        else:
            yield "", statement


def _below(pending: list[nodes.Node]) -> Iterator[nodes.Node]:
    while pending:
        node = pending.pop()
        yield node
        pending += child_nodes(node)


def _read_part(
    found: NamespaceWrites, imports: Sequence[ImportFact], scope: str, part: list[nodes.Node]
) -> None:
    values: _Values = defaultdict(list)
    for node in part:
        for target in node.lvalues if isinstance(node, nodes.AssignmentStmt) else ():
            if isinstance(target, NameExpr) and isinstance(node, nodes.AssignmentStmt):
                values[target.name].append(node.rvalue)
    for node in part:
        written = _written_namespace(node, values)
        if written == _OWN:  # at module level the walk looks at each such place itself
            found.own = found.own or bool(scope)
        elif written and scope:
            found.writers.add(scope)
        elif isinstance(node, CallExpr) and not written:
            _read_setattr(found, node, imports, scope)


def _written_namespace(node: nodes.Node, values: _Values) -> str:
    """Whose namespace a statement or call writes into."""
    if isinstance(node, nodes.AssignmentStmt):
        items = (each for each in node.lvalues if isinstance(each, IndexExpr))
        return next((_namespace(e.base, values) for e in items if not _is_dunder(e.index)), "")
    if not isinstance(node, CallExpr) or not node.args:
        return ""
    called = node.callee
    if isinstance(called, NameExpr):
        is_written = called.name == "setattr" and len(node.args) > 1
        return _module(node.args[0], values) if is_written and not _is_dunder(node.args[1]) else ""
    if isinstance(called, MemberExpr) and called.name in _DICTIONARY_WRITERS:
        return "" if _is_dunder(node.args[0]) else _namespace(called.expr, values)
    return ""


def _is_dunder(name: Expression) -> bool:
    """`__all__` and its like are no names that anybody imports."""
    return isinstance(name, StrExpr) and name.value.startswith("__")


def _namespace(value: Expression, values: _Values, depth: int = 0) -> str:
    """Whose namespace a dictionary is, "" for any other."""
    if depth > _DEEPEST:
        return ""
    if isinstance(value, MemberExpr):
        if value.name in _FRAME_NAMESPACES:
            return _CALLERS
        return _module(value.expr, values, depth + 1) if value.name == "__dict__" else ""
    if isinstance(value, CallExpr):
        name = called_name(value)
        if name == "globals":
            return _OWN
        return _module(value.args[0], values, depth + 1) if name == "vars" and value.args else ""
    return _first_known(_namespace, value, values, depth)


def _module(value: Expression, values: _Values, depth: int = 0) -> str:
    """Whose module a value is, "" for anything else: `sys.modules[…]`, `inspect.getmodule(…)`."""
    if depth > _DEEPEST:
        return ""
    if isinstance(value, IndexExpr):
        is_table = dotted_text(value.base) == "sys.modules"
        return _named(value.index, values, depth + 1) if is_table else ""
    if isinstance(value, CallExpr):
        name = called_name(value)
        last = name.rpartition(".")[2]
        if not value.args or not (name == "sys.modules.get" or last in _MODULE_FINDERS):
            return ""
        return _CALLERS if last == "getmodule" else _named(value.args[0], values, depth + 1)
    return _first_known(_module, value, values, depth)


def _named(value: Expression, values: _Values, depth: int = 0) -> str:
    """Whose module a name is of: `__name__`, `thing.__module__`, `frame.f_globals["__name__"]`."""
    if depth > _DEEPEST:
        return ""
    if isinstance(value, MemberExpr) and value.name == "__module__":
        return _CALLERS
    if isinstance(value, IndexExpr) and isinstance(value.base, MemberExpr):
        return _CALLERS if value.base.name in _FRAME_NAMESPACES else ""
    if isinstance(value, NameExpr) and value.name == "__name__":
        return _OWN
    return _first_known(_named, value, values, depth)


def _first_known(find: Any, value: Expression, values: _Values, depth: int) -> str:
    """The answer for a plain name by what it was given, for `a or b` by either part."""
    choices: list[Expression] = []
    if isinstance(value, NameExpr):
        choices = values.get(value.name, [])[-_MOST_VALUES:]
    elif isinstance(value, nodes.OpExpr) and value.op in ("and", "or"):
        choices = [value.left, value.right]
    elif isinstance(value, nodes.ConditionalExpr):
        choices = [value.if_expr, value.else_expr]
    return next(filter(None, (find(each, values, depth + 1) for each in choices)), "")


def _read_setattr(
    found: NamespaceWrites, call: CallExpr, imports: Sequence[ImportFact], scope: str
) -> None:
    """`setattr(thing, name, value)` with a name that is computed: on what the file imports, on the
    class around, or on something that may be any of the file's classes."""
    if called_name(call) != "setattr" or len(call.args) < 2 or isinstance(call.args[1], StrExpr):
        return
    chain = dotted_text(call.args[0])
    root = chain.partition(".")[0]
    if root == "self" and chain != "self.__class__":
        return
    for index in range(len(imports) - 1, -1, -1):
        fact = imports[index]
        bound = fact.alias or fact.name or fact.module.partition(".")[0]
        if bound == root and (not fact.scope or f"{scope}.".startswith(f"{fact.scope}.")):
            found.others.append(
                make_binding(
                    name=f"{chain}.__setattr__",
                    kind=BindingKind.VALUE,
                    line=call.line,
                    index=index,
                    branch=scope,
                )
            )
            return
    owner = scope.rpartition(".")[0]
    found.classes.add(owner if owner and chain in ("cls", "self.__class__") else "*")


def read_module_calls(statements: Sequence[nodes.Statement]) -> tuple[str, ...]:
    """The dotted names that statements at module level call, for themselves or to bind what they
    return, sorted; those of builtins apart."""
    found = set()
    pending: list[Any] = list(statements)
    while pending:
        statement = pending.pop()
        if isinstance(statement, _BLOCKS):
            pending += [each for each in child_nodes(statement) if isinstance(each, nodes.Node)]
        value = getattr(statement, "rvalue", None) or getattr(statement, "expr", None)
        chain = called_name(value)
        if chain and chain not in _BUILT_IN:
            found.add(chain)
    return tuple(sorted(found))
