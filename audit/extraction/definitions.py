"""Imports, functions and classes where they are written."""

from __future__ import annotations

from collections.abc import Sequence

from mypy import nodes
from mypy.nodes import Expression, FuncDef, NameExpr
from mypy.types import CallableType

from audit.extraction.chains import called_name, dotted_text
from audit.extraction.class_bodies import class_body_kind
from audit.extraction.deprecations import decorator_deprecation, docstring_deprecation
from audit.extraction.exports import imported_export
from audit.extraction.file_walk import FileWalk, OpenClass, StatementTable
from audit.extraction.fingerprint import fingerprint_class
from audit.extraction.imports import statement_imports
from audit.extraction.records import make_class
from audit.extraction.scopes import FunctionScope
from audit.extraction.signatures import build_function
from audit.model.facts import BindingKind, ClassFact, FunctionFact, ImportFact

__all__ = ["DEFINITION_ROWS"]

_NOT_LOGIC = ("__getattr__", "__dir__")


def _read_import(walk: FileWalk, statement: nodes.ImportBase) -> None:
    context = walk.context
    for fact in statement_imports(statement, context, walk.lines):
        index = len(walk.imports)
        walk.imports.append(fact)
        name = fact.alias or fact.name or fact.module.partition(".")[0]
        _note_telling_names(walk, fact, name)
        if context.function is not None:
            context.function.imported.add(name)
            if name in context.function.outer:
                walk.bind(name, BindingKind.IMPORT, statement.line, index=index)
        else:
            walk.imported.add(name)
        if not context.scope:
            walk.bind(name, BindingKind.IMPORT, statement.line, index=index)
        if not context.scope and fact.name == "__all__":
            export = imported_export(name, statement.line, walk.tables)
            walk.exports.extend([export] if export is not None else [])


def _note_telling_names(walk: FileWalk, fact: ImportFact, name: str) -> None:
    """Local names of TYPE_CHECKING and of `import_module`, aliases included."""
    if fact.name == "TYPE_CHECKING":
        walk.typing_names.add(name)
    elif fact.module == "importlib" and fact.name in ("import_module", "__import__"):
        walk.import_functions.add(name)
        walk.telling_names.add(name)
    elif fact.module == "importlib" and fact.name is None and fact.alias:
        walk.import_functions.add(f"{name}.import_module")


def _read_plain_function(walk: FileWalk, function: FuncDef) -> None:
    _read_function(walk, function, ())


def _read_decorated(walk: FileWalk, statement: nodes.Decorator) -> None:
    _read_function(walk, statement.func, statement.original_decorators)


def _read_overloads(walk: FileWalk, statement: nodes.OverloadedFuncDef) -> None:
    for item in statement.items:
        if isinstance(item, nodes.Decorator):
            _read_function(walk, item.func, item.original_decorators)
        elif isinstance(item, FuncDef):
            _read_function(walk, item, ())


def _read_function(walk: FileWalk, function: FuncDef, decorators: Sequence[Expression]) -> None:
    context = walk.context
    name = function.name
    qualname = context.inside(name)
    if not context.scope:
        walk.logic += name not in _NOT_LOGIC
        walk.module_functions[name] = function
        walk.bind(name, BindingKind.FUNCTION, function.line)
        if name == "__getattr__":
            walk.lazy_sources.append(function)
    elif context.function is not None and not context.in_class:
        context.function.local.add(name)
    if decorators:
        overload = any(dotted_text(each).rpartition(".")[2] == "overload" for each in decorators)
        for decorator in decorators:
            _read_decorator(walk, decorator, qualname, conditional=overload)
    _read_signature(walk, function)
    mark = docstring_deprecation(function.body.body, qualname)
    if mark is not None:
        walk.deprecations.append(mark)
    scope = _read_body(walk, function, qualname)
    if not context.scope or context.in_class:
        fact = build_function(
            function,
            decorators,
            qualname=qualname,
            branch=context.branch,
            returns=tuple(scope.returns),
            lines=walk.lines,
        )
        _functions(walk).append(fact)


def _functions(walk: FileWalk) -> list[FunctionFact]:
    return walk.open_classes[-1].methods if walk.context.in_class else walk.functions


