"""Literal tables behind lazy names: where they are written, and what each row says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mypy.nodes import (
    CallExpr,
    DictExpr,
    DictionaryComprehension,
    Expression,
    ListExpr,
    MemberExpr,
    NameExpr,
    OpExpr,
    SetExpr,
    StrExpr,
    TupleExpr,
)

from audit.extraction.chains import dotted_text, literal_names, string_items
from audit.model.export_facts import LazyEntry

__all__ = ["TableReader", "find_displays"]

_WRAPPERS = frozenset({"dict", "frozenset", "set", "list", "tuple", "MappingProxyType"})
_DEEPEST = 5

Display = DictExpr | ListExpr | TupleExpr | SetExpr


def find_displays(
    expression: Expression | None, tables: Mapping[str, list[Expression]], depth: int = 0
) -> Iterator[Display]:
    """The literal displays that make up a value: named tables, sums, `{**A, …}`, `dict(A)`,
    comprehensions over `A.items()`, in source order."""
    if depth > _DEEPEST or expression is None:
        return
    parts: list[Expression | None] = []
    if isinstance(expression, DictExpr):
        parts = [value for key, value in expression.items if key is None]
        yield expression
    elif isinstance(expression, ListExpr | TupleExpr | SetExpr):
        yield expression
    elif isinstance(expression, NameExpr):
        parts = list(tables.get(expression.name, ()))
    elif isinstance(expression, OpExpr) and expression.op in ("|", "+"):
        parts = [expression.left, expression.right]
    elif isinstance(expression, DictionaryComprehension):
        parts = [*expression.sequences[:1]]
    elif isinstance(expression, CallExpr):
        parts = _wrapped(expression)
    for part in parts:
        yield from find_displays(part, tables, depth + 1)


def _wrapped(call: CallExpr) -> list[Expression | None]:
    if isinstance(call.callee, MemberExpr) and call.callee.name in ("items", "keys", "copy"):
        return [call.callee.expr]
    if dotted_text(call.callee).rpartition(".")[2] not in _WRAPPERS:
        return []
    keywords = [
        (StrExpr(keyword), value)
        for keyword, value in zip(call.arg_names, call.args, strict=True)
        if keyword is not None
    ]
    named: list[Expression | None] = [DictExpr(list(keywords))] if keywords else []
    return [*(a for a, k in zip(call.args, call.arg_names, strict=True) if k is None), *named]


class TableReader:
    """Reads rows of the shapes that libraries use.

    `"Name": "module"`, `"Name": "module:attribute"`, `"Name": ("module", "attribute")`,
    `"Name": (package, ".module")`, `"Name": some.object`, `"Name": (some.object, "its new.path")`,
    `"Name": lazy("module", "attribute")`, `"Name": ["module", …]` and, the other way round,
    `"module": ["Name", …]`. Whether `"module"` is a module or already the full path is left to the
    symbol table. `relative`: module keys are relative to the package.
    """

    def __init__(self, *, relative: bool) -> None:
        self._relative = relative

    def entries(self, table: DictExpr, *, deprecated: bool) -> list[LazyEntry]:
        """The names that the table hands out, in source order."""
        return [
            LazyEntry(
                name=name,
                module=module,
                attribute=attribute,
                line=value.line if value.line > 0 else table.line,
                deprecated=deprecated,
                advice=_advice(value) if deprecated else "",
            )
            for key, value in string_items(table)
            for name, module, attribute in self._row(key, value)
        ]

    def _row(self, key: str, value: Expression) -> list[tuple[str, str, str]]:
        if isinstance(value, StrExpr):
            module, colon, attribute = value.value.partition(":")
            return [(key, module, attribute if colon else key)]
        if isinstance(value, TupleExpr):
            return self._pair(key, list(value.items), value)
        if isinstance(value, CallExpr):
            return self._pair(key, list(value.args), None)
        if isinstance(value, ListExpr | SetExpr):
            return self._names_of_module(key, value)
        chain = dotted_text(value)
        return [(key, "", chain)] if chain else []

    def _pair(
        self, key: str, items: list[Expression], display: TupleExpr | None
    ) -> list[tuple[str, str, str]]:
        if len(items) < 2 or not isinstance(items[1], StrExpr):
            return self._names_of_module(key, display) if display is not None else []
        first, second = items[0], items[1].value
        if not isinstance(first, StrExpr):
            if second == "__module__":
                return [(key, f".{key}", "")]
            if second.startswith("."):
                return [(key, second, key)]
            chain = dotted_text(first)
            return [(key, "", chain)] if chain and not second.isidentifier() else []
        if second.startswith("."):
            return [(key, second if not first.value else first.value + second, key)]
        return [(key, first.value, second)]

    def _names_of_module(self, key: str, value: Expression) -> list[tuple[str, str, str]]:
        names, _ = literal_names(value)
        module = key if key.startswith(".") or not self._relative else f".{key}"
        return [(name, module, name) for name in names]


def _advice(value: Expression) -> str:
    """The dotted path that a row names beside the object itself: what to import instead."""
    if not isinstance(value, TupleExpr) or len(value.items) < 2:
        return ""
    first, second = value.items[:2]
    told = second.value if isinstance(second, StrExpr) and dotted_text(first) else ""
    return told if "." in told.strip(".") and told.replace(".", "").isidentifier() else ""
