"""One row per statement type."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mypy import nodes, types

from audit.extraction.expression_tokens import write_parameters
from audit.extraction.token_writer import (
    CODE,
    END,
    NAME,
    Row,
    TokenWriter,
    names_row,
    note,
    note_async,
    push_all,
    push_closed,
    row,
)

__all__ = ["STATEMENT_ROWS"]

_ASSIGN = CODE["ASSIGN"]
_EXPRESSION = CODE["EXPRESSION"]


def _write_nothing(node: Any, writer: TokenWriter) -> None:
    """`pass` says nothing."""


def _write_block(node: nodes.Block, writer: TokenWriter) -> None:
    writer.stack.append(END)
    writer.stack.extend(node.body[::-1])


def _write_expression_statement(node: nodes.ExpressionStmt, writer: TokenWriter) -> None:
    kind = type(node.expr)
    if kind is nodes.StrExpr or kind is nodes.EllipsisExpr:
        return  # docstring, text without effect, placeholder body
    writer.kinds.append(_EXPRESSION)
    writer.stack.append(node.expr)


def _write_assignment(node: nodes.AssignmentStmt, writer: TokenWriter) -> None:
    if node.unanalyzed_type is not None:
        note(writer, node.unanalyzed_type)
    value = node.rvalue
    if type(value) is nodes.TempNode:
        writer.kinds.append(CODE["DECLARE"])
    else:
        writer.kinds.append(_ASSIGN)
        writer.stack.append(value)
    lvalues = node.lvalues
    if len(lvalues) > 1:
        writer.stack.extend([END, *lvalues[::-1], CODE["TUPLE"]])
    else:
        writer.stack.append(lvalues[0])


def _write_augmented(node: nodes.OperatorAssignmentStmt, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["AUGMENT"])
    writer.kinds.append(CODE[node.op])
    push_all(writer, node.lvalue, node.rvalue)


def _write_function(node: nodes.FuncDef, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["FUNCTION"])
    writer.names.append(node.name)
    note_async(writer, node.is_coroutine)
    for parameter in node.type_args or ():
        note(writer, parameter)
    writer.stack.append(node.body)
    write_parameters(node, writer)
    signature = node.unanalyzed_type
    if type(signature) is types.CallableType and type(signature.ret_type) is not types.AnyType:
        note(writer, signature.ret_type)


def _write_decorated(node: nodes.Decorator, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["DECORATOR"])
    writer.stack.append(node.func)
    push_closed(writer, node.original_decorators)


def _write_overloads(node: nodes.OverloadedFuncDef, writer: TokenWriter) -> None:
    writer.stack.extend(reversed(node.items))


def _write_class(node: nodes.ClassDef, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["CLASS"])
    writer.names.append(node.name)
    for parameter in node.type_args or ():
        note(writer, parameter)
    writer.names.extend(node.keywords)
    writer.stack.append(node.defs)
    push_closed(writer, list(node.keywords.values()))
    push_closed(writer, node.base_type_exprs)
    if node.decorators:
        writer.kinds.append(CODE["DECORATOR"])
        push_closed(writer, node.decorators)


def _write_for(node: nodes.ForStmt, writer: TokenWriter) -> None:
    note_async(writer, node.is_async)
    writer.kinds.append(CODE["FOR"])
    push_all(writer, node.index, node.expr, node.body)
    _push_else(writer, node.else_body, below=3)


def _push_else(writer: TokenWriter, body: nodes.Block | None, *, below: int) -> None:
    """Put an else block under the topmost `below` pending items."""
    if body is not None:
        place = len(writer.stack) - below
        writer.stack[place:place] = [body, CODE["ELSE"]]


def _write_while(node: nodes.WhileStmt, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["WHILE"])
    push_all(writer, node.expr, node.body)
    _push_else(writer, node.else_body, below=2)


def _write_if(node: nodes.IfStmt, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["IF"])
    push_all(writer, node.expr[0], node.body[0])
    _push_else(writer, node.else_body, below=2)


def _write_try(node: nodes.TryStmt, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["TRY"])
    children: list[Any] = [node.body]
    for kind, name, body in zip(node.types, node.vars, node.handlers, strict=True):
        children.extend([CODE["EXCEPT"], kind, name, body])
    if node.else_body is not None:
        children.extend([CODE["ELSE"], node.else_body])
    if node.finally_body is not None:
        children.extend([CODE["FINALLY"], node.finally_body])
    push_closed(writer, children)


def _write_with(node: nodes.WithStmt, writer: TokenWriter) -> None:
    note_async(writer, node.is_async)
    writer.kinds.append(CODE["WITH"])
    children: list[Any] = []
    for value, target in zip(node.expr, node.target, strict=True):
        children.append(value)
        if target is not None:
            children.extend([CODE["AS"], target])
    push_all(writer, *children, node.body)


def _write_import(node: nodes.Import, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["IMPORT"])
    _write_imported(writer, node.ids)


def _write_import_from(node: nodes.ImportFrom, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["IMPORT_FROM"])
    _write_imported(writer, [("." * node.relative + node.id, None), *node.names])


def _write_import_star(node: nodes.ImportAll, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["IMPORT_STAR"])
    _write_imported(writer, [("." * node.relative + node.id, None)])


def _write_imported(writer: TokenWriter, names: Iterable[tuple[str, str | None]]) -> None:
    for name, alias in names:
        for part in name.split("."):
            writer.kinds.append(NAME)
            writer.names.append(part)
        if alias is not None:
            writer.kinds.append(CODE["AS"])
            writer.names.append(alias)


def _write_match(node: nodes.MatchStmt, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["MATCH"])
    children: list[Any] = [node.subject]
    for pattern, guard, body in zip(node.patterns, node.guards, node.bodies, strict=True):
        children.extend([CODE["CASE"], pattern])
        if guard is not None:
            children.extend([CODE["GUARD"], guard])
        children.append(body)
    push_closed(writer, children)


def _write_type_alias(node: nodes.TypeAliasStmt, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["TYPE_ALIAS"])
    for parameter in node.type_args:
        note(writer, parameter)
    push_all(writer, node.name, node.value.body)


STATEMENT_ROWS: dict[type, Row] = {
    nodes.Block: _write_block,
    nodes.ExpressionStmt: _write_expression_statement,
    nodes.AssignmentStmt: _write_assignment,
    nodes.OperatorAssignmentStmt: _write_augmented,
    nodes.FuncDef: _write_function,
    nodes.Decorator: _write_decorated,
    nodes.OverloadedFuncDef: _write_overloads,
    nodes.ClassDef: _write_class,
    nodes.ForStmt: _write_for,
    nodes.WhileStmt: _write_while,
    nodes.IfStmt: _write_if,
    nodes.ReturnStmt: row("RETURN", "expr"),
    nodes.RaiseStmt: row("RAISE", "expr", "from_expr"),
    nodes.TryStmt: _write_try,
    nodes.WithStmt: _write_with,
    nodes.AssertStmt: row("ASSERT", "expr", "msg"),
    nodes.DelStmt: row("DELETE", "expr"),
    nodes.PassStmt: _write_nothing,
    nodes.BreakStmt: row("BREAK"),
    nodes.ContinueStmt: row("CONTINUE"),
    nodes.Import: _write_import,
    nodes.ImportFrom: _write_import_from,
    nodes.ImportAll: _write_import_star,
    nodes.GlobalDecl: names_row("GLOBAL"),
    nodes.NonlocalDecl: names_row("NONLOCAL"),
    nodes.MatchStmt: _write_match,
    nodes.TypeAliasStmt: _write_type_alias,
}
