"""`__all__` as it is built: set, extended, added up; `sys.modules` replaced."""

from __future__ import annotations

from collections.abc import Mapping

from mypy.nodes import (
    CallExpr,
    DictExpr,
    Expression,
    FuncDef,
    GeneratorExpr,
    IndexExpr,
    ListComprehension,
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
from audit.model.export_facts import ExportFact, ModuleAliasFact

__all__ = [
    "export_call",
    "export_operation",
    "export_through_function",
    "imported_export",
    "module_alias",
    "replaces_itself",
]

Tables = Mapping[str, list[Expression]]

_METHODS = {"extend": "add", "append": "add", "insert": "add", "remove": "remove", "update": "add"}
_WRAPPERS = frozenset({"list", "tuple", "sorted", "set", "frozenset"})
_MODULE_TABLES = frozenset({"sys.modules", "modules", "_sys.modules"})


class _Exports:
    """Names and modules of one value; `complete` turns False when part of it cannot be read,
    `grows` True when the `__all__` so far is part of it."""

    def __init__(self, tables: Tables) -> None:
        self.names: list[str] = []
        self.modules: list[str] = []
        self.complete = True
        self.grows = False
        self._tables = tables
        self._reading: set[str] = set()

    def read(self, value: Expression) -> None:
        """A list, tuple, set or sum of those, a table's keys, another module's `__all__`."""
        if isinstance(value, OpExpr) and value.op in ("+", "|"):
            self.read(value.left)
            self.read(value.right)
        elif isinstance(value, StarExpr):
            self.read(value.expr)
        elif isinstance(value, ListExpr | TupleExpr | SetExpr):
            for item in value.items:
                self._read_item(item)
        elif isinstance(value, DictExpr):
            for key, _ in value.items:
                self._read_item(key)
        elif isinstance(value, CallExpr):
            self._read_call(value)
        elif isinstance(value, ListComprehension):
            self._read_filtered(value.generator)
        elif isinstance(value, GeneratorExpr):
            self._read_filtered(value)
        else:
            self._read_chain(dotted_text(value))

    def _read_item(self, item: Expression | None) -> None:
        if isinstance(item, StrExpr):
            self.names.append(item.value)
        elif isinstance(item, MemberExpr) and item.name == "__name__":
            self.names.append(dotted_text(item.expr).rpartition(".")[2])
        elif isinstance(item, StarExpr):
            self.read(item.expr)
        else:
            self.complete = False

    def _read_call(self, call: CallExpr) -> None:
        callee = call.callee
        if dotted_text(callee) in _WRAPPERS and len(call.args) == 1:
            self.read(call.args[0])
        elif isinstance(callee, MemberExpr) and callee.name in ("keys", "copy"):
            self.read(callee.expr)
        else:
            self.complete = False

    def _read_filtered(self, generator: GeneratorExpr) -> None:
        """`[name for name in other.__all__ if …]` may be all of it."""
        for sequence in generator.sequences:
            self.read(sequence)
        self.complete = False

    def _read_chain(self, chain: str) -> None:
        if chain.endswith(".__all__"):
            self.modules.append(chain.removesuffix(".__all__"))
        elif chain in self._tables and chain not in self._reading:
            self._reading.add(chain)
            for value in self._tables[chain]:
                self.read(value)
        elif chain == "__all__":
            self.grows = True
        else:
            self.complete = False


def export_operation(
    value: Expression, operation: str, line: int, tables: Tables | None = None
) -> ExportFact:
    """`__all__ = value` or `__all__ += value`; what cannot be read makes it incomplete, and
    `__all__ = __all__ + value` adds.

    `tables` are the values of the module's other names, for `__all__ = list(TABLE)`.
    """
    exports = _Exports(tables or {})
    exports.read(value)
    return ExportFact(
        operation="add" if operation == "set" and exports.grows else operation,
        names=tuple(exports.names),
        modules=tuple(exports.modules),
        line=line,
        complete=exports.complete,
    )


def imported_export(name: str, line: int, tables: dict[str, list[Expression]]) -> ExportFact | None:
    """`from other import __all__ as name`: other's names become this module's, or can be added
    to them by that name. The import says which module it is."""
    if name != "__all__":
        tables.setdefault(name, []).append(MemberExpr(NameExpr(name), "__all__"))
        return None
    return ExportFact(operation="set", names=(), modules=(name,), line=line)


def export_call(call: CallExpr, tables: Tables | None = None) -> ExportFact | None:
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
    return export_operation(value, operation, call.line, tables)


def export_through_function(
    call: CallExpr, functions: Mapping[str, FuncDef], lines: list[str]
) -> ExportFact | None:
    """A call such as `extend_all(module)` of a local function that speaks of `__all__`.

    What it adds is taken to be the `__all__` of the modules that it is given.
    """
    if not isinstance(call.callee, NameExpr) or call.callee.name not in functions:
        return None
    function = functions[call.callee.name]
    body = lines[function.line - 1 : function.end_line or function.line]
    if not any("__all__" in line for line in body):
        return None
    modules = tuple(filter(None, (dotted_text(argument) for argument in call.args)))
    return ExportFact(operation="add", names=(), modules=modules, line=call.line, complete=False)


def replaces_itself(target: IndexExpr) -> bool:
    """Whether it is `sys.modules[__name__]`."""
    return dotted_text(target.base) in _MODULE_TABLES and dotted_text(target.index) == "__name__"


def module_alias(target: Expression, value: Expression, line: int) -> ModuleAliasFact | None:
    """`sys.modules[key] = value` with a readable key and value; None for anything else."""
    if not isinstance(target, IndexExpr) or dotted_text(target.base) not in _MODULE_TABLES:
        return None
    key = _module_key(target.index)
    named = dotted_text(value)
    if not named and isinstance(value, IndexExpr) and isinstance(value.index, StrExpr):
        named = value.index.value
    if not named and isinstance(value, CallExpr) and value.args:
        called = dotted_text(value.callee).rpartition(".")[2]
        argument = value.args[0]
        if called == "import_module" and isinstance(argument, StrExpr):
            named = argument.value
    return ModuleAliasFact(key=key, value=named, line=line) if key and named else None


def _module_key(key: Expression) -> str:
    """A literal, `__name__`, or `__name__ + ".sub"` (also as an f-string)."""
    if isinstance(key, StrExpr):
        return key.value
    if isinstance(key, NameExpr):
        return key.name if key.name == "__name__" else ""
    if isinstance(key, OpExpr) and key.op == "+" and isinstance(key.right, StrExpr):
        left = dotted_text(key.left)
        return left + key.right.value if left in ("__name__", "__package__") else ""
    return ""
