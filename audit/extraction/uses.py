"""Chains that may turn out to be uses of what a file imports, and which of them do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from mypy.nodes import CallExpr, Expression, NameExpr

from audit.extraction.chains import dotted_text
from audit.extraction.records import make_use
from audit.model.facts import UseFact

__all__ = ["PendingUse", "PendingUses", "settle_uses"]

PendingUse = tuple[Expression | tuple[str, int], str]
"""A call of a chain, an attribute chain, a name that decorates, or the text of a chain and its
line; and the scope. Text and line of most are never asked for."""

PendingUses = defaultdict[str, list[PendingUse]]
"""Uses by the plain name that their chain starts with."""


def settle_uses(
    certain: Iterable[PendingUse], pending: PendingUses, imported: Iterable[str]
) -> tuple[UseFact, ...]:
    """The `certain` uses and the `pending` ones that start at an imported name, by line."""
    found = [*certain, *(use for name in imported for use in pending.get(name, ()))]
    return tuple(
        make_use(chain=chain, scope=scope, line=line, call=call)
        for line, chain, call, scope in sorted({_read_use(use) for use in found})
    )


def _read_use(use: PendingUse) -> tuple[int, str, bool, str]:
    """Line, chain, whether it is called, scope: the order in which uses are listed."""
    node, scope = use
    if isinstance(node, tuple):
        return node[1], node[0], False, scope
    if isinstance(node, CallExpr):
        return node.line, dotted_text(node.callee), True, scope
    return node.line, dotted_text(node), isinstance(node, NameExpr), scope
