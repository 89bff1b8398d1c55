"""Expressions: attribute chains, calls, dotted strings and dynamic imports inside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from mypy import nodes, types
from mypy.nodes import CallExpr, Expression, MemberExpr, NameExpr, StrExpr

from audit.extraction.chains import dotted_text, literal_text

__all__ = ["ExpressionReader"]

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::[A-Za-z_]\w*)?", re.ASCII)
_LONGEST_DOTTED = 200

# Children of each expression type, leaves left out. Rows in the order of mypy's node list.
_CHILDREN: dict[type, Callable[[Any], Iterable[Expression | None]]] = {
    nodes.OpExpr: lambda node: (node.left, node.right),
    nodes.ComparisonExpr: lambda node: node.operands,
    nodes.UnaryExpr: lambda node: (node.expr,),
    nodes.IndexExpr: lambda node: (node.base, node.index),
    nodes.SliceExpr: lambda node: (node.begin_index, node.end_index, node.stride),
    nodes.TupleExpr: lambda node: node.items,
    nodes.ListExpr: lambda node: node.items,
    nodes.SetExpr: lambda node: node.items,
    nodes.DictExpr: lambda node: (part for item in node.items for part in item),
    nodes.ConditionalExpr: lambda node: (node.cond, node.if_expr, node.else_expr),
    nodes.GeneratorExpr: lambda node: (
        node.left_expr,
        *node.sequences,
        *(test for tests in node.condlists for test in tests),
    ),
    nodes.ListComprehension: lambda node: (node.generator,),
    nodes.SetComprehension: lambda node: (node.generator,),
    nodes.DictionaryComprehension: lambda node: (
        node.key,
        node.value,
        *node.sequences,
        *(test for tests in node.condlists for test in tests),
    ),
    nodes.YieldExpr: lambda node: (node.expr,),
    nodes.YieldFromExpr: lambda node: (node.expr,),
    nodes.AwaitExpr: lambda node: (node.expr,),
    nodes.StarExpr: lambda node: (node.expr,),
    nodes.AssignmentExpr: lambda node: (node.value,),
    nodes.SuperExpr: lambda node: (node.call,),
    nodes.LambdaExpr: lambda node: (
        *(argument.initializer for argument in node.arguments),
        *(getattr(statement, "expr", None) for statement in node.body.body),
    ),
}


class ExpressionReader:
    """Walks expressions and reports what it meets to three callbacks.

    `on_chain(chain, line, call)` for each dotted chain and each called name, `on_string(value,
    context, line)` for each dotted string, `on_call(call, name)` for each call of a chain.
    """

    def __init__(
        self,
        *,
        on_chain: Callable[[str, int, bool], None],
        on_string: Callable[[str, str, int], None],
        on_call: Callable[[CallExpr, str], None],
    ) -> None:
        self._on_chain = on_chain
        self._on_string = on_string
        self._on_call = on_call

    def read(self, expression: Expression | None, context: str = "") -> None:
        """Walk one expression; `context` names the assignment or call that it belongs to."""
        pending: list[tuple[Expression | None, str]] = [(expression, context)]
        while pending:
            node, around = pending.pop()
            kind = type(node)
            if kind is NameExpr or node is None:
                continue
            if kind is MemberExpr:
                self._read_member(node, around, pending)  # type: ignore[arg-type]
            elif kind is CallExpr:
                self._read_call(node, around, pending)  # type: ignore[arg-type]
            elif kind is StrExpr:
                self._read_string(node, around)  # type: ignore[arg-type]
            elif kind is nodes.DictExpr:
                self._read_dictionary(node, around, pending)  # type: ignore[arg-type]
            elif (children := _CHILDREN.get(kind)) is not None:
                pending.extend([(child, around) for child in children(node)][::-1])

    def read_type(self, annotation: types.Type | None) -> None:
        """Walk an annotation: dotted names in it are attribute chains too."""
        pending: list[types.Type | None] = [annotation]
        while pending:
            kind = pending.pop()
            if isinstance(kind, types.UnboundType):
                if "." in kind.name and not kind.name.startswith("builtins."):
                    self._on_chain(kind.name, kind.line, False)
                pending.extend(kind.args)
            elif isinstance(kind, types.UnionType | types.TypeList | types.TupleType):
                pending.extend(kind.items)
            elif isinstance(kind, types.UnpackType):
                pending.append(kind.type)
            elif isinstance(kind, types.CallableArgument):
                pending.append(kind.typ)

    def _read_member(
        self, node: MemberExpr, around: str, pending: list[tuple[Expression | None, str]]
    ) -> None:
        chain = dotted_text(node)
        if chain:
            self._on_chain(chain, node.line, False)
            return
        below: Expression = node
        while isinstance(below, MemberExpr):
            below = below.expr
        pending.append((below, around))

    def _read_call(
        self, node: CallExpr, around: str, pending: list[tuple[Expression | None, str]]
    ) -> None:
        name = dotted_text(node.callee)
        if name:
            self._on_chain(name, node.line, True)
            self._on_call(node, name)
        else:
            if isinstance(node.callee, MemberExpr) and literal_text(node.callee.expr):
                name = around
            pending.append((node.callee, around))
        pending.extend([(argument, name) for argument in node.args][::-1])

    def _read_dictionary(
        self, node: nodes.DictExpr, around: str, pending: list[tuple[Expression | None, str]]
    ) -> None:
        for key, value in reversed(node.items):
            label = f"{around}[{key.value}]" if isinstance(key, StrExpr) else around
            pending.append((value, label))
            pending.append((key, ""))

    def _read_string(self, node: StrExpr, around: str) -> None:
        value = node.value
        if "." in value and len(value) <= _LONGEST_DOTTED and _DOTTED.fullmatch(value):
            self._on_string(value, around, node.line)
