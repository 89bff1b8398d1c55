"""Classes that add nothing of their own: empty ones, and those that only warn."""

from __future__ import annotations

from mypy.nodes import (
    CallExpr,
    ClassDef,
    Decorator,
    Expression,
    ExpressionStmt,
    FuncDef,
    ReturnStmt,
    Statement,
    SuperExpr,
)

from audit.extraction.chains import called_name
from audit.extraction.signatures import says_nothing

__all__ = ["class_body_kind"]


def class_body_kind(statement: ClassDef) -> str:
    """`empty`, `warns` (nothing but a constructor that warns and delegates) or `normal`."""
    body = [item for item in statement.defs.body if not says_nothing(item)]
    if not body:
        return "empty"
    return "warns" if all(_only_warns(item) for item in body) else "normal"


def _only_warns(statement: Statement) -> bool:
    function = statement.func if isinstance(statement, Decorator) else statement
    if not isinstance(function, FuncDef):
        return False
    if function.name not in ("__init__", "__new__", "__init_subclass__"):
        return False
    calls = [_called(item) for item in function.body.body if not says_nothing(item)]
    return any(_warns(call) for call in calls) and all(_warns(c) or _delegates(c) for c in calls)


def _called(statement: Statement) -> Expression | None:
    return statement.expr if isinstance(statement, ExpressionStmt | ReturnStmt) else None


def _warns(call: Expression | None) -> bool:
    return called_name(call).rpartition(".")[2].startswith("warn")


def _delegates(call: Expression | None) -> bool:
    return isinstance(call, CallExpr) and isinstance(call.callee, SuperExpr)
