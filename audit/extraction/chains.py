"""Dotted chains and literals in syntax: small readers that every fact uses."""

from __future__ import annotations

from mypy.nodes import (
    CallExpr,
    DictExpr,
    Expression,
    ListExpr,
    MemberExpr,
    NameExpr,
    OpExpr,
    SetExpr,
    StrExpr,
    TupleExpr,
)

__all__ = ["called_name", "dotted_text", "literal_names", "literal_text", "string_items"]


def dotted_text(expression: Expression | None) -> str:
    """`a.b.c` for a name or an attribute chain on a name, "" for anything else."""
    if isinstance(expression, NameExpr):
        return expression.name
    text = ""
    while isinstance(expression, MemberExpr):
        text = f".{expression.name}{text}"
        expression = expression.expr
    return expression.name + text if isinstance(expression, NameExpr) else ""


def called_name(expression: Expression | None) -> str:
    """The dotted text of what a call calls, "" when it is no call or calls no chain."""
    return dotted_text(expression.callee) if isinstance(expression, CallExpr) else ""


def literal_text(expression: Expression | None) -> str:
    """The text of a string, of a sum of strings, or the literal parts of an f-string.

    The parser hands an f-string on as `"".join([part, "{}".format(value), …])`; values are left
    out here.
    """
    if isinstance(expression, StrExpr):
        return expression.value
    if isinstance(expression, OpExpr) and expression.op in ("+", "%"):
        if expression.op == "%":
            return literal_text(expression.left)
        return literal_text(expression.left) + literal_text(expression.right)
    if isinstance(expression, CallExpr) and isinstance(expression.callee, MemberExpr):
        if expression.callee.name == "join" and expression.args:
            parts = expression.args[0]
            if isinstance(parts, ListExpr):
                return "".join(p.value for p in parts.items if isinstance(p, StrExpr))
        if expression.callee.name == "format":
            return literal_text(expression.callee.expr)
    return ""


def literal_names(expression: Expression | None) -> tuple[tuple[str, ...], bool]:
    """The strings of a list, tuple, set or sum of those, and whether that was all of it."""
    if isinstance(expression, ListExpr | TupleExpr | SetExpr):
        names = tuple(item.value for item in expression.items if isinstance(item, StrExpr))
        return names, len(names) == len(expression.items)
    if isinstance(expression, OpExpr) and expression.op == "+":
        left, left_whole = literal_names(expression.left)
        right, right_whole = literal_names(expression.right)
        return left + right, left_whole and right_whole
    return (), False


def string_items(expression: Expression | None) -> tuple[tuple[str, Expression], ...]:
    """The items of a dictionary display whose keys are strings, in source order."""
    if not isinstance(expression, DictExpr):
        return ()
    return tuple((key.value, value) for key, value in expression.items if isinstance(key, StrExpr))
