"""Test syntax without what does not matter: docstrings, annotations, names that the code changed.

Two definitions that are equal after `neutral` differ in nothing that decides a result, except
where production code made them.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable

__all__ = ["dump", "hidden_calls", "neutral", "same_but_for_constants", "shape"]

_HOLE = "§"


class _Neutral(ast.NodeTransformer):
    """Drops docstrings and annotations, and puts a hole where a changed name stands."""

    def __init__(self, names: frozenset[str], translate: Callable[[str], str]) -> None:
        self.names = names
        self.translate = translate

    def _body(self, node: ast.AST) -> ast.AST:
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and _is_docstring(body[0]):
            node.body = body[1:] or [ast.Pass()]  # type: ignore[attr-defined]
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self._body(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns = None
        return self._body(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._body(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is None:
            return ast.Pass()
        made = ast.Assign(targets=[node.target], value=node.value)
        return self.generic_visit(ast.copy_location(made, node))

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if _last(node.func) in self.names:
            hole = ast.Call(func=ast.Name(id=_HOLE, ctx=ast.Load()), args=[], keywords=[])
            return ast.copy_location(hole, node)
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return _named(node, _HOLE) if node.id in self.names else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        return _named(node, _HOLE) if node.attr in self.names else self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str):
            text = self.translate(node.value)
            if text != node.value:
                return ast.copy_location(ast.Constant(value=text), node)
        return node


class _Shape(ast.NodeTransformer):
    """Replaces every number and text by one placeholder."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.copy_location(ast.Constant(value=0), node)


def neutral(
    node: ast.AST,
    names: frozenset[str] = frozenset(),
    translate: Callable[[str], str] = str,
) -> ast.AST:
    """A copy without docstrings and annotations.

    Calls of `names` and the names themselves become holes; texts go through `translate` (dotted
    names of moved modules). What a hole hides, `hidden_calls` lists.
    """
    return _Neutral(names, translate).visit(copy.deepcopy(node))  # type: ignore[no-any-return]


def hidden_calls(node: ast.AST, names: frozenset[str]) -> list[ast.Call]:
    """The calls of `names` in source order; they are what `neutral` makes holes of."""
    found = [
        item for item in ast.walk(node) if isinstance(item, ast.Call) and _last(item.func) in names
    ]
    return sorted(found, key=lambda call: (call.lineno, call.col_offset))


def dump(node: ast.AST | list[ast.stmt] | list[ast.expr]) -> str:
    """The syntax as text, without positions."""
    if isinstance(node, list):
        return "\n".join(ast.dump(item) for item in node)
    return ast.dump(node)


def shape(node: ast.AST) -> str:
    """The syntax as text with all constants alike."""
    return ast.dump(_Shape().visit(copy.deepcopy(node)))


def same_but_for_constants(left: ast.AST, right: ast.AST) -> bool:
    """Whether two pieces of syntax differ in nothing but numbers and texts."""
    return shape(left) == shape(right)


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _named(node: ast.expr, name: str) -> ast.Name:
    return ast.copy_location(ast.Name(id=name, ctx=ast.Load()), node)


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
