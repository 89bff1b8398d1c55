"""What a module-level `__getattr__` answers (PEP 562), as real libraries write it.

Read are: literal tables that the function consults or that a factory is given, chains of
`if name == "X"`, local functions that import and return, `import_module` with a literal,
`lazy_loader.attach`, and delegation by `getattr(other, name)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from mypy.nodes import (
    AssignmentStmt,
    CallExpr,
    DictExpr,
    Expression,
    FuncDef,
    IfStmt,
    Import,
    ImportFrom,
    ListExpr,
    NameExpr,
    ReturnStmt,
    Statement,
    StrExpr,
    TupleExpr,
)

from audit.extraction.advice import find_advice
from audit.extraction.answers import FROM_TABLE, THE_NAME, AnswerReader, LazyTarget, bound_targets
from audit.extraction.chains import called_name, dotted_text, literal_names
from audit.extraction.consulted import answers_anything, calls_warn, consulted_names
from audit.extraction.name_tests import NameTests
from audit.extraction.signatures import nested_blocks
from audit.extraction.tables import TableReader, find_displays
from audit.model.export_facts import LazyEntry, LazyFact

__all__ = ["LazyReader"]

_ATTACH = ("attach", "attach_stub")


class _Place:
    """Where in `__getattr__` a statement stands: which names it is about, what is known there."""

    __slots__ = ("advice", "names", "targets", "warned")

    def __init__(
        self,
        targets: Mapping[str, LazyTarget],
        names: tuple[str, ...] = (),
        warned: bool = False,
        advice: str = "",
    ) -> None:
        self.targets = dict(targets)
        self.names = names
        self.warned = warned
        self.advice = advice


class LazyReader:
    """Reads the lazy names of one module.

    `functions` are its module-level functions by name, `tables` the values of its module-level
    names, in the order in which they were given.
    """

    def __init__(
        self, functions: Mapping[str, FuncDef], tables: Mapping[str, list[Expression]]
    ) -> None:
        self._functions = functions
        self._tables = tables
        self._tests = NameTests(functions, tables)
        self._entries: dict[str, LazyEntry] = {}
        self._delegates: dict[str, None] = {}
        self._opaque = False
        self._stub = False
        self._warned_delegates = False
        self._line = 0

    def fact(self) -> LazyFact:
        """All that was read so far."""
        return LazyFact(
            entries=tuple(self._entries[name] for name in sorted(self._entries)),
            delegates=tuple(self._delegates),
            opaque=self._opaque,
            line=self._line,
            deprecated=self._warned_delegates,
            stub=self._stub,
        )

    def read_function(self, function: FuncDef) -> None:
        """The answers of `def __getattr__(name)`."""
        self._line = function.line
        parameter = function.arguments[0].variable.name if function.arguments else ""
        answers = AnswerReader(self._functions, parameter)
        self._read_tables(function)
        self._read_block(function.body.body, _Place({}), answers)
        self._opaque = self._opaque or answers_anything(function.body.body)

    def read_factory(self, call: CallExpr) -> None:
        """The answers of `__getattr__ = factory(…, table=TABLE)`, of `attach(…)`, and of
        `sys.modules[__name__] = LazyModule(…, TABLE)`."""
        self._line = call.line
        self._read_made(call, warned=False)

    def _read_made(self, call: CallExpr, *, warned: bool) -> None:
        """What a function that the call makes answers: its tables, then the modules that it is
        handed by name."""
        name = called_name(call).rpartition(".")[2]
        attach = name in _ATTACH
        self._stub = self._stub or name == "attach_stub"
        for argument, keyword in zip(call.args, call.arg_names, strict=True):
            told = f"{keyword or ''} {dotted_text(argument)}".lower()
            warns = warned or "deprecat" in told
            for display in find_displays(argument, self._tables):
                if isinstance(display, DictExpr):
                    self._add(TableReader(relative=attach).entries(display, deprecated=warns))
                elif attach:
                    for submodule in literal_names(display)[0]:
                        self._add_target([submodule], (f".{submodule}", ""), call.line, False)
        handed = not attach and self._add_handed(call, warned=warned)
        self._opaque = self._opaque or not (self._entries or handed)

    def _add_handed(self, value: Expression, *, warned: bool) -> bool:
        """A call of a foreign function: modules that it is handed by name are delegates."""
        modules = [
            name
            for keyword, argument in _keywords(value)
            if "module" in keyword
            for name in _texts(argument)
        ]
        warns = warned or "deprecat" in called_name(value)
        for name in modules:
            self._delegates[name if "." in name else f".{name}"] = None
            self._warned_delegates = self._warned_delegates or warns
        return bool(modules)

    def _add(self, entries: Iterable[LazyEntry]) -> None:
        for entry in entries:
            self._entries.setdefault(entry.name, entry)

    def _add_target(
        self,
        names: Iterable[str],
        target: LazyTarget,
        line: int,
        deprecated: bool,
        advice: str = "",
    ) -> None:
        module, attribute = target
        self._add(
            LazyEntry(
                name=name,
                module=module.replace(THE_NAME, name),
                attribute=attribute.replace(THE_NAME, name),
                line=line,
                deprecated=deprecated,
                advice=advice,
            )
            for name in names
        )

    def _read_tables(self, function: FuncDef) -> None:
        parameter = function.arguments[0].variable.name if function.arguments else ""
        always, warned = self._tests.warned_names(function.body.body, parameter)
        consulted: dict[str, list[DictExpr]] = {}
        for name in consulted_names(function.body.body, self._functions, self._tables):
            displays = [
                display
                for value in self._tables.get(name, ())
                for display in find_displays(value, self._tables)
                if isinstance(display, DictExpr)
            ]
            if displays:
                consulted[name] = displays
        for name, displays in consulted.items():
            named_so = any(word in name.lower() for word in ("deprecat", "moved", "renamed"))
            deprecated = always and (len(consulted) == 1 or named_so)
            for display in displays:
                entries = TableReader(relative=False).entries(display, deprecated=deprecated)
                self._add(replace(e, deprecated=e.deprecated or e.name in warned) for e in entries)

    def _read_block(
        self, statements: Iterable[Statement], outer: _Place, answers: AnswerReader
    ) -> None:
        place = _Place(outer.targets, outer.names, outer.warned, outer.advice)
        for statement in statements:
            warns = calls_warn([statement], self._functions)
            if isinstance(statement, IfStmt):
                self._read_if(statement, place, answers)
                continue
            place.warned = place.warned or warns
            place.advice = (warns and find_advice(statement)) or place.advice
            if isinstance(statement, ImportFrom | Import):
                place.targets.update(bound_targets(statement))
            elif isinstance(statement, AssignmentStmt):
                self._read_assignment(statement, place, answers)
            elif isinstance(statement, ReturnStmt) and statement.expr is not None:
                self._read_answer(statement.expr, place, answers)
            else:
                for block in nested_blocks(statement):
                    self._read_block(block.body, place, answers)

    def _read_if(self, statement: IfStmt, place: _Place, answers: AnswerReader) -> None:
        tested = self._tests.names(statement.expr[0], answers.parameter)
        inner = _Place(place.targets, tested or place.names, place.warned, place.advice)
        self._read_block(statement.body[0].body, inner, answers)
        if statement.else_body is not None:
            self._read_block(statement.else_body.body, place, answers)

    def _read_assignment(
        self, statement: AssignmentStmt, place: _Place, answers: AnswerReader
    ) -> None:
        target = answers.target(statement.rvalue, place.targets)
        if target is None and self._comes_from_table(statement.rvalue):
            target = FROM_TABLE
        for left in statement.lvalues:
            items = left.items if isinstance(left, TupleExpr | ListExpr) else [left]
            for item in items:
                if not isinstance(item, NameExpr):
                    continue
                if target is None:
                    place.targets.pop(item.name, None)
                    place.targets[item.name] = ("", "")
                else:
                    place.targets[item.name] = target

    def _read_answer(self, value: Expression, place: _Place, answers: AnswerReader) -> None:
        target = answers.target(value, place.targets)
        if target is None:
            self._read_unknown_answer(value, place)
        elif target[0] == FROM_TABLE[0]:
            self._opaque = self._opaque or not self._entries
        elif place.names:
            self._add_target(place.names, target, value.line, place.warned, place.advice)
        elif target[1] == THE_NAME and target[0]:
            self._delegates[target[0]] = None
            self._warned_delegates = self._warned_delegates or place.warned
        else:
            self._opaque = True

    def _read_unknown_answer(self, value: Expression, place: _Place) -> None:
        """A call of a function that this file made, or of a foreign one."""
        made = self._made_by(value)
        for call in made:
            self._read_made(call, warned=place.warned)
        handed = self._add_handed(value, warned=place.warned)
        if not made and not handed and not self._comes_from_table(value):
            self._opaque = True

    def _made_by(self, value: Expression) -> list[CallExpr]:
        """For `importer(name)`, the calls that `importer` is bound to at module level."""
        if not isinstance(value, CallExpr) or not isinstance(value.callee, NameExpr):
            return []
        bound = self._tables.get(value.callee.name, ())
        return [each for each in bound if isinstance(each, CallExpr)]

    def _comes_from_table(self, value: Expression) -> bool:
        """Whether the value is looked up somewhere and the names of a table are known."""
        return bool(self._entries) and not isinstance(value, NameExpr | StrExpr)


def _texts(value: Expression) -> tuple[str, ...]:
    return (value.value,) if isinstance(value, StrExpr) else literal_names(value)[0]


def _keywords(value: Expression) -> list[tuple[str, Expression]]:
    if not isinstance(value, CallExpr):
        return []
    return [
        (keyword, argument)
        for keyword, argument in zip(value.arg_names, value.args, strict=True)
        if keyword is not None
    ]
