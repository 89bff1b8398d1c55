"""Literal tables behind lazy names: what each row says."""

from __future__ import annotations

from mypy.nodes import DictExpr, Expression, ListExpr, SetExpr, StrExpr, TupleExpr

from audit.extraction.chains import dotted_text, literal_names, string_items
from audit.model.facts import LazyEntry

__all__ = ["TableReader"]


class TableReader:
    """Reads rows of the shapes that libraries use.

    `"Name": "module"`, `"Name": "module:attribute"`, `"Name": ("module", "attribute")`,
    `"Name": (package, ".module")`, `"Name": some.object`, `"Name": ["module", …]` and, the other
    way round, `"module": ["Name", …]`. Whether `"module"` is a module or already the full path
    is left to the symbol table. `relative`: module keys are relative to the package.
    """

    def __init__(self, *, relative: bool) -> None:
        self._relative = relative

    def entries(self, table: DictExpr, *, deprecated: bool) -> list[LazyEntry]:
        """The names that the table hands out, in source order."""
        found: list[LazyEntry] = []
        for key, value in string_items(table):
            for name, module, attribute in self._row(key, value):
                found.append(
                    LazyEntry(
                        name=name,
                        module=module,
                        attribute=attribute,
                        line=value.line if value.line > 0 else table.line,
                        deprecated=deprecated,
                    )
                )
        return found

    def _row(self, key: str, value: Expression) -> list[tuple[str, str, str]]:
        if isinstance(value, StrExpr):
            module, colon, attribute = value.value.partition(":")
            return [(key, module, attribute if colon else key)]
        if isinstance(value, TupleExpr):
            return self._pair(key, value)
        if isinstance(value, ListExpr | SetExpr):
            return self._names_of_module(key, value)
        chain = dotted_text(value)
        return [(key, "", chain)] if chain else []

    def _pair(self, key: str, value: TupleExpr) -> list[tuple[str, str, str]]:
        if len(value.items) < 2 or not isinstance(value.items[1], StrExpr):
            return self._names_of_module(key, value)
        first, second = value.items[0], value.items[1].value
        if not isinstance(first, StrExpr):
            if second == "__module__":
                return [(key, f".{key}", "")]
            return [(key, second, key)] if second.startswith(".") else []
        if second.startswith("."):
            return [(key, second if not first.value else first.value + second, key)]
        return [(key, first.value, second)]

    def _names_of_module(self, key: str, value: Expression) -> list[tuple[str, str, str]]:
        names, _ = literal_names(value)
        module = key if key.startswith(".") or not self._relative else f".{key}"
        return [(name, module, name) for name in names]
