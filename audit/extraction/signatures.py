"""Functions and their signatures, texts as written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mypy.nodes import (
    ArgKind,
    Block,
    CallExpr,
    EllipsisExpr,
    Expression,
    ExpressionStmt,
    ForStmt,
    FuncDef,
    IfStmt,
    MatchStmt,
    PassStmt,
    RaiseStmt,
    Statement,
    StrExpr,
    TryStmt,
    WhileStmt,
    WithStmt,
)
from mypy.types import AnyType, CallableType

from audit.extraction.chains import dotted_text
from audit.extraction.parse import node_text
from audit.model.facts import FunctionFact, Parameter, Signature

__all__ = ["build_function", "is_docstring", "nested_blocks"]

_SLASH = re.compile(r",\s*/\s*[,)]")
_WORD = re.compile(r"\w+")
_KINDS = {
    ArgKind.ARG_POS: "any",
    ArgKind.ARG_OPT: "any",
    ArgKind.ARG_STAR: "variadic",
    ArgKind.ARG_NAMED: "keyword",
    ArgKind.ARG_STAR2: "keywords",
    ArgKind.ARG_NAMED_OPT: "keyword",
}


def build_function(
    function: FuncDef,
    decorators: Sequence[Expression],
    *,
    qualname: str,
    branch: str,
    returns: tuple[str, ...],
    lines: list[str],
) -> FunctionFact:
    """The fact of one function or method; `decorators` are those written above it, `returns` the
    dotted names that its return statements call or hand back."""
    names = tuple(_decorator_name(decorator) for decorator in decorators)
    return FunctionFact(
        qualname=qualname,
        line=function.line,
        end_line=function.end_line or function.line,
        signature=_signature(function, lines),
        decorators=names,
        body=_body_kind(function.body, names),
        returns=returns,
        branch=branch,
    )


def _decorator_name(decorator: Expression) -> str:
    if isinstance(decorator, CallExpr):
        return dotted_text(decorator.callee)
    return dotted_text(decorator)


def _signature(function: FuncDef, lines: list[str]) -> Signature:
    parameters = []
    before_slash = _names_before_slash(function, lines)
    for argument in function.arguments:
        kind = _KINDS[argument.kind]
        if kind == "any" and argument.variable.name in before_slash:
            kind = "positional"
        annotation = argument.type_annotation
        parameters.append(
            Parameter(
                name=argument.variable.name,
                kind=kind,
                annotation=node_text(lines, annotation) if annotation else "",  # type: ignore[arg-type]
                default=node_text(lines, argument.initializer) if argument.initializer else None,
            )
        )
    return Signature(
        parameters=tuple(parameters),
        returns=_returns_text(function, lines),
        is_async=function.is_coroutine,
    )


def _names_before_slash(function: FuncDef, lines: list[str]) -> frozenset[str]:
    """Names of positional-only parameters.

    The parser's own mark is on all parameters of special methods and on names with two leading
    underscores as well, where callers may use the name all the same: the source decides.
    """
    marked = [a.variable.name for a in function.arguments if a.pos_only]
    if not marked:
        return frozenset()
    last = function.body.body[0].line if function.body.body else function.line
    header = "\n".join(lines[function.line - 1 : max(last, function.line)])
    slash = _SLASH.search(header)
    if slash is None:
        return frozenset()
    names = set(_WORD.findall(header[: slash.start()]))
    return frozenset(name for name in marked if name in names)


def _returns_text(function: FuncDef, lines: list[str]) -> str:
    kind = function.unanalyzed_type
    if not isinstance(kind, CallableType) or isinstance(kind.ret_type, AnyType):
        return ""
    return node_text(lines, kind.ret_type)  # type: ignore[arg-type]


def is_docstring(statement: Statement) -> bool:
    """Whether it is a bare string."""
    return isinstance(statement, ExpressionStmt) and isinstance(statement.expr, StrExpr)


def _is_empty(statement: Statement) -> bool:
    return (
        isinstance(statement, PassStmt)
        or is_docstring(statement)
        or (isinstance(statement, ExpressionStmt) and isinstance(statement.expr, EllipsisExpr))
    )


def _body_kind(body: Block, decorators: tuple[str, ...]) -> str:
    if any(name.rpartition(".")[2] == "overload" for name in decorators):
        return "overload"
    last = next((item for item in reversed(body.body) if not _is_empty(item)), None)
    if not isinstance(last, RaiseStmt):
        return "normal" if last is not None else "empty"
    before = (item for item in body.body if item is not last and not _is_empty(item))
    return "raises" if all(isinstance(item, ExpressionStmt) for item in before) else "normal"


def nested_blocks(statement: Statement) -> list[Block]:
    """The blocks that a compound statement holds, functions and classes apart."""
    blocks: list[Block | None] = []
    if isinstance(statement, MatchStmt):
        blocks = [*statement.bodies]
    elif isinstance(statement, IfStmt):
        blocks = [*statement.body, statement.else_body]
    elif isinstance(statement, TryStmt):
        blocks = [
            statement.body,
            *statement.handlers,
            statement.else_body,
            statement.finally_body,
        ]
    elif isinstance(statement, ForStmt | WhileStmt):
        blocks = [statement.body, statement.else_body]
    elif isinstance(statement, WithStmt):
        blocks = [statement.body]
    return [block for block in blocks if block is not None]
