"""What one walk over a file collects, and the block loop that all kinds of statements share."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from mypy.nodes import (
    AssignmentExpr,
    CallExpr,
    DictExpr,
    Expression,
    FuncDef,
    OpExpr,
    Statement,
    StrExpr,
    TupleExpr,
)

from audit.extraction.chains import dotted_text
from audit.extraction.expressions import ExpressionReader
from audit.extraction.mentions import Mentions
from audit.extraction.records import make_binding, make_string
from audit.extraction.scopes import Context
from audit.extraction.uses import PendingUse, settle_uses
from audit.model.export_facts import ExportFact, ModuleAliasFact
from audit.model.facts import (
    BindingFact,
    BindingKind,
    ClassFact,
    DeprecationFact,
    FunctionFact,
    ImportFact,
    StringFact,
    UseFact,
)
from audit.model.loads import CheckFact

__all__ = ["CallReader", "FileWalk", "OpenClass", "StatementTable"]

StatementTable = Mapping[type, Callable[["FileWalk", Any], None]]
CallReader = Callable[["FileWalk", CallExpr, str], None]

_BUILT_IN = frozenset(dir(builtins))


class OpenClass:
    """A class whose body is being walked."""

    __slots__ = ("attributes", "collaborators", "instance_attributes", "methods", "qualname")

    def __init__(self, qualname: str) -> None:
        self.qualname = qualname
        self.methods: list[FunctionFact] = []
        self.attributes: dict[str, None] = {}
        self.instance_attributes: dict[str, None] = {}
        self.collaborators: dict[str, None] = {}


class FileWalk:
    """Collects the facts of one file.

    Each kind of statement has its row in `table`; the rows call back `block` for the statements
    inside theirs. `read_call` is handed the calls of chains whose last name is one of
    `telling_names`. `context` is the place of the statement being read.
    """

    def __init__(
        self,
        text: str,
        table: StatementTable,
        read_call: CallReader,
        telling_names: Iterable[str],
    ) -> None:
        self.lines = text.split("\n")
        self.imports: list[ImportFact] = []
        self.bindings: list[BindingFact] = []
        self.classes: list[ClassFact] = []
        self.functions: list[FunctionFact] = []
        self.exports: list[ExportFact] = []
        self.deprecations: list[DeprecationFact] = []
        self.strings: list[StringFact] = []
        self.certain_uses: list[PendingUse] = []
        self.module_aliases: list[ModuleAliasFact] = []
        self.dynamic_names = False
        self.given_attributes: set[str] = set()
        self.unseen_classes: set[str] = set()
        self.checks: dict[tuple[str, str], list[int]] = {}
        self.statements = 0
        self.logic = 0
        self.context = Context()
        self.typing_names = {"TYPE_CHECKING", "MYPY"}
        self.import_functions = {"import_module", "__import__", "importorskip"}
        self.imported: set[str] = set()
        self.pending = self.context.pending
        self.open_classes: list[OpenClass] = []
        self.tables: dict[str, list[Expression]] = {}
        self.module_functions: dict[str, FuncDef] = {}
        self.dynamic_imports: dict[int, int] = {}
        self.lazy_sources: list[FuncDef | CallExpr] = []
        self.mentions = Mentions(text)
        self.telling_names = set(telling_names)
        self.reader = ExpressionReader(
            self.context,
            names=self.mentions.names,
            telling=self.telling_names,
            on_mention=self._on_mention,
            on_string=self._on_string,
            on_call=self._on_call,
            on_walrus=self._on_walrus,
        )
        self._table = table
        self._read_call = read_call

    def block(self, statements: Sequence[Statement], context: Context) -> None:
        """Read the statements of one block in its context."""
        previous = self.context
        self.context = self.reader.context = context
        self.statements += len(statements)
        table = self._table
        for statement in statements:
            handler = table.get(type(statement))
            if handler is not None:
                handler(self, statement)
        self.context = self.reader.context = previous

    def open_class(self, opened: OpenClass) -> None:
        """Begin to read the body of a class; `close_class` ends it."""
        self.open_classes.append(opened)
        self.reader.collaborators = opened.collaborators

    def close_class(self) -> None:
        """Go on with what stands around the class opened last."""
        self.open_classes.pop()
        around = self.open_classes[-1].collaborators if self.open_classes else None
        self.reader.collaborators = around

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
            make_binding(
                name=name,
                kind=kind,
                line=line,
                target=target,
                index=index,
                branch=f"{branch}/{line}:{part}" if part else branch,
                typing=context.typing,
            )
        )

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
        return settle_uses(self.certain_uses, self.pending, self.imported)

    # What expressions report

    def _on_mention(self, chain: str) -> None:
        self.mentions.note(chain, self.context.scope)

    def _on_string(self, value: str, place: str, line: int) -> None:
        self.strings.append(
            make_string(value=value, context=place, scope=self.context.scope, line=line)
        )

    def _on_walrus(self, node: AssignmentExpr) -> None:
        context = self.context
        if context.function is not None:
            context.function.local.add(node.target.name)
        elif not context.scope:
            self.bind(node.target.name, BindingKind.VALUE, node.line)

    def _on_call(self, call: CallExpr, name: str) -> None:
        self._read_call(self, call, name)

    def text_value(self, name: str) -> Expression | None:
        """The expression that a plain name was last given here, None when unknown."""
        function = self.context.function
        while function is not None:
            if name in function.values:
                return function.values[name]
            function = function.parent
        known = self.tables.get(name)
        return known[-1] if known else None

    def add_to_table(self, name: str, key: Expression, value: Expression) -> None:
        """`TABLE["key"] = value` at module level, for tables of the lazy machinery."""
        if isinstance(key, StrExpr) and name in self.tables:
            addition = DictExpr([(key, value)])
            addition.set_line(value)
            self.tables[name].append(addition)
