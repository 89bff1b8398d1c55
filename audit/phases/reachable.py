"""The checks of a test with what stands between them and a failure."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from audit.phases.assertions import exception_names
from audit.phases.suite_syntax import last_name

__all__ = ["Checked", "find_checks", "swallowing_handler"]

_RAISING = frozenset(
    {"assertRaises", "assertRaisesRegex", "assertWarns", "deprecated_call", "raises", "warns"}
)
_SWALLOWED = frozenset({"AssertionError", "BaseException", "Exception"})
_RELABELS = frozenset({"skip", "skipTest", "xfail"})
_RAISES_AGAIN = frozenset({"fail"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One assertion: its syntax, its line, the conditions, handlers and `suppress` calls around
    it, and the lines of a loop around it that runs zero times, or may (0 for none)."""

    node: ast.AST
    line: int = 0
    conditions: tuple[ast.expr, ...] = ()
    handlers: tuple[ast.ExceptHandler, ...] = ()
    suppressed: tuple[ast.Call, ...] = ()
    empty_loop: int = 0
    open_loop: int = 0


@dataclass(frozen=True, slots=True)
class _Around:
    conditions: tuple[ast.expr, ...] = ()
    handlers: tuple[ast.ExceptHandler, ...] = ()
    suppressed: tuple[ast.Call, ...] = ()
    empty_loop: int = 0
    open_loop: int = 0
    names: dict[str, ast.expr] = field(default_factory=dict)


def find_checks(node: ast.AST) -> list[Checked]:
    """All assertions in source order, `raises` blocks, `fail` calls and bare raises included.

    A `raise` or `fail` under a condition is a check of that condition, so it counts as one that
    stands on every path.
    """
    return list(_walk(node, _Around()))


def swallowing_handler(check: Checked) -> tuple[int, str] | None:
    """Line and reason when a failing assertion would be caught and not be raised again."""
    for call in check.suppressed:
        names = {name for item in call.args for name in exception_names(item)}
        if names & _SWALLOWED:
            return call.lineno, "A failing assertion is suppressed."
    for handler in check.handlers:
        if not _SWALLOWED & set(exception_names(handler.type)):
            continue
        calls = {last_name(n.func) for n in ast.walk(handler) if isinstance(n, ast.Call)}
        raises = any(isinstance(n, ast.Raise | ast.Assert) for n in ast.walk(handler))
        if raises or calls & _RAISES_AGAIN:
            continue
        if calls & _RELABELS:
            return handler.lineno, "A failing assertion is caught and the test is called skipped."
        return handler.lineno, "A failing assertion is caught and swallowed."
    return None


def _walk(node: ast.AST, around: _Around) -> Iterator[Checked]:
    found = _own(node, around)
    if found is not None:
        yield found
        return
    if isinstance(node, ast.With | ast.AsyncWith):
        yield from _walk_with(node, around)
    elif isinstance(node, ast.If):
        yield from _walk_if(node, around)
    elif isinstance(node, ast.Try):
        yield from _walk_try(node, around)
    elif isinstance(node, ast.For | ast.AsyncFor | ast.While):
        yield from _walk_all([*node.body, *node.orelse], _loop(node, around))
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield from _walk_all(node.body, replace(around, names=_assigned(node)))
    else:
        inner = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]
        yield from _walk_all(inner, around)


def _walk_all(nodes: Iterable[ast.stmt], around: _Around) -> Iterator[Checked]:
    for node in nodes:
        yield from _walk(node, around)


def _own(node: ast.AST, around: _Around) -> Checked | None:
    if isinstance(node, ast.Assert):
        return _checked(node.test, node.lineno, around)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await):
        value = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(value, ast.Call):
            name = last_name(value.func)
            if name.startswith(("assert", "check_", "verify_")):
                return _checked(value, node.lineno, around)
            if name == "fail":
                return _checked(value, node.lineno, replace(around, conditions=()))
    if isinstance(node, ast.Raise) and node.exc is not None:
        return _checked(node.exc, node.lineno, replace(around, conditions=()))
    return None


def _checked(node: ast.AST, line: int, around: _Around) -> Checked:
    return Checked(
        node=node,
        line=line,
        conditions=around.conditions,
        handlers=around.handlers,
        suppressed=around.suppressed,
        empty_loop=around.empty_loop,
        open_loop=around.open_loop,
    )


def _walk_with(node: ast.With | ast.AsyncWith, around: _Around) -> Iterator[Checked]:
    inner = around
    for item in node.items:
        call = item.context_expr
        if isinstance(call, ast.Call):
            if last_name(call.func) in _RAISING:
                yield _checked(call, node.lineno, around)
            elif last_name(call.func) == "suppress":
                inner = replace(inner, suppressed=(*inner.suppressed, call))
    for statement in node.body:
        yield from _walk(statement, inner)


def _walk_if(node: ast.If, around: _Around) -> Iterator[Checked]:
    both = bool(node.orelse) and _fails(node.body) and _fails(node.orelse)
    inner = around if both else replace(around, conditions=(*around.conditions, node.test))
    for item in [*node.body, *node.orelse]:
        yield from _walk(item, inner)


def _fails(body: list[ast.stmt]) -> bool:
    return any(True for item in body for _ in _walk(item, _Around()))


def _walk_try(node: ast.Try, around: _Around) -> Iterator[Checked]:
    inner = replace(around, handlers=(*around.handlers, *node.handlers))
    for item in node.body:
        yield from _walk(item, inner)
    for handler in node.handlers:
        for item in handler.body:
            yield from _walk(item, around)
    for item in [*node.orelse, *node.finalbody]:
        yield from _walk(item, around)


def _loop(node: ast.For | ast.AsyncFor | ast.While, around: _Around) -> _Around:
    may_be_empty = replace(around, open_loop=around.open_loop or node.lineno)
    if isinstance(node, ast.While):
        return may_be_empty
    iterated = node.iter
    if isinstance(iterated, ast.Name):
        iterated = around.names.get(iterated.id, iterated)
    if isinstance(iterated, ast.List | ast.Tuple | ast.Set):
        return around if iterated.elts else replace(around, empty_loop=node.lineno)
    constant = isinstance(iterated, ast.Name) and iterated.id.isupper()
    ranged = isinstance(iterated, ast.Call) and last_name(iterated.func) in ("range", "enumerate")
    return around if constant or ranged else may_be_empty


def _assigned(node: ast.AST) -> dict[str, ast.expr]:
    """Names that are assigned exactly once, with their value."""
    values: dict[str, list[ast.expr]] = {}
    for item in ast.walk(node):
        if isinstance(item, ast.Assign):
            for target in item.targets:
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, []).append(item.value)
    return {name: found[0] for name, found in values.items() if len(found) == 1}
