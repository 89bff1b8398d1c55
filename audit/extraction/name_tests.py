"""Tests in a `__getattr__` of which name is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mypy.nodes import (
    ComparisonExpr,
    DictExpr,
    Expression,
    FuncDef,
    IfStmt,
    ListExpr,
    SetExpr,
    Statement,
    StrExpr,
    TupleExpr,
)

from audit.extraction.chains import dotted_text, literal_names, string_items
from audit.extraction.consulted import calls_warn
from audit.extraction.tables import find_displays

__all__ = ["NameTests"]


class NameTests:
    """Reads tests in a module with these functions and tables."""

    def __init__(
        self, functions: Mapping[str, FuncDef], tables: Mapping[str, list[Expression]]
    ) -> None:
        self._functions = functions
        self._tables = tables

    def warned_names(
        self, statements: Iterable[Statement], parameter: str
    ) -> tuple[bool, frozenset[str]]:
        """Whether every answer warns, and the names for which a test leads to a warning."""
        always, names = False, frozenset[str]()
        for statement in statements:
            tested: tuple[str, ...] = ()
            if isinstance(statement, IfStmt):
                tested = self.names(statement.expr[0], parameter)
            if isinstance(statement, IfStmt) and tested:
                if calls_warn(statement.body[0].body, self._functions):
                    names |= frozenset(tested)
                rest = statement.else_body.body if statement.else_body else []
                below = self.warned_names(rest, parameter)
                always, names = always or below[0], names | below[1]
            elif calls_warn([statement], self._functions):
                always = True
        return always, names

    def names(self, test: Expression, parameter: str) -> tuple[str, ...]:
        """The names that `name == "X"`, `name in (…)` or `"X" == name` lets through."""
        if not isinstance(test, ComparisonExpr) or len(test.operands) != 2:
            return ()
        left, right = test.operands
        if test.operators[0] == "==":
            if isinstance(left, StrExpr):
                left, right = right, left
            is_name = dotted_text(left) == parameter and isinstance(right, StrExpr)
            return (right.value,) if is_name and isinstance(right, StrExpr) else ()
        if test.operators[0] != "in" or dotted_text(left) != parameter:
            return ()
        return tuple(self._names_of(right))

    def _names_of(self, display: Expression) -> Iterator[str]:
        for found in find_displays(display, self._tables):
            if isinstance(found, DictExpr):
                yield from (key for key, _ in string_items(found))
            elif isinstance(found, ListExpr | TupleExpr | SetExpr):
                yield from literal_names(found)[0]
