"""Statements that choose, repeat or protect: which branch their blocks stand in."""

from __future__ import annotations

from mypy import nodes, patterns
from mypy.nodes import EllipsisExpr, Expression, NameExpr, TupleExpr

from audit.extraction.assignments import assign_target
from audit.extraction.chains import dotted_text
from audit.extraction.conditions import (
    RunTime,
    catches_import_error,
    run_time_value,
    suppresses_import_error,
)
from audit.extraction.file_walk import FileWalk, StatementTable
from audit.extraction.likelihood import Likelihood, likelihood
from audit.extraction.parse import node_text
from audit.extraction.scopes import Context, Guard
from audit.model.facts import BindingKind

__all__ = ["CONTROL_FLOW_ROWS"]

_OPPOSITE = {RunTime.TRUE: RunTime.FALSE, RunTime.FALSE: RunTime.TRUE}


def _read_if(walk: FileWalk, statement: nodes.IfStmt) -> None:
    test = statement.expr[0]
    walk.reader.read(test)
    value = run_time_value(test, walk.typing_names)
    lines = walk.lines
    chance = likelihood(test)
    branch = f"{walk.context.branch}/{statement.line}:if"
    doubt = "?" if chance is Likelihood.RARE else ""
    walk.block(
        statement.body[0].body,
        _guarded(walk.context, value, lambda: node_text(lines, test), branch + doubt),
    )
    if statement.else_body is not None:
        opposite = _OPPOSITE.get(value, value)
        branch = f"{walk.context.branch}/{statement.line}:else"
        doubt = "?" if chance is Likelihood.USUAL else ""
        inner = _guarded(
            walk.context, opposite, lambda: f"not ({node_text(lines, test)})", branch + doubt
        )
        walk.block(statement.else_body.body, inner)


def _guarded(context: Context, value: RunTime, guard: Guard, branch: str) -> Context:
    if value is RunTime.TRUE:
        return context
    return context.for_typing(branch) if value is RunTime.FALSE else context.guarded(guard, branch)


def _read_try(walk: FileWalk, statement: nodes.TryStmt) -> None:
    context = walk.context
    branch = f"{context.branch}/{statement.line}"
    optional = context.optional or catches_import_error(statement)
    tried = f"{branch}:try" if optional else context.branch
    walk.block(statement.body.body, context.in_branch(tried, optional=optional))
    for position, handler in enumerate(statement.handlers):
        variable = statement.vars[position]
        if variable is not None and context.function is not None:
            context.function.local.add(variable.name)
        walk.reader.read(statement.types[position])
        walk.note_checked(statement.types[position], "except")
        inner = context.in_branch(f"{branch}:except{position}?", optional=optional)
        walk.block(handler.body, inner)
    if statement.else_body is not None:
        walk.block(statement.else_body.body, context.in_branch(f"{branch}:try"))
    if statement.finally_body is not None:
        walk.block(statement.finally_body.body, context)


def _read_for(walk: FileWalk, statement: nodes.ForStmt) -> None:
    walk.reader.read(statement.expr)
    assign_target(walk, statement.index, EllipsisExpr(), statement.line)
    _read_loop(walk, statement)


def _read_while(walk: FileWalk, statement: nodes.WhileStmt) -> None:
    walk.reader.read(statement.expr)
    _read_loop(walk, statement)


def _read_loop(walk: FileWalk, statement: nodes.ForStmt | nodes.WhileStmt) -> None:
    context = walk.context
    if not context.scope:
        walk.logic += 1
    branch = f"{context.branch}/{statement.line}:loop"
    walk.block(statement.body.body, context.in_branch(branch))
    if statement.else_body is not None:
        walk.block(statement.else_body.body, context)


def _read_with(walk: FileWalk, statement: nodes.WithStmt) -> None:
    context = walk.context
    for expression in statement.expr:
        walk.reader.read(expression)
    for target in statement.target:
        if target is not None:
            assign_target(walk, target, EllipsisExpr(), statement.line)
    suppressed = suppresses_import_error(statement)
    branch = f"{context.branch}/{statement.line}:with" if suppressed else context.branch
    optional = context.optional or suppressed
    walk.block(statement.body.body, context.in_branch(branch, optional=optional))


def _read_match(walk: FileWalk, statement: nodes.MatchStmt) -> None:
    context = walk.context
    walk.reader.read(statement.subject)
    for pattern, guard, body in zip(
        statement.patterns, statement.guards, statement.bodies, strict=True
    ):
        walk.reader.read(pattern)
        walk.reader.read(guard)
        branch = f"{context.branch}/{pattern.line}:case"
        walk.block(body.body, context.guarded(_case(walk, statement, pattern), branch))


def _case(walk: FileWalk, statement: nodes.MatchStmt, pattern: patterns.Pattern) -> Guard:
    lines = walk.lines
    return lambda: f"{node_text(lines, statement.subject)} matches {node_text(lines, pattern)}"


def _read_return(walk: FileWalk, statement: nodes.ReturnStmt) -> None:
    value = statement.expr
    walk.reader.read(value)
    function = walk.context.function
    if function is not None:
        function.left = True
    if function is not None and value is not None:
        called = value.callee if isinstance(value, nodes.CallExpr) else value
        name = dotted_text(called)
        if name:
            function.returns[name] = None


def _read_raise(walk: FileWalk, statement: nodes.RaiseStmt) -> None:
    walk.reader.read(statement.expr)
    walk.reader.read(statement.from_expr)


def _read_assert(walk: FileWalk, statement: nodes.AssertStmt) -> None:
    walk.reader.read(statement.expr)
    walk.reader.read(statement.msg)


def _read_delete(walk: FileWalk, statement: nodes.DelStmt) -> None:
    items: list[Expression] = [statement.expr]
    if isinstance(statement.expr, TupleExpr | nodes.ListExpr):
        items = list(statement.expr.items)
    for item in items:
        if not isinstance(item, NameExpr):
            walk.reader.read(item)
        elif not walk.context.scope:
            walk.bind(item.name, BindingKind.DELETE, statement.line)


def _read_outer_names(walk: FileWalk, statement: nodes.GlobalDecl | nodes.NonlocalDecl) -> None:
    if walk.context.function is not None:
        walk.context.function.outer.update(statement.names)


CONTROL_FLOW_ROWS: StatementTable = {
    nodes.IfStmt: _read_if,
    nodes.TryStmt: _read_try,
    nodes.ForStmt: _read_for,
    nodes.WhileStmt: _read_while,
    nodes.WithStmt: _read_with,
    nodes.MatchStmt: _read_match,
    nodes.ReturnStmt: _read_return,
    nodes.RaiseStmt: _read_raise,
    nodes.AssertStmt: _read_assert,
    nodes.DelStmt: _read_delete,
    nodes.GlobalDecl: _read_outer_names,
    nodes.NonlocalDecl: _read_outer_names,
}
