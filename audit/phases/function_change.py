"""One change of a test function, with the two lines that show it."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from audit.model.gate import GateChangeKind, GateEffect

__all__ = ["FunctionChange", "build_change"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionChange:
    """One change; `line` of the newer side, 0 where it has none; sources are one line each."""

    kind: GateChangeKind
    effect: GateEffect
    line: int
    before: str = ""
    after: str = ""


def build_change(
    kind: GateChangeKind,
    effect: GateEffect,
    old: ast.AST | None,
    new: ast.AST | None,
    *,
    line: int = 0,
) -> FunctionChange:
    """The change between two pieces of syntax, either of which may be missing; a function shows
    as its name, everything else as the first line of what it says."""
    return FunctionChange(
        kind=kind,
        effect=effect,
        line=line or getattr(new, "lineno", 0),
        before=_source(old),
        after=_source(new),
    )


def _source(node: ast.AST | None) -> str:
    """The first line of what the syntax says; a hole shows as `…`."""
    if node is None:
        return ""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return f"def {node.name}"
    text = ast.unparse(node).partition("\n")[0].replace("§", "…")
    return text if len(text) <= 200 else f"{text[:199]}…"
