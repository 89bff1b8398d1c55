"""What a module-level `__getattr__` answers (PEP 562), as real libraries write it.

Read are: literal tables that the function consults or that a factory is given, chains of
`if name == "X"`, local functions that import and return, `import_module` with a literal,
`lazy_loader.attach`, and delegation by `getattr(other, name)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from mypy.nodes import (
    AssignmentExpr,
    AssignmentStmt,
    CallExpr,
    ComparisonExpr,
    DictExpr,
    Expression,
    ExpressionStmt,
    FuncDef,
    IfStmt,
    Import,
    ImportFrom,
    IndexExpr,
    ListExpr,
    MemberExpr,
    NameExpr,
    OpExpr,
    ReturnStmt,
    SetExpr,
    Statement,
    StrExpr,
    TupleExpr,
)

from audit.extraction.chains import dotted_text, literal_names, string_items
from audit.extraction.signatures import nested_blocks
from audit.extraction.tables import TableReader
from audit.model.facts import LazyEntry, LazyFact

__all__ = ["LazyReader"]

Target = tuple[str, str]

_THE_NAME = "\0name"


class LazyReader:
    """Reads the lazy names of one module.

    `functions` are its module-level functions by name, `tables` its module-level dictionary and
    list displays by name.
    """

    def __init__(self, functions: Mapping[str, FuncDef], tables: Mapping[str, Expression]) -> None:
        self._functions = functions
        self._tables = tables
        self._entries: dict[str, LazyEntry] = {}
        self._delegates: dict[str, None] = {}
        self._opaque = False

    def read_function(self, function: FuncDef) -> LazyFact:
        """The answers of `def __getattr__(name)`."""
        parameter = function.arguments[0].variable.name if function.arguments else ""
        self._read_tables(function)
        self._read_block(function.body.body, {}, parameter, (), False, 0)
        return self._fact(function.line)

    def read_factory(self, call: CallExpr) -> LazyFact:
        """The answers of `__getattr__ = factory(…, table=TABLE)` or `attach(…)`."""
        attach = dotted_text(call.callee).rpartition(".")[2].startswith("attach")
        for argument, keyword in zip(call.args, call.arg_names, strict=True):
            table = self._display(argument)
            warns = "deprecat" in (keyword or "") or "deprecat" in dotted_text(argument).lower()
            if isinstance(table, DictExpr):
                self._add(TableReader(relative=attach).entries(table, deprecated=warns))
            elif attach and table is not None:
                for name in literal_names(table)[0]:
                    self._add_target([name], (f".{name}", ""), call.line, False)
        self._opaque = self._opaque or not self._entries
        return self._fact(call.line)

    def _fact(self, line: int) -> LazyFact:
        return LazyFact(
            entries=tuple(self._entries[name] for name in sorted(self._entries)),
            delegates=tuple(self._delegates),
            opaque=self._opaque,
            line=line,
        )

    def _display(self, expression: Expression) -> Expression | None:
        if isinstance(expression, NameExpr):
            return self._tables.get(expression.name)
        return expression if isinstance(expression, DictExpr | ListExpr | SetExpr) else None

    def _add(self, entries: Iterable[LazyEntry]) -> None:
        for entry in entries:
            self._entries.setdefault(entry.name, entry)

    def _add_target(
        self, names: Iterable[str], target: Target, line: int, deprecated: bool
    ) -> None:
        module, attribute = target
        for name in names:
            self._add(
                [
                    LazyEntry(
                        name=name,
                        module=module.replace(_THE_NAME, name),
                        attribute=attribute.replace(_THE_NAME, name),
                        line=line,
                        deprecated=deprecated,
                    )
                ]
            )

    def _read_tables(self, function: FuncDef) -> None:
        parameter = function.arguments[0].variable.name if function.arguments else ""
        always, warned = self._warned_names(function.body.body, parameter)
        consulted = [
            (name, table)
            for name in _names_in(function.body.body, self._functions, set())
            if isinstance(table := self._tables.get(name), DictExpr)
        ]
        for name, table in consulted:
            named_so = "deprecat" in name.lower() or "moved" in name.lower()
            deprecated = always and (len(consulted) == 1 or named_so)
            entries = TableReader(relative=False).entries(table, deprecated=deprecated)
            self._add(replace(e, deprecated=e.deprecated or e.name in warned) for e in entries)

    def _warned_names(
        self, statements: Iterable[Statement], parameter: str
    ) -> tuple[bool, frozenset[str]]:
        """Whether every answer warns, and the names for which a test leads to a warning."""
        always, names = False, frozenset[str]()
        for statement in statements:
            if isinstance(statement, IfStmt):
                tested = self._tested_names(statement.expr[0], parameter)
                if tested:
                    if _calls_warn(statement.body[0].body):
                        names |= frozenset(tested)
                    rest = statement.else_body.body if statement.else_body else []
                    below = self._warned_names(rest, parameter)
                    always, names = always or below[0], names | below[1]
                    continue
            if _calls_warn([statement]):
                always = True
        return always, names

    def _read_block(
        self,
        statements: list[Statement],
        imports: dict[str, Target],
        parameter: str,
        names: tuple[str, ...],
        warned: bool,
        depth: int,
    ) -> None:
        imports = dict(imports)
        for statement in statements:
            warned = warned or (bool(names) and _calls_warn([statement]))
            if isinstance(statement, ImportFrom | Import):
                imports.update(_bound_targets(statement))
            elif isinstance(statement, AssignmentStmt):
                self._read_assignment(statement, imports)
            elif isinstance(statement, ReturnStmt) and statement.expr is not None:
                self._read_answer(statement.expr, imports, parameter, names, warned, depth)
            elif isinstance(statement, IfStmt):
                tested = self._tested_names(statement.expr[0], parameter) or names
                self._read_block(statement.body[0].body, imports, parameter, tested, warned, depth)
                if statement.else_body is not None:
                    self._read_block(
                        statement.else_body.body, imports, parameter, names, warned, depth
                    )
            else:
                for block in nested_blocks(statement):
                    self._read_block(block.body, imports, parameter, names, warned, depth)

    def _read_assignment(self, statement: AssignmentStmt, imports: dict[str, Target]) -> None:
        target = self._target(statement.rvalue, imports, "", 0)
        if target is None:
            return
        for left in statement.lvalues:
            if isinstance(left, NameExpr):
                imports[left.name] = target

    def _read_answer(
        self,
        value: Expression,
        imports: dict[str, Target],
        parameter: str,
        names: tuple[str, ...],
        warned: bool,
        depth: int,
    ) -> None:
        target = self._target(value, imports, parameter, depth)
        if target is None:
            self._opaque = self._opaque or not self._consults_table(value)
        elif names:
            self._add_target(names, target, value.line, warned)
        elif target[1] == _THE_NAME:
            self._delegates[target[0]] = None
        else:
            self._opaque = True

    def _consults_table(self, value: Expression) -> bool:
        return bool(self._entries) and not isinstance(value, NameExpr | StrExpr)

    def _target(
        self, value: Expression, imports: Mapping[str, Target], parameter: str, depth: int
    ) -> Target | None:
        if isinstance(value, CallExpr):
            return self._call_target(value, imports, parameter, depth)
        chain = dotted_text(value)
        if chain:
            root, _, rest = chain.partition(".")
            if root in imports:
                module, attribute = imports[root]
                return module, ".".join(part for part in (attribute, rest) if part)
            return ("", chain) if root != parameter and "." in chain else None
        if isinstance(value, MemberExpr):
            below = self._target(value.expr, imports, parameter, depth)
            if below is not None:
                return below[0], ".".join(part for part in (below[1], value.name) if part)
        return None

    def _call_target(
        self, call: CallExpr, imports: Mapping[str, Target], parameter: str, depth: int
    ) -> Target | None:
        name = dotted_text(call.callee)
        last = name.rpartition(".")[2]
        if last == "import_module" and call.args:
            return self._module_target(call.args[0])
        if name == "getattr" and len(call.args) >= 2:
            below = self._target(call.args[0], imports, parameter, depth)
            plain = dotted_text(call.args[0])
            module = below[0] if below else plain
            if below and below[1]:
                module = f"{module}.{below[1]}".lstrip(".") if module else below[1]
            attribute = call.args[1]
            if isinstance(attribute, StrExpr):
                return module, attribute.value
            return (module, _THE_NAME) if module and dotted_text(attribute) == parameter else None
        if name in self._functions and depth < 3:
            return self._helper_target(self._functions[name], depth + 1)
        return None

    def _module_target(self, argument: Expression) -> Target | None:
        if isinstance(argument, StrExpr):
            return argument.value, ""
        return None if isinstance(argument, IndexExpr) else (f".{_THE_NAME}", "")

    def _helper_target(self, function: FuncDef, depth: int) -> Target | None:
        imports: dict[str, Target] = {}
        for statement in function.body.body:
            if isinstance(statement, ImportFrom | Import):
                imports.update(_bound_targets(statement))
            elif isinstance(statement, ReturnStmt) and statement.expr is not None:
                return self._target(statement.expr, imports, "", depth)
        return None

    def _tested_names(self, test: Expression, parameter: str) -> tuple[str, ...]:
        if not isinstance(test, ComparisonExpr) or len(test.operands) != 2:
            return ()
        left, right = test.operands
        if test.operators[0] == "==" and isinstance(right, StrExpr):
            return (right.value,) if dotted_text(left) == parameter else ()
        if test.operators[0] == "==" and isinstance(left, StrExpr):
            return (left.value,) if dotted_text(right) == parameter else ()
        if test.operators[0] != "in" or dotted_text(left) != parameter:
            return ()
        display = self._tables.get(dotted_text(right), right)
        if isinstance(display, DictExpr):
            return tuple(key for key, _ in string_items(display))
        return literal_names(display)[0]


def _bound_targets(statement: Import | ImportFrom) -> dict[str, Target]:
    if isinstance(statement, Import):
        return {
            alias or name.partition(".")[0]: (name if alias else name.partition(".")[0], "")
            for name, alias in statement.ids
        }
    module = "." * statement.relative + statement.id
    return {alias or name: (module, name) for name, alias in statement.names}


def _calls_warn(statements: Iterable[Statement]) -> bool:
    for statement in statements:
        if isinstance(statement, ExpressionStmt) and isinstance(statement.expr, CallExpr):
            if dotted_text(statement.expr.callee).rpartition(".")[2].startswith("warn"):
                return True
        elif any(_calls_warn(block.body) for block in nested_blocks(statement)):
            return True
    return False


def _names_in(
    statements: Iterable[Statement], functions: Mapping[str, FuncDef], seen: set[str]
) -> list[str]:
    """Plain names that the statements consult, those of local functions they call included."""
    found: list[str] = []
    for statement in statements:
        expressions: list[Expression | None] = []
        if isinstance(statement, IfStmt):
            expressions = list(statement.expr)
        elif isinstance(statement, AssignmentStmt):
            expressions = [statement.rvalue]
        elif isinstance(statement, ReturnStmt | ExpressionStmt):
            expressions = [statement.expr]
        for expression in expressions:
            found += _names_of(expression)
        for block in nested_blocks(statement):
            found += _names_in(block.body, functions, seen)
    for name in list(found):
        if name in functions and name not in seen:
            seen.add(name)
            found += _names_in(functions[name].body.body, functions, seen)
    return list(dict.fromkeys(found))


def _names_of(expression: Expression | None) -> list[str]:
    if isinstance(expression, NameExpr):
        return [expression.name]
    parts: list[Expression | None] = []
    if isinstance(expression, MemberExpr):
        parts = [expression.expr]
    elif isinstance(expression, CallExpr):
        parts = [expression.callee, *expression.args]
    elif isinstance(expression, IndexExpr):
        parts = [expression.base, expression.index]
    elif isinstance(expression, ComparisonExpr):
        parts = list(expression.operands)
    elif isinstance(expression, TupleExpr | ListExpr):
        parts = list(expression.items)
    elif isinstance(expression, OpExpr):
        parts = [expression.left, expression.right]
    elif isinstance(expression, AssignmentExpr):
        parts = [expression.value]
    return [name for part in parts for name in _names_of(part)]
