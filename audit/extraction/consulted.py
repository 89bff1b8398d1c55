"""Which names the body of `__getattr__` consults, whether it warns, and whether it ever says no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mypy.nodes import (
    AssignmentExpr,
    AssignmentStmt,
    CallExpr,
    ComparisonExpr,
    DictionaryComprehension,
    EllipsisExpr,
    Expression,
    ExpressionStmt,
    ForStmt,
    FuncDef,
    IfStmt,
    IndexExpr,
    ListExpr,
    MemberExpr,
    NameExpr,
    OpExpr,
    PassStmt,
    ReturnStmt,
    Statement,
    StrExpr,
    TupleExpr,
)

from audit.extraction.chains import called_name, dotted_text
from audit.extraction.signatures import nested_blocks

__all__ = ["answers_anything", "calls_warn", "consulted_names"]


def answers_anything(statements: Sequence[Statement]) -> bool:
    """Whether the statements can end without `return` and `raise`: what is asked for is None then,
    and there. A call at the end may be one that raises; so may a block other than `if`."""
    last = statements[-1] if statements else None
    if isinstance(last, IfStmt):
        blocks = [*last.body, last.else_body]
        return any(answers_anything(block.body if block else ()) for block in blocks)
    if isinstance(last, ExpressionStmt):
        return isinstance(last.expr, EllipsisExpr | StrExpr)
    return last is None or isinstance(last, PassStmt | AssignmentStmt)


def calls_warn(
    statements: Iterable[Statement], functions: Mapping[str, FuncDef], depth: int = 0
) -> bool:
    """Whether one of the statements calls `warn…`, itself or in a local function it calls."""
    for statement in statements:
        if isinstance(statement, ExpressionStmt) and isinstance(statement.expr, CallExpr):
            name = dotted_text(statement.expr.callee)
            last = name.rpartition(".")[2].lstrip("_")
            if last.startswith("warn") or "deprecat" in last:
                return True
            if name in functions and depth < 2:
                body = functions[name].body.body
                if calls_warn(body, functions, depth + 1):
                    return True
        elif any(calls_warn(block.body, functions, depth) for block in nested_blocks(statement)):
            return True
    return False


def consulted_names(
    statements: Iterable[Statement],
    functions: Mapping[str, FuncDef],
    tables: Mapping[str, list[Expression]],
) -> list[str]:
    """Plain names that the statements consult, in order, those of local functions they call and
    of tables made from other tables included."""
    found: dict[str, None] = {}
    pending = _names_in(statements)
    while pending:
        name = pending.pop(0)
        if name in found:
            continue
        found[name] = None
        if name in functions:
            pending += _names_in(functions[name].body.body)
        for value in tables.get(name, ()):
            if isinstance(value, DictionaryComprehension):
                pending += [part for item in value.sequences for part in _names_of(item)]
    return list(found)


def _names_in(statements: Iterable[Statement]) -> list[str]:
    found: list[str] = []
    for statement in statements:
        expressions: list[Expression | None] = []
        if isinstance(statement, IfStmt):
            expressions = list(statement.expr)
        elif isinstance(statement, AssignmentStmt):
            expressions = [statement.rvalue]
        elif isinstance(statement, ReturnStmt | ExpressionStmt | ForStmt):
            expressions = [statement.expr]
        for expression in expressions:
            found += _names_of(expression)
        for block in nested_blocks(statement):
            found += _names_in(block.body)
    return found


def _names_of(expression: Expression | None) -> list[str]:
    if isinstance(expression, NameExpr):
        return [expression.name]
    parts: list[Expression | None] = []
    if isinstance(expression, MemberExpr):
        parts = [expression.expr]
    elif isinstance(expression, CallExpr):
        plain = not called_name(expression) or called_name(expression) != "import_module"
        parts = [expression.callee, *expression.args] if plain else list(expression.args)
    elif isinstance(expression, IndexExpr):
        parts = [expression.base, expression.index]
    elif isinstance(expression, ComparisonExpr):
        parts = list(expression.operands)
    elif isinstance(expression, TupleExpr | ListExpr):
        parts = list(expression.items)
    elif isinstance(expression, OpExpr):
        parts = [expression.left, expression.right]
    elif isinstance(expression, AssignmentExpr):
        parts = [expression.value]
    return [name for part in parts for name in _names_of(part)]
