"""Expressions: attribute chains, calls, dotted strings and dynamic imports inside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from mypy import nodes, patterns, types
from mypy.nodes import CallExpr, Expression, IndexExpr, MemberExpr, NameExpr, StrExpr

from audit.extraction.chains import dotted_text, literal_text

__all__ = ["ExpressionReader"]

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::[A-Za-z_]\w*)?", re.ASCII)
_LONGEST_DOTTED = 200
_ENTRY_POINTS = frozenset({"setup", "setuptools.setup", "entry_points", "ENTRY_POINTS"})
_NAMESPACES = frozenset({"globals", "locals", "vars"})
_READING_METHODS = frozenset({"get", "keys", "values", "items", "copy"})

# What nothing is read from: the commonest nodes of all.
_LEAVES = frozenset(
    {
        NameExpr,
        nodes.IntExpr,
        nodes.FloatExpr,
        nodes.ComplexExpr,
        nodes.BytesExpr,
        nodes.EllipsisExpr,
        nodes.TempNode,
        type(None),
    }
)

_Pending = list[tuple[Any, str]]


def _comprehension(node: Any) -> list[Any]:
    tests = [test for tests in node.condlists for test in tests]
    return [*node.sequences, *tests]


def _compared(node: nodes.ComparisonExpr) -> list[Expression]:
    return [operand for operand in node.operands if not _is_namespace(operand)]


# Children of each expression and pattern type, leaves left out.
_CHILDREN: dict[type, Callable[[Any], Iterable[Any]]] = {
    nodes.OpExpr: lambda node: (node.left, node.right),
    nodes.ComparisonExpr: _compared,
    nodes.UnaryExpr: lambda node: (node.expr,),
    nodes.SliceExpr: lambda node: (node.begin_index, node.end_index, node.stride),
    nodes.TupleExpr: lambda node: node.items,
    nodes.ListExpr: lambda node: node.items,
    nodes.SetExpr: lambda node: node.items,
    nodes.ConditionalExpr: lambda node: (node.cond, node.if_expr, node.else_expr),
    nodes.GeneratorExpr: lambda node: (node.left_expr, *_comprehension(node)),
    nodes.ListComprehension: lambda node: (node.generator,),
    nodes.SetComprehension: lambda node: (node.generator,),
    nodes.DictionaryComprehension: lambda node: (node.key, node.value, *_comprehension(node)),
    nodes.YieldExpr: lambda node: (node.expr,),
    nodes.YieldFromExpr: lambda node: (node.expr,),
    nodes.AwaitExpr: lambda node: (node.expr,),
    nodes.StarExpr: lambda node: (node.expr,),
    nodes.SuperExpr: lambda node: (node.call,),
    nodes.LambdaExpr: lambda node: (
        *(argument.initializer for argument in node.arguments),
        *(getattr(statement, "expr", None) for statement in node.body.body),
    ),
    nodes.TemplateStrExpr: lambda node: (
        item[0] if isinstance(item, tuple) else item for item in node.items
    ),
    patterns.AsPattern: lambda node: (node.pattern,),
    patterns.OrPattern: lambda node: node.patterns,
    patterns.ValuePattern: lambda node: (node.expr,),
    patterns.SequencePattern: lambda node: node.patterns,
    patterns.MappingPattern: lambda node: (*node.keys, *node.values),
    patterns.ClassPattern: lambda node: (
        node.class_ref,
        *node.positionals,
        *node.keyword_values,
    ),
}


class ExpressionReader:
    """Walks expressions and reports what it meets to callbacks.

    `on_name(name)` for each plain name among `names` that stands as a value,
    `on_chain(chain, line, call)` for each dotted chain and each called name, `on_string(value,
    context, line)` for each dotted string, `on_call(call, name)` for each call of a chain,
    `on_walrus(node)` for each `name := value`.
    """

    def __init__(
        self,
        *,
        names: frozenset[str],
        on_name: Callable[[str], None],
        on_chain: Callable[[str, int, bool], None],
        on_string: Callable[[str, str, int], None],
        on_call: Callable[[CallExpr, str], None],
        on_walrus: Callable[[nodes.AssignmentExpr], None],
    ) -> None:
        self._names = names
        self._on_name = on_name
        self._on_chain = on_chain
        self._on_string = on_string
        self._on_call = on_call
        self._on_walrus = on_walrus

    def read(self, expression: Any, context: str = "") -> None:
        """Walk one expression or pattern; `context` names the assignment or call around it."""
        if type(expression) in _LEAVES:
            self._read_leaf(expression)
            return
        pending: _Pending = [(expression, context)]
        while pending:
            node, around = pending.pop()
            kind = type(node)
            if kind in _LEAVES:
                self._read_leaf(node)
                continue
            if kind is StrExpr:
                value = node.value
                if "." in value and len(value) <= _LONGEST_DOTTED and _DOTTED.fullmatch(value):
                    self._on_string(value, around, node.line)
                elif ":" in value and around.partition("[")[0] in _ENTRY_POINTS:
                    self._read_entry_points(value, node.line)
            elif kind is MemberExpr:
                self._read_member(node, around, pending)
            elif kind is CallExpr:
                self._read_call(node, around, pending)
            else:
                row = _ROWS.get(kind)
                if row is not None:
                    row(self, node, around, pending)

    def _read_leaf(self, node: Any) -> None:
        if type(node) is NameExpr and node.name in self._names:
            self._on_name(node.name)

    def read_type(self, annotation: types.Type | None) -> None:
        """Walk an annotation: dotted names in it are attribute chains too."""
        if annotation is None:
            return
        pending: list[Any] = [annotation]
        while pending:
            node = pending.pop()
            kind = type(node)
            if kind is types.UnboundType:
                name = node.name
                if "." in name and not name.startswith("builtins."):
                    self._on_chain(name, node.line, False)
                if node.args:
                    pending.extend(node.args)
            elif kind in (types.UnionType, types.TypeList, types.TupleType):
                pending.extend(node.items)
            elif kind is types.UnpackType:
                pending.append(node.type)
            elif kind is types.CallableArgument:
                pending.append(node.typ)

    def _read_entry_points(self, value: str, line: int) -> None:
        """`name = package.module:object`, one a line, as a `setup` call lists them. Their context
        is no name that code can have, such as that of a call `entry_points(group="a.b")`."""
        for text in value.splitlines():
            target = text.partition("=")[2].partition("[")[0].strip()
            if _DOTTED.fullmatch(target):
                self._on_string(target, "entry point", line)

    def _read_member(self, node: MemberExpr, around: str, pending: _Pending) -> None:
        chain = dotted_text(node)
        if chain:
            self._on_chain(chain, node.line, False)
            return
        below: Expression = node
        while isinstance(below, MemberExpr):
            below = below.expr
        if _is_namespace(below) and node.name in _READING_METHODS:
            return
        pending.append((below, around))

    def _read_call(self, node: CallExpr, around: str, pending: _Pending) -> None:
        name = dotted_text(node.callee)
        if name:
            self._on_chain(name, node.line, True)
            self._on_call(node, name)
        else:
            if isinstance(node.callee, MemberExpr) and literal_text(node.callee.expr):
                name = around
            pending.append((node.callee, around))
        if node.args:
            # Most arguments are plain names: sorting them out here saves a third of the steps.
            pending.extend([(a, name) for a in reversed(node.args) if type(a) not in _LEAVES])
            if self._names:
                for argument in node.args:
                    self._read_leaf(argument)

    def _read_dictionary(self, node: nodes.DictExpr, around: str, pending: _Pending) -> None:
        for key, value in reversed(node.items):
            label = f"{around}[{key.value}]" if isinstance(key, StrExpr) else around
            pending.append((value, label))
            pending.append((key, ""))

    def _read_index(self, node: IndexExpr, around: str, pending: _Pending) -> None:
        pending.append((node.index, around))
        if not _is_namespace(node.base):
            pending.append((node.base, around))

    def _read_walrus(self, node: nodes.AssignmentExpr, around: str, pending: _Pending) -> None:
        self._on_walrus(node)
        pending.append((node.value, around))


def _children_row(children: Callable[[Any], Iterable[Any]]) -> Callable[..., None]:
    def push(_reader: ExpressionReader, node: Any, around: str, pending: _Pending) -> None:
        pending.extend([(child, around) for child in children(node)][::-1])

    return push


def _is_namespace(node: Expression) -> bool:
    """`globals()` and its like, read in place."""
    return isinstance(node, CallExpr) and not node.args and dotted_text(node.callee) in _NAMESPACES


_ROWS: dict[type, Callable[..., None]] = {
    **{kind: _children_row(children) for kind, children in _CHILDREN.items()},
    nodes.DictExpr: ExpressionReader._read_dictionary,
    IndexExpr: ExpressionReader._read_index,
    nodes.AssignmentExpr: ExpressionReader._read_walrus,
}
