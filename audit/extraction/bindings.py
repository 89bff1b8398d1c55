"""What an assignment at module level makes of a name: an alias, or a value of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mypy.nodes import CallExpr, ConditionalExpr, Expression, MemberExpr, OpExpr, StrExpr

from audit.extraction.chains import called_name, dotted_text
from audit.model.facts import BindingKind

__all__ = ["AssignedValue", "bind_assignment", "dynamic_alias"]

_CONSTANTS = frozenset({"None", "True", "False"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedValue:
    """`kind` of the binding, for an alias the dotted `target`, and which part of a conditional
    expression it stands in ("" for the whole value)."""

    kind: BindingKind
    target: str = ""
    part: str = ""


def bind_assignment(name: str, value: Expression) -> tuple[AssignedValue, ...]:
    """`X = pkg.Y` and `X = getattr(pkg, "Y")` are aliases; `X = wrap(X)` keeps what X was.

    A call that is handed the name itself (`X = deprecated(X)`) is an alias of the old X, with
    the name as target. `X = A if test else B` and `X = A or B` are both, each in its part.
    """
    target = _alias_target(name, value)
    if target:
        return (AssignedValue(kind=BindingKind.ALIAS, target=target),)
    if isinstance(value, ConditionalExpr):
        parts = [("if", value.if_expr), ("else", value.else_expr)]
    elif isinstance(value, OpExpr) and value.op == "or":
        parts = [("left", value.left), ("right", value.right)]
    else:
        return (AssignedValue(kind=BindingKind.VALUE),)
    named = [(part, _alias_target(name, choice)) for part, choice in parts]
    if len([target for _, target in named if target]) < 2:
        target = next((target for _, target in named if target), "")
        kind = BindingKind.ALIAS if target else BindingKind.VALUE
        return (AssignedValue(kind=kind, target=target),)
    return tuple(
        AssignedValue(kind=BindingKind.ALIAS, target=target, part=part) for part, target in named
    )


def _alias_target(name: str, value: Expression) -> str:
    chain = dotted_text(value)
    if chain:
        return "" if chain in _CONSTANTS else chain
    if not isinstance(value, CallExpr):
        return ""
    if called_name(value) == "getattr" and len(value.args) >= 2:
        base, attribute = dotted_text(value.args[0]), value.args[1]
        if base and isinstance(attribute, StrExpr):
            return f"{base}.{attribute.value}"
    return name if any(dotted_text(argument) == name for argument in value.args) else ""


def dynamic_alias(value: Expression, indexes: Mapping[int, int]) -> tuple[int, str] | None:
    """`import_module("a.b")`, an attribute chain on it, or `getattr(import_module("a.b"), "C")`.

    `indexes` gives the position in the file's imports by the identity of the call. Returns that
    position and the dotted attribute ("" for the module); None for any other value.
    """
    parts: list[str] = []
    while True:
        if isinstance(value, MemberExpr):
            parts.append(value.name)
            value = value.expr
        elif called_name(value) == "getattr" and isinstance(value, CallExpr):
            if len(value.args) < 2 or not isinstance(value.args[1], StrExpr):
                return None
            parts.append(value.args[1].value)
            value = value.args[0]
        else:
            index = indexes.get(id(value))
            return None if index is None else (index, ".".join(reversed(parts)))
