"""Deprecation marks: calls of `warnings.warn`, `@deprecated`, and what they advise."""

from __future__ import annotations

import re

from mypy.nodes import CallExpr, Expression, MemberExpr, NameExpr

from audit.extraction.chains import dotted_text, literal_text
from audit.model.facts import DeprecationFact

__all__ = ["decorator_deprecation", "warning_deprecation"]

_CATEGORY = re.compile(r"(?:Pending)?Deprecat|FutureWarning|RemovedIn")
_ADVICE = re.compile(
    r"(?:\buse|\bimport(?:\s+it)?\s+from|\bmoved\s+to|\breplaced\s+(?:by|with)|\brenamed\s+(?:to|as)"
    r"|\bin\s+favou?r\s+of|\binstead\s+of\s+this,|\bavailable\s+(?:in|as|from)|\bswitch\s+to)"
    r"\s+(?:the\s+|a\s+|an\s+)?(?:`+|'|\"|:\w+:`)?~?"
    r"(?P<path>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)",
    re.IGNORECASE,
)
_NOT_A_NAME = frozenset({"the", "it", "a", "an", "this", "that", "of", "instead", "new", "one"})
_LONGEST_MESSAGE = 500


def warning_deprecation(call: CallExpr, name: str, scope: str) -> DeprecationFact | None:
    """The mark made by `warnings.warn(message, category)`; None for any other call."""
    if name.rpartition(".")[2] not in ("warn", "warn_deprecated", "_warn"):
        return None
    category = _category(call)
    if not category:
        return None
    message = literal_text(call.args[0]) if call.args else ""
    return _mark(scope, category, message, call.line)


def decorator_deprecation(decorator: Expression, scope: str) -> DeprecationFact | None:
    """The mark made by `@deprecated` of PEP 702 and its relatives; None for any other."""
    call = decorator if isinstance(decorator, CallExpr) else None
    name = dotted_text(call.callee if call else decorator).rpartition(".")[2]
    if name.lower() not in ("deprecated", "deprecate", "deprecated_class", "deprecated_function"):
        return None
    texts = [literal_text(argument) for argument in call.args] if call else []
    message = max(texts, key=len, default="")
    return _mark(scope, "DeprecationWarning", message, decorator.line)


def _category(call: CallExpr) -> str:
    for argument in call.args:
        if isinstance(argument, NameExpr | MemberExpr):
            text = dotted_text(argument).rpartition(".")[2]
            if _CATEGORY.search(text):
                return text
        if isinstance(argument, CallExpr):
            text = dotted_text(argument.callee).rpartition(".")[2]
            if _CATEGORY.search(text):
                return text
    return ""


def _mark(scope: str, category: str, message: str, line: int) -> DeprecationFact:
    text = " ".join(message.split())[:_LONGEST_MESSAGE]
    return DeprecationFact(
        scope=scope,
        name=scope.rpartition(".")[2],
        category=category,
        message=text,
        replacement=_replacement(text),
        line=line,
    )


def _replacement(message: str) -> str:
    for match in _ADVICE.finditer(message):
        path = match["path"]
        if path.lower() not in _NOT_A_NAME:
            return path
    return ""
