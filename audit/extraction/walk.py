"""One pass over a file's statements; each kind of statement has its row in a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mypy import nodes
from mypy.nodes import Expression, FuncDef, MemberExpr, NameExpr, Statement, TupleExpr
from mypy.types import CallableType

from audit.extraction.bindings import bind_assignment
from audit.extraction.chains import called_name, dotted_text
from audit.extraction.class_bodies import class_body_kind
from audit.extraction.conditions import (
    RunTime,
    catches_import_error,
    run_time_value,
    suppresses_import_error,
)
from audit.extraction.deprecations import decorator_deprecation, warning_deprecation
from audit.extraction.exports import export_call, export_operation, module_alias
from audit.extraction.expressions import ExpressionReader
from audit.extraction.fingerprint import fingerprint_class
from audit.extraction.imports import dynamic_import, statement_imports
from audit.extraction.lazy import LazyReader
from audit.extraction.parse import node_text
from audit.extraction.scopes import Context, FunctionScope
from audit.extraction.signatures import build_function, is_docstring
from audit.model.facts import (
    BindingFact,
    BindingKind,
    ClassFact,
    DeprecationFact,
    ExportFact,
    FunctionFact,
    ImportFact,
    ImportKind,
    LazyFact,
    ModuleAliasFact,
    StringFact,
    UseFact,
)

__all__ = ["FileWalk"]


@dataclass(slots=True)
class _OpenClass:
    """A class whose body is being walked."""

    methods: list[FunctionFact] = field(default_factory=list)
    attributes: dict[str, None] = field(default_factory=dict)
    instance_attributes: dict[str, None] = field(default_factory=dict)
    collaborators: dict[str, None] = field(default_factory=dict)


class FileWalk:
    """Collects the facts of one file; `walk` once, then read the lists."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.imports: list[ImportFact] = []
        self.bindings: list[BindingFact] = []
        self.classes: list[ClassFact] = []
        self.functions: list[FunctionFact] = []
        self.exports: list[ExportFact] = []
        self.deprecations: list[DeprecationFact] = []
        self.strings: list[StringFact] = []
        self.uses: list[UseFact] = []
        self.module_aliases: list[ModuleAliasFact] = []
        self.lazy: LazyFact | None = None
        self.dynamic_names = False
        self.statements = 0
        self.logic = 0
        self._typing_names = {"TYPE_CHECKING", "MYPY"}
        self._imported: set[str] = set()
        self._pending: list[UseFact] = []
        self._open: list[_OpenClass] = []
        self._tables: dict[str, Expression] = {}
        self._module_functions: dict[str, FuncDef] = {}
        self._lazy_sources: list[FuncDef | nodes.CallExpr] = []
        self._context = Context()
        self._reader = ExpressionReader(
            on_chain=self._on_chain, on_string=self._on_string, on_call=self._on_call
        )

    def walk(self, statements: Sequence[Statement]) -> None:
        """Walk the module-level statements and settle what needed the whole file."""
        self._block(statements, Context())
        self.uses += [use for use in self._pending if _root(use.chain) in self._imported]
        reader = LazyReader(self._module_functions, self._tables)
        for source in self._lazy_sources:
            if isinstance(source, FuncDef):
                self.lazy = reader.read_function(source)
            else:
                self.lazy = reader.read_factory(source)

    # Statements

    def _block(self, statements: Sequence[Statement], context: Context) -> None:
        previous, self._context = self._context, context
        for statement in statements:
            self.statements += 1
            handler = _STATEMENTS.get(type(statement))
            if handler is not None:
                handler(self, statement)
        self._context = previous

    def _import(self, statement: nodes.ImportBase) -> None:
        context = self._context
        for fact in statement_imports(statement, context, self.lines):
            index = len(self.imports)
            self.imports.append(fact)
            name = fact.alias or fact.name or fact.module.partition(".")[0]
            if fact.name == "TYPE_CHECKING":
                self._typing_names.add(name)
            if context.function is not None:
                context.function.imported.add(name)
            else:
                self._imported.add(name)
            if context.at_module_level:
                self._bind(name, BindingKind.IMPORT, statement.line, index=index)

    def _bind(
        self, name: str, kind: BindingKind, line: int, *, target: str = "", index: int = -1
    ) -> None:
        self.bindings.append(
            BindingFact(
                name=name,
                kind=kind,
                line=line,
                target=target,
                index=index,
                branch=self._context.branch or self._context.scope,
                typing=self._context.typing,
            )
        )

    def _function(self, function: FuncDef, decorators: Sequence[Expression] = ()) -> None:
        context = self._context
        qualname = context.inside(function.name)
        in_class = bool(self._open) and context.timing is ImportKind.CLASS_BODY
        if context.at_module_level or in_class:
            fact = build_function(
                function,
                list(decorators),
                qualname=qualname,
                branch=context.branch,
                lines=self.lines,
            )
            (self._open[-1].methods if in_class else self.functions).append(fact)
        if context.at_module_level:
            self.logic += function.name not in ("__getattr__", "__dir__")
            self._module_functions[function.name] = function
            self._bind(function.name, BindingKind.FUNCTION, function.line)
            if function.name == "__getattr__":
                self._lazy_sources.append(function)
        elif context.function is not None and not in_class:
            context.function.local.add(function.name)
        for decorator in decorators:
            self._decorator(decorator, qualname)
        self._signature_uses(function)
        self._function_body(function, qualname)

    def _decorator(self, decorator: Expression, qualname: str) -> None:
        self._reader.read(decorator)
        if isinstance(decorator, NameExpr):
            self._on_chain(decorator.name, decorator.line, True)
        mark = decorator_deprecation(decorator, qualname)
        if mark is not None:
            self.deprecations.append(mark)

    def _signature_uses(self, function: FuncDef) -> None:
        for argument in function.arguments:
            self._reader.read_type(argument.type_annotation)
            if argument.initializer is not None:
                self._reader.read(argument.initializer)
        kind = function.unanalyzed_type
        if isinstance(kind, CallableType):
            self._reader.read_type(kind.ret_type)

    def _function_body(self, function: FuncDef, qualname: str) -> None:
        context = self._context
        scope = FunctionScope(parent=context.function)
        scope.local.update(argument.variable.name for argument in function.arguments)
        inner = replace(
            context,
            scope=qualname,
            timing=ImportKind.LAZY,
            function=scope,
            branch="",
            optional=False,
        )
        self._block(function.body.body, inner)
        waiting = scope.parent.pending if scope.parent is not None else self._pending
        for use in scope.pending:
            root = _root(use.chain)
            if root in scope.imported:
                self.uses.append(use)
            elif root not in scope.local or root in scope.outer:
                waiting.append(use)

    def _decorated(self, statement: nodes.Decorator) -> None:
        self._function(statement.func, statement.decorators)

    def _overloaded(self, statement: nodes.OverloadedFuncDef) -> None:
        for item in statement.items:
            if isinstance(item, nodes.Decorator):
                self._function(item.func, item.decorators)
            elif isinstance(item, FuncDef):
                self._function(item)

    def _class(self, statement: nodes.ClassDef) -> None:
        context = self._context
        qualname = context.inside(statement.name)
        if context.at_module_level:
            self.logic += 1
            self._bind(statement.name, BindingKind.CLASS, statement.line)
        elif context.function is not None and context.timing is ImportKind.LAZY:
            context.function.local.add(statement.name)
        bases = list(statement.base_type_exprs)
        for part in (*bases, *statement.keywords.values()):
            self._reader.read(part)
        for decorator in statement.decorators:
            self._decorator(decorator, qualname)
        opened = _OpenClass()
        self._open.append(opened)
        timing = context.timing if context.typing else ImportKind.CLASS_BODY
        if context.timing is ImportKind.LAZY:
            timing = ImportKind.CLASS_BODY
        self._block(statement.defs.body, replace(context, scope=qualname, timing=timing, branch=""))
        self._open.pop()
        self.classes.append(
            ClassFact(
                qualname=qualname,
                line=statement.line,
                end_line=statement.end_line or statement.line,
                bases=tuple(filter(None, (_base_text(base) for base in bases))),
                decorators=tuple(
                    filter(None, (dotted_text(d) or called_name(d) for d in statement.decorators))
                ),
                metaclass=dotted_text(statement.keywords.get("metaclass")),
                methods=tuple(opened.methods),
                attributes=tuple({**opened.attributes, **opened.instance_attributes}),
                collaborators=tuple(sorted(opened.collaborators)),
                fingerprint=fingerprint_class(statement),
                body=class_body_kind(statement),
                branch=context.branch,
            )
        )

    def _assignment(self, statement: nodes.AssignmentStmt) -> None:
        context = self._context
        value = statement.rvalue
        self._reader.read_type(statement.unanalyzed_type)
        first = dotted_text(statement.lvalues[0])
        self._reader.read(value, first)
        for target in statement.lvalues:
            self._assign_target(target, value, statement.line)
            if not isinstance(target, NameExpr):
                self._reader.read(target)
        if context.at_module_level:
            self.logic += not self._is_machinery(first, value)

    def _is_machinery(self, name: str, value: Expression) -> bool:
        dunder = name.startswith("__") and name.endswith("__")
        display = isinstance(value, nodes.DictExpr | nodes.ListExpr | TupleExpr | nodes.SetExpr)
        return dunder or display or bool(dotted_text(value)) or isinstance(value, nodes.StrExpr)

    def _assign_target(self, target: Expression, value: Expression, line: int) -> None:
        context = self._context
        if isinstance(target, TupleExpr | nodes.ListExpr):
            values = value.items if isinstance(value, TupleExpr) else [value] * len(target.items)
            for item, part in zip(target.items, values, strict=False):
                self._assign_target(item, part, line)
        elif isinstance(target, MemberExpr):
            if self._open and isinstance(target.expr, NameExpr) and target.expr.name == "self":
                self._open[-1].instance_attributes[target.name] = None
        elif isinstance(target, nodes.IndexExpr):
            alias = module_alias(target, value, line)
            if alias is not None:
                self.module_aliases.append(alias)
        elif isinstance(target, NameExpr):
            if context.at_module_level:
                self._module_name(target.name, value, line)
            elif self._open and context.timing is ImportKind.CLASS_BODY:
                self._open[-1].attributes[target.name] = None
            elif context.function is not None and target.name in context.function.outer:
                self._bind(target.name, BindingKind.VALUE, line)
            elif context.function is not None:
                context.function.local.add(target.name)

    def _module_name(self, name: str, value: Expression, line: int) -> None:
        if name == "__all__":
            self.exports.append(export_operation(value, "set", line))
            return
        if name == "__getattr__" and isinstance(value, nodes.CallExpr):
            self._lazy_sources.append(value)
        self._tables.setdefault(name, value)
        if isinstance(value, nodes.TempNode):
            return
        binding = bind_assignment(name, value)
        self._bind(name, binding.kind, line, target=binding.target)

    def _augmented(self, statement: nodes.OperatorAssignmentStmt) -> None:
        self._reader.read(statement.rvalue)
        if self._context.at_module_level and dotted_text(statement.lvalue) == "__all__":
            operation = "add" if statement.op in ("+", "|") else "remove"
            self.exports.append(export_operation(statement.rvalue, operation, statement.line))

    def _expression(self, statement: nodes.ExpressionStmt) -> None:
        value = statement.expr
        self._reader.read(value)
        if not self._context.at_module_level:
            return
        if isinstance(value, nodes.CallExpr):
            export = export_call(value)
            if export is not None:
                self.exports.append(export)
                return
            if called_name(value).rpartition(".")[2].startswith("warn"):
                return
        self.logic += not (is_docstring(statement) or isinstance(value, nodes.EllipsisExpr))

    def _if(self, statement: nodes.IfStmt) -> None:
        test = statement.expr[0]
        self._reader.read(test)
        value = run_time_value(test, self._typing_names)
        text = node_text(self.lines, test)
        branch = f"{self._context.branch}/{statement.line}"
        self._block(statement.body[0].body, self._guarded(value, text, f"{branch}:if"))
        if statement.else_body is not None:
            opposite = {RunTime.TRUE: RunTime.FALSE, RunTime.FALSE: RunTime.TRUE}.get(value, value)
            self._block(
                statement.else_body.body, self._guarded(opposite, f"not ({text})", f"{branch}:else")
            )

    def _guarded(self, value: RunTime, text: str, branch: str) -> Context:
        if value is RunTime.TRUE:
            return self._context
        if value is RunTime.FALSE:
            return replace(self._context, typing=True, branch=branch)
        return replace(self._context, guards=(*self._context.guards, text), branch=branch)

    def _try(self, statement: nodes.TryStmt) -> None:
        context = self._context
        branch = f"{context.branch}/{statement.line}"
        optional = context.optional or catches_import_error(statement)
        self._block(
            statement.body.body,
            replace(
                context, optional=optional, branch=f"{branch}:try" if optional else context.branch
            ),
        )
        for position, handler in enumerate(statement.handlers):
            variable = statement.vars[position]
            if variable is not None and context.function is not None:
                context.function.local.add(variable.name)
            self._reader.read(statement.types[position])
            self._block(
                handler.body,
                replace(context, optional=optional, branch=f"{branch}:except{position}"),
            )
        if statement.else_body is not None:
            self._block(statement.else_body.body, replace(context, branch=f"{branch}:else"))
        if statement.finally_body is not None:
            self._block(statement.finally_body.body, context)

    def _loop(self, statement: nodes.ForStmt | nodes.WhileStmt) -> None:
        context = self._context
        self._reader.read(statement.expr)
        if isinstance(statement, nodes.ForStmt):
            self._assign_loop_names(statement.index, statement.line)
        if context.at_module_level:
            self.logic += 1
        branch = f"{context.branch}/{statement.line}:loop"
        self._block(statement.body.body, replace(context, branch=branch))
        if statement.else_body is not None:
            self._block(statement.else_body.body, context)

    def _assign_loop_names(self, index: Expression, line: int) -> None:
        items = index.items if isinstance(index, TupleExpr) else [index]
        for item in items:
            if isinstance(item, NameExpr):
                self._assign_target(item, nodes.EllipsisExpr(), line)

    def _with(self, statement: nodes.WithStmt) -> None:
        context = self._context
        for expression in statement.expr:
            self._reader.read(expression)
        for target in statement.target:
            if target is not None:
                self._assign_target(target, nodes.EllipsisExpr(), statement.line)
        optional = context.optional or suppresses_import_error(statement)
        self._block(statement.body.body, replace(context, optional=optional))

    def _match(self, statement: nodes.MatchStmt) -> None:
        self._reader.read(statement.subject)
        for body in statement.bodies:
            branch = f"{self._context.branch}/{body.line}:case"
            self._block(body.body, replace(self._context, branch=branch))

    def _return(self, statement: nodes.ReturnStmt) -> None:
        self._reader.read(statement.expr)

    def _raise(self, statement: nodes.RaiseStmt) -> None:
        self._reader.read(statement.expr)
        self._reader.read(statement.from_expr)

    def _assert(self, statement: nodes.AssertStmt) -> None:
        self._reader.read(statement.expr)
        self._reader.read(statement.msg)

    def _delete(self, statement: nodes.DelStmt) -> None:
        items = statement.expr.items if isinstance(statement.expr, TupleExpr) else [statement.expr]
        for item in items:
            if isinstance(item, NameExpr) and self._context.at_module_level:
                self._bind(item.name, BindingKind.DELETE, statement.line)
            else:
                self._reader.read(item)

    def _outer_names(self, statement: nodes.GlobalDecl | nodes.NonlocalDecl) -> None:
        if self._context.function is not None:
            self._context.function.outer.update(statement.names)

    def _type_alias(self, statement: nodes.TypeAliasStmt) -> None:
        if self._context.at_module_level:
            self._bind(statement.name.name, BindingKind.VALUE, statement.line)

    # What expressions report

    def _on_chain(self, chain: str, line: int, call: bool) -> None:
        if "." not in chain and not call:
            return
        if self._open and call and (chain.count(".") > 1 or not chain.startswith(_OWN)):
            self._open[-1].collaborators[chain] = None
        use = UseFact(chain=chain, scope=self._context.scope, line=line, call=call)
        function = self._context.function
        (function.pending if function is not None else self._pending).append(use)

    def _on_string(self, value: str, context: str, line: int) -> None:
        self.strings.append(
            StringFact(value=value, context=context, scope=self._context.scope, line=line)
        )

    def _on_call(self, call: nodes.CallExpr, name: str) -> None:
        if name in _NAMESPACE_WRITERS and self._context.at_module_level:
            self.dynamic_names = True
        mark = warning_deprecation(call, name, self._context.scope)
        if mark is not None:
            self.deprecations.append(mark)
        fact = dynamic_import(call, name, self._context)
        if fact is not None:
            self.imports.append(fact)
        if name.rpartition(".")[2] in ("attach", "attach_stub") and self._context.at_module_level:
            self._lazy_sources.append(call)


