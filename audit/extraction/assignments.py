"""Assignments: names and attributes bound, `__all__`, tables of lazy names, `sys.modules`."""

from __future__ import annotations

from dataclasses import replace

from mypy import nodes
from mypy.nodes import CallExpr, Expression, IndexExpr, MemberExpr, NameExpr, TupleExpr

from audit.extraction.bindings import bind_assignment, dynamic_alias
from audit.extraction.chains import called_name, dotted_text
from audit.extraction.conditions import RunTime, run_time_value
from audit.extraction.exports import (
    export_call,
    export_operation,
    export_through_function,
    module_alias,
    replaces_itself,
)
from audit.extraction.file_walk import FileWalk, StatementTable
from audit.extraction.records import change_record
from audit.extraction.signatures import is_docstring
from audit.model.facts import BindingKind

__all__ = ["ASSIGNMENT_ROWS", "assign_target"]

_DISPLAYS = (nodes.DictExpr, nodes.ListExpr, TupleExpr, nodes.SetExpr)
# What a list, a set or a dictionary takes in without becoming another object.
_GROWING = (nodes.DictExpr, nodes.ListExpr, nodes.SetExpr)


def _read_assignment(walk: FileWalk, statement: nodes.AssignmentStmt) -> None:
    value = statement.rvalue
    if statement.unanalyzed_type is not None:
        walk.reader.read_type(statement.unanalyzed_type)
    first = statement.lvalues[0]
    walk.reader.read(value, first)
    for target in statement.lvalues:
        assign_target(walk, target, value, statement.line)
    if not walk.context.scope:
        walk.logic += not _is_machinery(dotted_text(first), value)


def _is_machinery(name: str, value: Expression) -> bool:
    dunder = name.startswith("__") and name.endswith("__")
    literal = isinstance(value, (*_DISPLAYS, nodes.StrExpr))
    return dunder or literal or bool(dotted_text(value))


def assign_target(walk: FileWalk, target: Expression, value: Expression, line: int) -> None:
    """Bind what stands on the left of an assignment, a loop or a `with … as`."""
    kind = type(target)
    if kind is NameExpr:
        _assign_name(walk, target.name, value, line)  # type: ignore[attr-defined]
    elif kind is MemberExpr:
        _assign_attribute(walk, target, value, line)  # type: ignore[arg-type]
    elif isinstance(target, TupleExpr | nodes.ListExpr):
        parts = list(value.items) if isinstance(value, TupleExpr | nodes.ListExpr) else []
        if len(parts) != len(target.items):
            parts = [value if isinstance(value, CallExpr) else nodes.EllipsisExpr()] * len(
                target.items
            )
        for item, part in zip(target.items, parts, strict=True):
            assign_target(walk, item, part, line)
    elif isinstance(target, IndexExpr):
        walk.reader.read(target)
        _assign_item(walk, target, value, line)
    elif isinstance(target, nodes.StarExpr):
        assign_target(walk, target.expr, nodes.EllipsisExpr(), line)
    else:
        walk.reader.read(target)


def _assign_attribute(walk: FileWalk, target: MemberExpr, value: Expression, line: int) -> None:
    owner = target.expr
    chain = dotted_text(owner)
    last = chain.rpartition(".")[2]
    if walk.open_classes and chain == "self":
        walk.open_classes[-1].instance_attributes[target.name] = None
    elif walk.open_classes and (chain in ("cls", "self.__class__") or called_name(owner) == "type"):
        walk.given_attributes.add(f"{walk.open_classes[-1].qualname}.{target.name}")
    elif last in walk.mentions.names:
        walk.given_attributes.add(f"{last}.{target.name}")
    if not walk.context.scope and chain.partition(".")[0] in walk.imported:
        given = dotted_text(value) if isinstance(owner, NameExpr) else ""
        kind = BindingKind.ALIAS if given else BindingKind.VALUE
        walk.bind(f"{chain}.{target.name}", kind, line, target=given)
    walk.reader.read(target)


def _assign_item(walk: FileWalk, target: IndexExpr, value: Expression, line: int) -> None:
    alias = module_alias(target, value, line)
    if replaces_itself(target):
        if isinstance(value, NameExpr):
            value = walk.text_value(value.name) or value
        if isinstance(value, CallExpr) and called_name(value).rpartition(".")[2] != "import_module":
            walk.lazy_sources.append(value)
            return
    if alias is not None:
        walk.module_aliases.append(alias)
    elif called_name(target.base) in ("globals", "vars", "locals"):
        _assign_global(walk, target, value, line)
    elif isinstance(target.base, NameExpr) and not walk.context.scope:
        walk.add_to_table(target.base.name, target.index, value)