def _read_decorator(
    walk: FileWalk, decorator: Expression, qualname: str, *, conditional: bool = False
) -> None:
    """`conditional`: what it decorates is one overload of several."""
    if isinstance(decorator, NameExpr):
        walk.reader.note_chain(decorator, decorator, called=True)
    else:
        walk.reader.read(decorator)
    mark = decorator_deprecation(
        decorator, qualname, conditional=conditional, values=walk.text_value
    )
    if mark is not None:
        walk.deprecations.append(mark)


def _read_signature(walk: FileWalk, function: FuncDef) -> None:
    reader = walk.reader
    for argument in function.arguments:
        if argument.type_annotation is not None:
            reader.read_type(argument.type_annotation)
        if argument.initializer is not None:
            reader.read(argument.initializer)
    kind = function.unanalyzed_type
    if isinstance(kind, CallableType):
        reader.read_type(kind.ret_type)
        # Both ways to the type lead back here: a circle, which would keep the tree in memory.
        function.type = kind.definition = None


def _read_body(walk: FileWalk, function: FuncDef, qualname: str) -> FunctionScope:
    context = walk.context
    scope = FunctionScope(context.function)
    local = scope.local
    local.update([argument.variable.name for argument in function.arguments])
    walk.block(function.body.body, context.in_function(qualname, scope))
    if scope.pending:
        waiting = scope.parent.pending if scope.parent is not None else walk.pending
        imported, outer = scope.imported, scope.outer
        for root, uses in scope.pending.items():
            if root in imported:
                walk.certain_uses += uses
            elif root not in local or root in outer:
                waiting[root] += uses
    return scope


def _read_class(walk: FileWalk, statement: nodes.ClassDef) -> None:
    context = walk.context
    qualname = context.inside(statement.name)
    if not context.scope:
        walk.logic += 1
        walk.bind(statement.name, BindingKind.CLASS, statement.line)
    elif context.function is not None and not context.in_class:
        context.function.local.add(statement.name)
    for part in (*statement.base_type_exprs, *statement.keywords.values()):
        walk.reader.read(part)
    for decorator in statement.decorators:
        _read_decorator(walk, decorator, qualname)
    mark = docstring_deprecation(statement.defs.body, qualname)
    if mark is not None:
        walk.deprecations.append(mark)
    if not all(map(_base_text, statement.base_type_exprs)):
        walk.unseen_classes.add(qualname)
    opened = OpenClass(qualname)
    walk.open_class(opened)
    walk.block(statement.defs.body, context.in_class_body(qualname))
    walk.close_class()
    walk.classes.append(_class_fact(statement, qualname, opened, context.branch))


def _class_fact(
    statement: nodes.ClassDef, qualname: str, opened: OpenClass, branch: str
) -> ClassFact:
    decorators = (dotted_text(d) or called_name(d) for d in statement.decorators)
    return make_class(
        qualname=qualname,
        line=statement.line,
        end_line=statement.end_line or statement.line,
        bases=tuple(filter(None, map(_base_text, statement.base_type_exprs))),
        decorators=tuple(filter(None, decorators)),
        metaclass=dotted_text(statement.keywords.get("metaclass")),
        methods=tuple(opened.methods),
        attributes=tuple({**opened.attributes, **opened.instance_attributes}),
        collaborators=tuple(sorted(opened.collaborators)),
        fingerprint=fingerprint_class(statement),
        body=class_body_kind(statement),
        branch=branch,
    )


def _base_text(base: Expression) -> str:
    """The dotted text of a base class, subscripts (`Generic[T]`) and calls left off."""
    if isinstance(base, nodes.IndexExpr):
        return dotted_text(base.base)
    return dotted_text(base) or called_name(base)


DEFINITION_ROWS: StatementTable = {
    nodes.Import: _read_import,
    nodes.ImportFrom: _read_import,
    nodes.ImportAll: _read_import,
    nodes.FuncDef: _read_plain_function,
    nodes.Decorator: _read_decorated,
    nodes.OverloadedFuncDef: _read_overloads,
    nodes.ClassDef: _read_class,
}