_OWN = ("self.", "cls.", "super")
_NAMESPACE_WRITERS = frozenset({"globals", "vars", "locals", "exec", "setattr"})


def _root(chain: str) -> str:
    return chain.partition(".")[0]


def _base_text(base: Expression) -> str:
    """The dotted text of a base class, subscripts (`Generic[T]`) and calls left off."""
    if isinstance(base, nodes.IndexExpr):
        return dotted_text(base.base)
    return dotted_text(base) or called_name(base)


_STATEMENTS: dict[type, Callable[[FileWalk, Any], None]] = {
    nodes.Import: FileWalk._import,
    nodes.ImportFrom: FileWalk._import,
    nodes.ImportAll: FileWalk._import,
    nodes.FuncDef: FileWalk._function,
    nodes.Decorator: FileWalk._decorated,
    nodes.OverloadedFuncDef: FileWalk._overloaded,
    nodes.ClassDef: FileWalk._class,
    nodes.AssignmentStmt: FileWalk._assignment,
    nodes.OperatorAssignmentStmt: FileWalk._augmented,
    nodes.ExpressionStmt: FileWalk._expression,
    nodes.IfStmt: FileWalk._if,
    nodes.TryStmt: FileWalk._try,
    nodes.ForStmt: FileWalk._loop,
    nodes.WhileStmt: FileWalk._loop,
    nodes.WithStmt: FileWalk._with,
    nodes.MatchStmt: FileWalk._match,
    nodes.ReturnStmt: FileWalk._return,
    nodes.RaiseStmt: FileWalk._raise,
    nodes.AssertStmt: FileWalk._assert,
    nodes.DelStmt: FileWalk._delete,
    nodes.GlobalDecl: FileWalk._outer_names,
    nodes.NonlocalDecl: FileWalk._outer_names,
    nodes.TypeAliasStmt: FileWalk._type_alias,
}
