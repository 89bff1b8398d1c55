"""Import statements and dynamic imports, with all the kinds that are true of them."""

from __future__ import annotations

from mypy.nodes import (
    CallExpr,
    Expression,
    Import,
    ImportAll,
    ImportBase,
    ImportFrom,
    IntExpr,
    StrExpr,
)

from audit.extraction.chains import dotted_text
from audit.extraction.records import make_import
from audit.extraction.scopes import Context
from audit.model.facts import ImportFact, ImportKind

__all__ = ["dynamic_import", "flat_imports", "statement_imports"]

_OWN_PACKAGE = frozenset({"__package__", "__name__", "__spec__.parent", "__spec__.name"})


def statement_imports(
    statement: ImportBase, context: Context, lines: list[str]
) -> list[ImportFact]:
    """One fact for each imported name of the statement, in source order."""
    extra = [ImportKind.LAZY_KEYWORD] if _has_lazy_keyword(statement, lines) else []
    if isinstance(statement, ImportAll):
        extra.append(ImportKind.STAR)
        names: list[tuple[str, str | None, str | None]] = [(statement.id, "*", None)]
        level = statement.relative
    elif isinstance(statement, ImportFrom):
        names = [(statement.id, name, alias) for name, alias in statement.names]
        level = statement.relative
    elif isinstance(statement, Import):
        names = [(module, None, alias) for module, alias in statement.ids]
        level = 0
    else:
        return []
    kinds = context.kinds(*extra)
    guard = context.guard_text()
    return [
        make_import(
            module=module,
            level=level,
            name=name,
            alias=alias,
            kinds=kinds,
            scope=context.scope,
            guard=guard,
            line=statement.line,
        )
        for module, name, alias in names
    ]


def _has_lazy_keyword(statement: ImportBase, lines: list[str]) -> bool:
    if not 0 < statement.line <= len(lines):
        return False
    line = lines[statement.line - 1]
    return "lazy" in line and line.lstrip().startswith("lazy ")


def dynamic_import(call: CallExpr, name: str, context: Context) -> ImportFact | None:
    """`import_module(…)`, `__import__(…)` and `importorskip(…)`, under whatever name they are
    called; None without an argument.

    A literal argument is read; anything else is kept as computed, never dropped. A relative name
    with a literal package is joined to it.
    """
    arguments = _arguments(call)
    argument = arguments.get("name")
    if argument is None:
        return None
    literal = argument.value if isinstance(argument, StrExpr) else ""
    module = literal.lstrip(".")
    level = len(literal) - len(module)
    package = arguments.get("package")
    if name.endswith("__import__"):
        package = None
        depth = arguments.get("level")
        level = depth.value if isinstance(depth, IntExpr) else 0
    if level and isinstance(package, StrExpr):
        parents = package.value.split(".")
        module = ".".join([*parents[: len(parents) - level + 1], module])
        level = 0
    elif level and package is not None and dotted_text(package) not in _OWN_PACKAGE:
        literal = ""
    return make_import(
        module=module,
        level=level,
        name=None,
        alias=None,
        kinds=context.kinds(ImportKind.DYNAMIC),
        scope=context.scope,
        guard=context.guard_text(),
        line=call.line,
        computed=not literal,
    )


def _arguments(call: CallExpr) -> dict[str, Expression]:
    """Arguments by the names that `import_module` and `__import__` give them."""
    names = ("name", "package", "", "", "level")
    found = {}
    for position, (argument, keyword) in enumerate(zip(call.args, call.arg_names, strict=True)):
        label = keyword or (names[position] if position < len(names) else "")
        found[label] = argument
    return found


def flat_imports(statements: list[ImportBase]) -> list[ImportFact]:
    """Imports of a file whose tree could not be read: place and conditions are unknown."""
    found: list[ImportFact] = []
    for statement in statements:
        found += statement_imports(statement, Context(), [])
    return found
