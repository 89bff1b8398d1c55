"""What an assignment at module level makes of a name: an alias, or a value of its own."""

from __future__ import annotations

from dataclasses import dataclass

from mypy.nodes import CallExpr, ConditionalExpr, Expression, StrExpr

from audit.extraction.chains import called_name, dotted_text
from audit.model.facts import BindingKind

__all__ = ["AssignedValue", "bind_assignment"]

_CONSTANTS = frozenset({"None", "True", "False"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedValue:
    """`kind` of the binding, and for an alias the dotted `target`."""

    kind: BindingKind
    target: str = ""


def bind_assignment(name: str, value: Expression) -> AssignedValue:
    """`X = pkg.Y` and `X = getattr(pkg, "Y")` are aliases; `X = wrap(X)` keeps what X was.

    A call that is handed the name itself (`X = deprecated(X)`) is an alias of the old X, with
    the name as target.
    """
    chain = dotted_text(value)
    if chain and chain not in _CONSTANTS:
        return AssignedValue(kind=BindingKind.ALIAS, target=chain)
    if isinstance(value, CallExpr):
        called = called_name(value)
        if called == "getattr" and len(value.args) >= 2 and isinstance(value.args[1], StrExpr):
            base = dotted_text(value.args[0])
            if base:
                return AssignedValue(kind=BindingKind.ALIAS, target=f"{base}.{value.args[1].value}")
        if any(dotted_text(argument) == name for argument in value.args):
            return AssignedValue(kind=BindingKind.ALIAS, target=name)
    if isinstance(value, ConditionalExpr):
        chain = dotted_text(value.if_expr) or dotted_text(value.else_expr)
        if chain and chain not in _CONSTANTS:
            return AssignedValue(kind=BindingKind.ALIAS, target=chain)
    return AssignedValue(kind=BindingKind.VALUE)
