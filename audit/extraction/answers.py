"""What an answer of `__getattr__` leads to: a module and an attribute of it."""

from __future__ import annotations

from collections.abc import Mapping

from mypy.nodes import (
    CallExpr,
    Expression,
    FuncDef,
    Import,
    ImportFrom,
    IndexExpr,
    MemberExpr,
    NameExpr,
    OpExpr,
    ReturnStmt,
    StrExpr,
)

from audit.extraction.chains import dotted_text, literal_text

__all__ = ["FROM_TABLE", "THE_NAME", "AnswerReader", "LazyTarget", "bound_targets"]

LazyTarget = tuple[str, str]
"""A module as written and a dotted attribute, "" for the module itself."""

THE_NAME = "\0name"
"""Stands in a target for the name that is asked for."""

FROM_TABLE: LazyTarget = ("\0table", "")
"""What was looked up in a table whose rows are read elsewhere."""

_DEEPEST = 3
_IMPORTERS = frozenset({"import_module", "__import__"})


class AnswerReader:
    """Follows expressions in a `__getattr__` whose parameter has that name."""

    def __init__(self, functions: Mapping[str, FuncDef], parameter: str) -> None:
        self._functions = functions
        self.parameter = parameter

    def target(
        self, value: Expression, known: Mapping[str, LazyTarget], depth: int = 0
    ) -> LazyTarget | None:
        """What the expression leads to, None when it cannot be read.

        `known` are local names: imported ones, and those that were given a target before.
        """
        if isinstance(value, CallExpr):
            return self._called(value, known, depth)
        chain = dotted_text(value)
        if chain:
            return self._chain(chain, known)
        if isinstance(value, MemberExpr):
            below = self.target(value.expr, known, depth)
            return None if below is None else _joined(below, value.name)
        return None

    def _chain(self, chain: str, known: Mapping[str, LazyTarget]) -> LazyTarget | None:
        root, _, rest = chain.partition(".")
        if root in known:
            target = known[root]
            return None if target == ("", "") else _joined(target, rest)
        return ("", chain) if root != self.parameter else None

    def _called(
        self, call: CallExpr, known: Mapping[str, LazyTarget], depth: int
    ) -> LazyTarget | None:
        name = dotted_text(call.callee)
        if name.rpartition(".")[2] in _IMPORTERS and call.args:
            return self._imported(call.args[0])
        if name == "getattr" and len(call.args) >= 2:
            return self._attribute(call.args[0], call.args[1], known, depth)
        if name in self._functions and depth < _DEEPEST:
            return self._helper(self._functions[name], depth + 1)
        return None

    def _attribute(
        self, owner: Expression, attribute: Expression, known: Mapping[str, LazyTarget], depth: int
    ) -> LazyTarget | None:
        below = self.target(owner, known, depth)
        if below is None or below[0] == FROM_TABLE[0]:
            return below
        module = ".".join(part for part in below if part) if below[0].strip(".") else below[0]
        if below[1] and not below[0].strip("."):
            module = below[0] + below[1]
        if isinstance(attribute, StrExpr):
            return module, attribute.value
        return (module, THE_NAME) if dotted_text(attribute) == self.parameter else None

    def _imported(self, argument: Expression) -> LazyTarget | None:
        """The module that `import_module(argument)` gives."""
        if isinstance(argument, StrExpr):
            return argument.value, ""
        if isinstance(argument, IndexExpr):
            return FROM_TABLE
        if isinstance(argument, NameExpr):
            return None
        return self._named_module(argument)

    def _named_module(self, argument: Expression) -> LazyTarget | None:
        """`"." + name`, `f".{name}"` and `f"{__name__}.{name}"` are a submodule of that name."""
        parts: list[Expression] = []
        if isinstance(argument, OpExpr) and argument.op == "+":
            parts = [argument.left, argument.right]
        elif isinstance(argument, CallExpr) and isinstance(argument.callee, MemberExpr):
            return (f".{THE_NAME}", "") if literal_text(argument) == "." else None
        is_name = any(dotted_text(part) == self.parameter for part in parts)
        return (f".{THE_NAME}", "") if is_name else None

    def _helper(self, function: FuncDef, depth: int) -> LazyTarget | None:
        """A local function whose body imports and returns."""
        known: dict[str, LazyTarget] = {}
        for statement in function.body.body:
            if isinstance(statement, ImportFrom | Import):
                known.update(bound_targets(statement))
            elif isinstance(statement, ReturnStmt) and statement.expr is not None:
                return self.target(statement.expr, known, depth)
        return None


def _joined(target: LazyTarget, rest: str) -> LazyTarget:
    return target[0], ".".join(part for part in (target[1], rest) if part)


def bound_targets(statement: Import | ImportFrom) -> dict[str, LazyTarget]:
    """The names that an import binds, and what they stand for."""
    if isinstance(statement, Import):
        return {
            alias or name.partition(".")[0]: (name if alias else name.partition(".")[0], "")
            for name, alias in statement.ids
        }
    module = "." * statement.relative + statement.id
    return {alias or name: (module, name) for name, alias in statement.names}
