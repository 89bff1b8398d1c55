"""One row per expression and pattern type."""

from __future__ import annotations

from typing import Any

from mypy import nodes, patterns

from audit.extraction.token_writer import (
    CODE,
    Row,
    TokenWriter,
    constant_row,
    list_row,
    note,
    note_async,
    push_closed,
    row,
)

__all__ = ["EXPRESSION_ROWS", "write_parameters"]

_PARAMETER = CODE["PARAMETER"]
_PARAMETER_CODES = {
    nodes.ARG_OPT: CODE["OPTIONAL"],
    nodes.ARG_STAR: CODE["STARRED"],
    nodes.ARG_STAR2: CODE["KEYWORDS"],
    nodes.ARG_NAMED: CODE["KEYWORD"],
    nodes.ARG_NAMED_OPT: CODE["KEYWORD"],
}


def _write_absent(node: Any, writer: TokenWriter) -> None:
    """The value of a declaration without one."""


def write_parameters(node: nodes.FuncItem, writer: TokenWriter) -> None:
    """Parameters at once; their defaults follow on the stack, before what it already holds."""
    defaults: list[Any] = []
    for argument in node.arguments:
        kind = argument.kind
        writer.kinds.append(_PARAMETER if kind is nodes.ARG_POS else _PARAMETER_CODES[kind])
        writer.names.append(argument.variable.name)
        if argument.pos_only:
            note(writer, "POSITIONAL")
        if argument.type_annotation is not None:
            note(writer, argument.type_annotation)
        if argument.initializer is not None:
            defaults.append(argument.initializer)
    writer.stack.extend(defaults[::-1])


def _write_lambda(node: nodes.LambdaExpr, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["LAMBDA"])
    writer.stack.append(node.body)
    write_parameters(node, writer)


def _write_operation(node: nodes.OpExpr, writer: TokenWriter) -> None:
    writer.kinds.append(CODE[node.op])
    writer.stack.append(node.right)
    writer.stack.append(node.left)


def _write_unary(node: nodes.UnaryExpr, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["u" + node.op if node.op in "+-" else node.op])
    writer.stack.append(node.expr)


def _write_comparison(node: nodes.ComparisonExpr, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["COMPARE"])
    for operator in node.operators:
        writer.kinds.append(CODE[operator.replace(" ", "_")])
    writer.stack.extend(node.operands[::-1])


def _write_dict(node: nodes.DictExpr, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["DICT"])
    children: list[Any] = []
    for key, value in node.items:
        children.append(CODE["KEYWORDS"] if key is None else key)
        children.append(value)
    push_closed(writer, children)


def _comprehension_parts(node: Any, writer: TokenWriter) -> list[Any]:
    parts: list[Any] = []
    for index, sequence, conditions, is_async in zip(
        node.indices, node.sequences, node.condlists, node.is_async, strict=True
    ):
        note_async(writer, is_async)
        parts.extend([CODE["FOR_IN"], index, sequence])
        for condition in conditions:
            parts.extend([CODE["IF"], condition])
    return parts


def _write_generator(node: nodes.GeneratorExpr, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["GENERATOR"])
    push_closed(writer, [node.left_expr, *_comprehension_parts(node, writer)])


def _write_dict_comprehension(node: nodes.DictionaryComprehension, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["DICTCOMP"])
    key = CODE["ABSENT"] if node.key is None else node.key
    push_closed(writer, [key, node.value, *_comprehension_parts(node, writer)])


def _write_super(node: nodes.SuperExpr, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["SUPER"])
    writer.names.append(node.name)
    writer.stack.append(node.call)


def _write_template(node: nodes.TemplateStrExpr, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["TEMPLATE"])
    children: list[Any] = []
    for item in node.items:
        if isinstance(item, tuple):
            value, _, conversion, specification = item
            writer.constants.append(conversion or "")
            children.extend([CODE["POSITIONAL"], value])
            if specification is not None:
                children.append(specification)
        else:
            children.append(item)
    push_closed(writer, children)


def _write_await(node: nodes.AwaitExpr, writer: TokenWriter) -> None:
    note(writer, "AWAIT")
    writer.stack.append(node.expr)


def _write_singleton(node: patterns.SingletonPattern, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["SINGLETON"])
    writer.constants.append(str(node.value))


def _write_class_pattern(node: patterns.ClassPattern, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["CLASS_PATTERN"])
    writer.names.extend(node.keyword_keys)
    parts: list[Any] = [node.class_ref, *node.positionals]
    for value in node.keyword_values:
        parts.extend([CODE["KEYWORD"], value])
    push_closed(writer, parts)


def _write_mapping_pattern(node: patterns.MappingPattern, writer: TokenWriter) -> None:
    writer.kinds.append(CODE["MAPPING"])
    parts: list[Any] = []
    for key, value in zip(node.keys, node.values, strict=True):
        parts.extend([key, value])
    if node.rest is not None:
        parts.extend([CODE["REST"], node.rest])
    push_closed(writer, parts)


EXPRESSION_ROWS: dict[type, Row] = {
    nodes.BytesExpr: constant_row("BYTES", lambda value: "b'" + value),
    nodes.IntExpr: constant_row("INTEGER", hex),
    nodes.FloatExpr: constant_row("FLOAT", repr),
    nodes.ComplexExpr: constant_row("COMPLEX", repr),
    nodes.EllipsisExpr: row("ELLIPSIS"),
    nodes.ListExpr: list_row("LIST"),
    nodes.TupleExpr: list_row("TUPLE"),
    nodes.SetExpr: list_row("SET"),
    nodes.DictExpr: _write_dict,
    nodes.IndexExpr: row("INDEX", "base", "index"),
    nodes.SliceExpr: row("SLICE", "begin_index", "end_index", "stride"),
    nodes.OpExpr: _write_operation,
    nodes.UnaryExpr: _write_unary,
    nodes.ComparisonExpr: _write_comparison,
    nodes.ConditionalExpr: row("CONDITIONAL", "cond", "if_expr", "else_expr"),
    nodes.LambdaExpr: _write_lambda,
    nodes.GeneratorExpr: _write_generator,
    nodes.ListComprehension: row("LISTCOMP", "generator"),
    nodes.SetComprehension: row("SETCOMP", "generator"),
    nodes.DictionaryComprehension: _write_dict_comprehension,
    nodes.StarExpr: row("STAR", "expr"),
    nodes.YieldExpr: row("YIELD", "expr"),
    nodes.YieldFromExpr: row("YIELD_FROM", "expr"),
    nodes.AwaitExpr: _write_await,
    nodes.AssignmentExpr: row("WALRUS", "target", "value"),
    nodes.SuperExpr: _write_super,
    nodes.TemplateStrExpr: _write_template,
    nodes.TempNode: _write_absent,
    patterns.AsPattern: row("CAPTURE", "pattern", "name"),
    patterns.OrPattern: list_row("ALTERNATIVES", "patterns"),
    patterns.ValuePattern: row("POSITIONAL", "expr"),
    patterns.SingletonPattern: _write_singleton,
    patterns.SequencePattern: list_row("SEQUENCE", "patterns"),
    patterns.StarredPattern: row("REST", "capture"),
    patterns.MappingPattern: _write_mapping_pattern,
    patterns.ClassPattern: _write_class_pattern,
}