def _assign_global(walk: FileWalk, target: IndexExpr, value: Expression, line: int) -> None:
    if isinstance(target.index, nodes.StrExpr) and not walk.context.scope:
        _module_name(walk, target.index.value, value, line)
    elif called_name(target.base) == "globals" or not walk.context.scope:
        walk.dynamic_names = True
    elif walk.context.in_class:
        walk.unseen_classes.add(walk.context.scope)


def _assign_name(walk: FileWalk, name: str, value: Expression, line: int) -> None:
    context = walk.context
    if not context.scope:
        _module_name(walk, name, value, line)
    elif context.in_class:
        walk.open_classes[-1].attributes[name] = None
    elif context.function is not None:
        if name in context.function.outer:
            walk.bind(name, BindingKind.VALUE, line)
        else:
            context.function.local.add(name)
            context.function.values[name] = value


def _module_name(walk: FileWalk, name: str, value: Expression, line: int) -> None:
    if isinstance(value, nodes.TempNode):
        return
    if name == "__all__":
        walk.exports.append(export_operation(value, "set", line, walk.tables))
        return
    if name == "__getattr__" and isinstance(value, CallExpr) and value not in walk.lazy_sources:
        walk.lazy_sources.append(value)
    walk.tables.setdefault(name, []).append(value)
    if run_time_value(value, walk.typing_names) is RunTime.FALSE and dotted_text(value):
        walk.typing_names.add(name)
    dynamic = dynamic_alias(value, walk.dynamic_imports)
    if dynamic is not None:
        index, attribute = dynamic
        walk.bind(name, BindingKind.IMPORT, line, target=attribute, index=index)
        return
    for binding in bind_assignment(name, value):
        walk.bind(name, binding.kind, line, target=binding.target, part=binding.part)


def _read_augmented(walk: FileWalk, statement: nodes.OperatorAssignmentStmt) -> None:
    name = dotted_text(statement.lvalue)
    walk.reader.read(statement.rvalue, name)
    if walk.context.scope:
        return
    if name == "__all__":
        operation = "add" if statement.op in ("+", "|") else "remove"
        walk.exports.append(
            export_operation(statement.rvalue, operation, statement.line, walk.tables)
        )
        return
    if name == "__path__":
        walk.bind(name, BindingKind.VALUE, statement.line)
    if not isinstance(statement.rvalue, _GROWING):
        _end_aliases(walk, name)
    if name in walk.tables and statement.op in ("+", "|"):
        walk.tables[name].append(statement.rvalue)


def _end_aliases(walk: FileWalk, name: str) -> None:
    """`X = Y` and later `X += …`, always or perhaps: X is no other name of what Y is."""
    here = f"{walk.context.branch}/"
    for place, binding in enumerate(walk.bindings):
        if binding.name != name or binding.kind is not BindingKind.ALIAS or binding.target == name:
            continue
        there = f"{binding.branch}/"
        if here.startswith(there) or there.startswith(here):
            walk.bindings[place] = change_record(binding, kind=BindingKind.VALUE, target="")


def _read_expression(walk: FileWalk, statement: nodes.ExpressionStmt) -> None:
    value = statement.expr
    marks = len(walk.deprecations)
    walk.reader.read(value)
    if len(walk.deprecations) > marks and not isinstance(value, CallExpr):
        walk.deprecations[marks:] = [  # `x and warn()`, `warn() if x else None`
            replace(mark, conditional=True) for mark in walk.deprecations[marks:]
        ]
    if walk.context.scope:
        return
    if isinstance(value, CallExpr):
        export = export_call(value, walk.tables)
        if export is None:
            export = export_through_function(value, walk.module_functions, walk.lines)
        if export is not None:
            walk.exports.append(export)
            return
        _update_table(walk, value)
        if called_name(value).rpartition(".")[2].startswith("warn"):
            return
    walk.logic += not (is_docstring(statement) or isinstance(value, nodes.EllipsisExpr))


def _update_table(walk: FileWalk, call: CallExpr) -> None:
    """`TABLE.update({…})`, for tables of the lazy machinery, and `__path__.extend(…)`, by which a
    package says where more of its modules are."""
    owner, _, method = called_name(call).rpartition(".")
    if owner == "__path__" and method in ("append", "extend", "insert"):
        walk.bind("__path__", BindingKind.VALUE, call.line)
    if method == "update" and owner in walk.tables and call.args:
        walk.tables[owner].append(call.args[0])


def _read_type_alias(walk: FileWalk, statement: nodes.TypeAliasStmt) -> None:
    walk.reader.read(statement.value)
    if not walk.context.scope:
        walk.bind(statement.name.name, BindingKind.VALUE, statement.line)


ASSIGNMENT_ROWS: StatementTable = {
    nodes.AssignmentStmt: _read_assignment,
    nodes.OperatorAssignmentStmt: _read_augmented,
    nodes.ExpressionStmt: _read_expression,
    nodes.TypeAliasStmt: _read_type_alias,
}
