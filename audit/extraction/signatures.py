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
from audit.extraction.records import make_function, make_parameter, make_signature
from audit.model.facts import FunctionFact, Signature

__all__ = ["build_function", "is_docstring", "nested_blocks", "says_nothing"]

_BARE = (StrExpr, EllipsisExpr)
_SLASH = re.compile(r",\s*/\s*[,)]")
_WORD = re.compile(r"\w+")
_NOTHING: frozenset[str] = frozenset()
# All but the plain ones: those are asked for first, since the key of an enum is slow to look up.
_KINDS = {
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
    names = tuple([_decorator_name(decorator) for decorator in decorators])
    return make_function(
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
        name = argument.variable.name
        kind = "any" if argument.kind is ArgKind.ARG_POS else _KINDS[argument.kind]
        if name in before_slash and kind == "any":
            kind = "positional"
        annotation, default = argument.type_annotation, argument.initializer
        parameters.append(
            make_parameter(
                name=name,
                kind=kind,
                annotation="" if annotation is None else node_text(lines, annotation),  # type: ignore[arg-type]
                default=None if default is None else node_text(lines, default),
            )
        )
    return make_signature(
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
        return _NOTHING
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


def says_nothing(statement: Statement) -> bool:
    """Whether it is `pass`, an ellipsis or a bare string."""
    if isinstance(statement, ExpressionStmt):
        return isinstance(statement.expr, _BARE)
    return isinstance(statement, PassStmt)


def _body_kind(body: Block, decorators: tuple[str, ...]) -> str:
    if decorators and any(name.rpartition(".")[2] == "overload" for name in decorators):
        return "overload"
    statements = body.body
    last = len(statements) - 1
    while last >= 0 and says_nothing(statements[last]):
        last -= 1
    if last < 0:
        return "empty"
    if not isinstance(statements[last], RaiseStmt):
        return "normal"
    before = (item for item in statements[:last] if not says_nothing(item))
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
