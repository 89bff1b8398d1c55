"""What a condition around an import says: type checkers only, at run time, or it depends."""

from __future__ import annotations

import enum

from mypy.nodes import (
    CallExpr,
    Expression,
    IntExpr,
    MemberExpr,
    NameExpr,
    OpExpr,
    TryStmt,
    TupleExpr,
    UnaryExpr,
    WithStmt,
)

from audit.extraction.chains import dotted_text

__all__ = [
    "RunTime",
    "catches_import_error",
    "run_time_value",
    "suppresses_import_error",
]

_SUPPRESSORS = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex"})
_IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


class RunTime(enum.Enum):
    """The value of a condition while the program runs, where TYPE_CHECKING is false."""

    TRUE = "true"
    FALSE = "false"
    DEPENDS = "depends"


_NOT = {
    RunTime.TRUE: RunTime.FALSE,
    RunTime.FALSE: RunTime.TRUE,
    RunTime.DEPENDS: RunTime.DEPENDS,
}


def run_time_value(test: Expression, typing_names: set[str]) -> RunTime:
    """Three-valued logic over `and`, `or`, `not`, constants and TYPE_CHECKING.

    `typing_names` are the local names that stand for TYPE_CHECKING, aliases included.
    """
    if isinstance(test, UnaryExpr) and test.op == "not":
        return _NOT[run_time_value(test.expr, typing_names)]
    if isinstance(test, OpExpr) and test.op in ("and", "or"):
        return _combined(test, typing_names)
    if isinstance(test, MemberExpr):
        return RunTime.FALSE if test.name == "TYPE_CHECKING" else RunTime.DEPENDS
    if isinstance(test, IntExpr):
        return RunTime.TRUE if test.value else RunTime.FALSE
    return _named_value(test.name, typing_names) if isinstance(test, NameExpr) else RunTime.DEPENDS


def _named_value(name: str, typing_names: set[str]) -> RunTime:
    if name == "True":
        return RunTime.TRUE
    is_false = name in ("False", "None") or name in typing_names
    return RunTime.FALSE if is_false else RunTime.DEPENDS


def _combined(test: OpExpr, typing_names: set[str]) -> RunTime:
    left = run_time_value(test.left, typing_names)
    right = run_time_value(test.right, typing_names)
    decisive = RunTime.FALSE if test.op == "and" else RunTime.TRUE
    if decisive in (left, right):
        return decisive
    return _NOT[decisive] if left == right == _NOT[decisive] else RunTime.DEPENDS


def catches_import_error(statement: TryStmt) -> bool:
    """Whether one of the handlers would catch a failing import."""
    return any(kind is None or _names_import_error(kind) for kind in statement.types)


def suppresses_import_error(statement: WithStmt) -> bool:
    """Whether a failing import ends the block and no more: `with suppress(ImportError):` under any
    of its names, and tests that expect it to fail (`with pytest.raises(ImportError):`)."""
    for expression in statement.expr:
        if isinstance(expression, CallExpr):
            name = dotted_text(expression.callee).rpartition(".")[2]
            if name in _SUPPRESSORS:
                return any(_names_import_error(argument) for argument in expression.args)
    return False


def _names_import_error(expression: Expression) -> bool:
    if isinstance(expression, TupleExpr):
        return any(_names_import_error(item) for item in expression.items)
    return dotted_text(expression).rpartition(".")[2] in _IMPORT_ERRORS
