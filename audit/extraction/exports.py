"""`__all__` as it is built: set, extended, added up; `sys.modules` replaced."""

from __future__ import annotations

from mypy.nodes import (
    CallExpr,
    Expression,
    IndexExpr,
    ListExpr,
    MemberExpr,
    NameExpr,
    OpExpr,
    SetExpr,
    StarExpr,
    StrExpr,
    TupleExpr,
)

from audit.extraction.chains import dotted_text
from audit.model.facts import ExportFact, ModuleAliasFact

__all__ = ["export_call", "export_operation", "module_alias"]

_METHODS = {"extend": "add", "append": "add", "insert": "add", "remove": "remove", "update": "add"}


def export_operation(value: Expression, operation: str, line: int) -> ExportFact:
    """`__all__ = value` or `__all__ += value`; what cannot be read makes it incomplete."""
    names: list[str] = []
    modules: list[str] = []
    complete = _read_value(value, names, modules)
    return ExportFact(
        operation=operation,
        names=tuple(names),
        modules=tuple(modules),
        line=line,
        complete=complete,
    )


def export_call(call: CallExpr) -> ExportFact | None:
    """`__all__.extend(…)`, `.append(…)`, `.remove(…)`; None for any other call."""
    callee = call.callee
    if not isinstance(callee, MemberExpr) or dotted_text(callee.expr) != "__all__":
        return None
    operation = _METHODS.get(callee.name)
    if operation is None or not call.args:
        return None
    value = call.args[-1]
    if callee.name in ("append", "insert", "remove"):
        value = ListExpr([value])
    return export_operation(value, operation, call.line)


def _read_value(value: Expression, names: list[str], modules: list[str]) -> bool:
    if isinstance(value, OpExpr) and value.op in ("+", "|"):
        left = _read_value(value.left, names, modules)
        return _read_value(value.right, names, modules) and left
    if isinstance(value, StarExpr):
        return _read_value(value.expr, names, modules)
    if isinstance(value, ListExpr | TupleExpr | SetExpr):
        return all([_read_item(item, names, modules) for item in value.items])
    if isinstance(value, CallExpr) and len(value.args) == 1:
        wrapper = dotted_text(value.callee)
        if wrapper in ("list", "tuple", "sorted", "set", "dir"):
            return _read_value(value.args[0], names, modules)
    chain = dotted_text(value)
    if chain.endswith(".__all__"):
        modules.append(chain.removesuffix(".__all__"))
        return True
    return chain == "__all__"


def _read_item(item: Expression, names: list[str], modules: list[str]) -> bool:
    if isinstance(item, StrExpr):
        names.append(item.value)
        return True
    if isinstance(item, MemberExpr) and item.name == "__name__":
        names.append(dotted_text(item.expr).rpartition(".")[2])
        return True
    return isinstance(item, StarExpr) and _read_value(item.expr, names, modules)


def module_alias(target: Expression, value: Expression, line: int) -> ModuleAliasFact | None:
    """`sys.modules[key] = value` with a readable key and value; None for anything else."""
    if not isinstance(target, IndexExpr) or not dotted_text(target.base).endswith("modules"):
        return None
    if dotted_text(target.base) not in ("sys.modules", "modules", "_sys.modules"):
        return None
    key = target.index
    text = key.value if isinstance(key, StrExpr) else dotted_text(key)
    named = dotted_text(value)
    if not named and isinstance(value, IndexExpr) and isinstance(value.index, StrExpr):
        named = value.index.value
    is_key = isinstance(key, StrExpr) or (isinstance(key, NameExpr) and text == "__name__")
    return ModuleAliasFact(key=text, value=named, line=line) if is_key and named else None
