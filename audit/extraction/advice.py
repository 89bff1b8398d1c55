"""What a statement that warns tells to use instead."""

from __future__ import annotations

from mypy.nodes import CallExpr, ExpressionStmt, Statement

from audit.extraction.chains import dotted_text, literal_text
from audit.extraction.deprecations import warning_deprecation

__all__ = ["find_advice"]

_KEYWORDS = frozenset({"alternative", "instead", "replacement", "new_name", "use"})


def find_advice(statement: Statement) -> str:
    """The literal text behind a keyword such as `replacement=`, else the dotted path that the
    message of a deprecation warning names; "" for neither."""
    if not isinstance(statement, ExpressionStmt) or not isinstance(statement.expr, CallExpr):
        return ""
    call = statement.expr
    for argument, keyword in zip(call.args, call.arg_names, strict=True):
        if keyword in _KEYWORDS:
            text = " ".join(literal_text(argument).split())
            if text:
                return text
    mark = warning_deprecation(call, dotted_text(call.callee), scope="")
    return mark.replacement if mark is not None else ""
