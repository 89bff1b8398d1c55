"""What one walk over a file collects, and the block loop that all kinds of statements share."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from mypy.nodes import (
    AssignmentExpr,
    CallExpr,
    DictExpr,
    Expression,
    FuncDef,
    IndexExpr,
    NameExpr,
    OpExpr,
    Statement,
    StrExpr,
    TupleExpr,
)

from audit.extraction.chains import dotted_text
from audit.extraction.deprecations import warning_deprecation
from audit.extraction.expressions import ExpressionReader
from audit.extraction.imports import dynamic_import
from audit.extraction.mentions import Mentions
from audit.extraction.scopes import Context, PendingUse
from audit.model.facts import (
    BindingFact,
    BindingKind,
    ClassFact,
    DeprecationFact,
    ExportFact,
    FunctionFact,
    ImportFact,
    ModuleAliasFact,
    StringFact,
    UseFact,
)
from audit.model.loads import CheckFact

__all__ = ["FileWalk", "OpenClass", "StatementTable"]

StatementTable = Mapping[type, Callable[["FileWalk", Any], None]]

_NAMESPACE_WRITERS = frozenset({"globals", "vars", "locals", "exec", "setattr"})
_IMPORTERS = frozenset({"import_module", "__import__", "importorskip"})
_ATTACHERS = frozenset({"attach", "attach_stub", "recreate_module", "initpkg"})
_CHECKERS = frozenset({"isinstance", "issubclass"})
_TELLING = _IMPORTERS | _ATTACHERS | _NAMESPACE_WRITERS | {"getattr", "_warn"}
_BUILT_IN = frozenset(dir(builtins))


class OpenClass:
    """A class whose body is being walked."""

    __slots__ = ("attributes", "collaborators", "instance_attributes", "methods")

    def __init__(self) -> None:
        self.methods: list[FunctionFact] = []
        self.attributes: dict[str, None] = {}
        self.instance_attributes: dict[str, None] = {}
        self.collaborators: dict[str, None] = {}


class FileWalk:
    """Collects the facts of one file.

    Each kind of statement has its row in `table`; the rows call back `block` for the statements
    inside theirs. `context` is the place of the statement being read.
    """

    def __init__(self, text: str, table: StatementTable) -> None:
        self.lines = text.split("\n")
        self.imports: list[ImportFact] = []
        self.bindings: list[BindingFact] = []
        self.classes: list[ClassFact] = []
        self.functions: list[FunctionFact] = []
        self.exports: list[ExportFact] = []
        self.deprecations: list[DeprecationFact] = []
        self.strings: list[StringFact] = []
        self.uses: list[PendingUse] = []
        self.module_aliases: list[ModuleAliasFact] = []
        self.dynamic_names = False
        self.checks: dict[tuple[str, str], list[int]] = {}
        self.statements = 0
        self.logic = 0
        self.context = Context()
        self.typing_names = {"TYPE_CHECKING", "MYPY"}
        self.import_functions = {"import_module", "__import__", "importorskip"}
        self.imported: set[str] = set()
        self.pending: list[PendingUse] = []
        self.open_classes: list[OpenClass] = []
        self.tables: dict[str, list[Expression]] = {}
        self.module_functions: dict[str, FuncDef] = {}
        self.dynamic_imports: dict[int, int] = {}
        self.lazy_sources: list[FuncDef | CallExpr] = []
        self.mentions = Mentions(text)
        self.reader = ExpressionReader(
            names=self.mentions.names,
            on_name=self._on_name,
            on_chain=self._on_chain,
            on_string=self._on_string,
            on_call=self._on_call,
            on_walrus=self._on_walrus,
        )
        self._table = table

    def block(self, statements: Sequence[Statement], context: Context) -> None:
        """Read the statements of one block in its context."""
        previous, self.context = self.context, context
        self.statements += len(statements)
        table = self._table
        for statement in statements:
            handler = table.get(type(statement))
            if handler is not None:
                handler(self, statement)
        self.context = previous

    def bind(
        self,
        name: str,
        kind: BindingKind,
        line: int,
        *,
        target: str = "",
        index: int = -1,
        part: str = "",
    ) -> None:
        """Note that a module-level name is bound here; `part` names the part of a conditional
        expression that gives it its value."""
        context = self.context
        branch = context.branch or context.scope
        self.bindings.append(
            BindingFact(
                name=name,
                kind=kind,
                line=line,
                target=target,
                index=index,
                branch=f"{branch}/{line}:{part}" if part else branch,
                typing=context.typing,
            )
        )

    def note_decorator(self, name: str, line: int) -> None:
        """A decorator without arguments is a call of that name."""
        self._on_chain(name, line, True)

    def note_checked(self, classes: Expression | None, place: str) -> None:
        """Note the names that `isinstance` or `except` asks for: one, a tuple, or a union."""
        kind = type(classes)
        if kind is TupleExpr:
            for item in cast(TupleExpr, classes).items:
                self.note_checked(item, place)
        elif kind is OpExpr:
            self.note_checked(cast(OpExpr, classes).left, place)
            self.note_checked(cast(OpExpr, classes).right, place)
        else:
            chain = dotted_text(classes)
            if chain and classes is not None and chain not in _BUILT_IN:
                self.checks.setdefault((chain, place), []).append(classes.line)

    def close(self) -> None:
        """Let go of the syntax tree. The reader calls back into this walk: without this, the circle
        keeps every tree alive until the garbage collector looks for such."""
        del self.reader

    def settled_checks(self) -> tuple[CheckFact, ...]:
        """The names that decide by identity, by name and place."""
        return tuple(
            CheckFact(chain=chain, place=place, line=min(lines), count=len(lines))
            for (chain, place), lines in sorted(self.checks.items())
        )

    def settled_uses(self) -> tuple[UseFact, ...]:
        """Uses whose chain starts at an imported name, by line; for after the walk."""
        imported = self.imported
        found = set(self.uses)
        found.update(use for use in self.pending if use[0].partition(".")[0] in imported)
        return tuple(
            UseFact(chain=chain, scope=scope, line=line, call=call)
            for chain, scope, line, call in sorted(
                found, key=lambda use: (use[2], use[0], use[3], use[1])
            )
        )

    # What expressions report

    def _on_name(self, name: str) -> None:
        self.mentions.note(name, self.context.scope)

    def _on_chain(self, chain: str, line: int, call: bool) -> None:
        if not call and "." not in chain:
            return
        if call and self.open_classes and not chain.startswith(("self.", "cls.", "super")):
            self.open_classes[-1].collaborators[chain] = None
        context = self.context
        if self.mentions.names:
            self.mentions.note(chain, context.scope)
        pending = self.pending if context.function is None else context.function.pending
        pending.append((chain, context.scope, line, call))

    def _on_string(self, value: str, place: str, line: int) -> None:
        self.strings.append(
            StringFact(value=value, context=place, scope=self.context.scope, line=line)
        )

    def _on_walrus(self, node: AssignmentExpr) -> None:
        context = self.context
        if context.function is not None:
            context.function.local.add(node.target.name)
        elif not context.scope:
            self.bind(node.target.name, BindingKind.VALUE, node.line)

    def _on_call(self, call: CallExpr, name: str) -> None:
        last = name[name.rfind(".") + 1 :]
        if last in _CHECKERS:
            if name == last and len(call.args) > 1:
                self.note_checked(call.args[1], "isinstance")
        elif last in _TELLING or name in self.import_functions:
            self._telling_call(call, name, last)
        elif last.startswith("warn") or "deprecat" in last:
            self._warning(call, name)

    def _warning(self, call: CallExpr, name: str) -> None:
        mark = warning_deprecation(
            call,
            name,
            scope=self.context.scope,
            conditional=bool(self.context.branch),
            values=self.text_value,
        )
        if mark is not None:
            self.deprecations.append(mark)

    def text_value(self, name: str) -> Expression | None:
        """The expression that a plain name was last given here, None when unknown."""
        function = self.context.function
        while function is not None:
            if name in function.values:
                return function.values[name]
            function = function.parent
        known = self.tables.get(name)
        return known[-1] if known else None

    def _telling_call(self, call: CallExpr, name: str, last: str) -> None:
        at_module_level = not self.context.scope
        if last == "_warn":
            self._warning(call, name)
        elif last == "getattr":
            self._literal_attribute(call)
        elif last in _NAMESPACE_WRITERS:
            if at_module_level and name == last and self._may_write_names(call, name):
                self.dynamic_names = True
        elif last in _ATTACHERS:
            if at_module_level:
                self.lazy_sources.append(call)
        elif self._is_importer(name):
            fact = dynamic_import(call, name, self.context)
            if fact is not None:
                if not fact.computed and (last != "__import__" or "." not in fact.module):
                    self.dynamic_imports[id(call)] = len(self.imports)
                self.imports.append(fact)

    def _may_write_names(self, call: CallExpr, name: str) -> bool:
        """Whether the module's own namespace is in the hands of that call.

        `vars(x)` and `exec(code, space)` are about something else, and so is `setattr` on a name
        that does not stand for `sys.modules[__name__]`.
        """
        if name == "vars":
            return not call.args
        if name == "exec":
            return len(call.args) < 2
        if name != "setattr" or not call.args:
            return True
        target = call.args[0]
        if isinstance(target, NameExpr):
            target = self.text_value(target.name) or target
        return isinstance(target, IndexExpr)

    def _is_importer(self, name: str) -> bool:
        root, _, last = name.rpartition(".")
        return name in self.import_functions or (
            last in _IMPORTERS and root in ("importlib", "pytest", "builtins", *self.imported)
        )

    def _literal_attribute(self, call: CallExpr) -> None:
        if len(call.args) > 1 and isinstance(call.args[1], StrExpr):
            base = dotted_text(call.args[0])
            if base and call.args[1].value.isidentifier():
                self._on_chain(f"{base}.{call.args[1].value}", call.line, False)

    def add_to_table(self, name: str, key: Expression, value: Expression) -> None:
        """`TABLE["key"] = value` at module level, for tables of the lazy machinery."""
        if isinstance(key, StrExpr) and name in self.tables:
            addition = DictExpr([(key, value)])
            addition.set_line(value)
            self.tables[name].append(addition)
