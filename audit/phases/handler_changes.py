"""What a test catches, before and after: `except` clauses and `suppress` blocks."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from audit.model.gate import GateChangeKind, GateEffect
from audit.phases.assertions import exception_names, is_wider
from audit.phases.function_change import FunctionChange, build_change
from audit.phases.neutral_syntax import dump
from audit.phases.suite_syntax import last_name

__all__ = ["compare_handlers"]


def compare_handlers(old: ast.AST, new: ast.AST) -> list[FunctionChange]:
    """What became of the handlers, paired in source order: which take more, which take less, and
    where the same exception is now treated otherwise."""
    before, after = _handlers(old), _handlers(new)
    changes = []
    for left, right in zip(before, after, strict=False):
        if is_wider(left.names, right.names):
            kind, effect = GateChangeKind.WIDER_EXCEPTION, GateEffect.LOOSENED
        elif left.body != right.body:
            kind, effect = GateChangeKind.WIDER_EXCEPTION, GateEffect.UNKNOWN
        elif is_wider(right.names, left.names):
            kind, effect = GateChangeKind.NARROWER_EXCEPTION, GateEffect.TIGHTENED
        else:
            continue
        changes.append(build_change(kind, effect, left.node, right.node))
    changes += [
        build_change(GateChangeKind.WIDER_EXCEPTION, GateEffect.LOOSENED, None, handler.node)
        for handler in after[len(before) :]
    ]
    changes += [
        build_change(GateChangeKind.NARROWER_EXCEPTION, GateEffect.TIGHTENED, handler.node, None)
        for handler in before[len(after) :]
    ]
    return changes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Handler:
    """What is caught and what then happens; `node` shows it."""

    names: tuple[str, ...]
    body: str
    node: ast.AST


def _handlers(node: ast.AST) -> list[_Handler]:
    """`except` clauses and `suppress` blocks, in source order."""
    found: list[_Handler] = []
    for item in ast.walk(node):
        if isinstance(item, ast.ExceptHandler):
            names = exception_names(item.type)
            found.append(_Handler(names=names, body=dump(item.body), node=item.type or item))
        elif isinstance(item, ast.Call) and last_name(item.func) == "suppress":
            caught = {name for argument in item.args for name in exception_names(argument)}
            found.append(_Handler(names=tuple(sorted(caught)), body="", node=item))
    return sorted(found, key=lambda handler: getattr(handler.node, "lineno", 0))
