"""Deprecation marks: warnings, `@deprecated`, docstring directives, and what they advise."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from mypy.nodes import (
    CallExpr,
    Expression,
    ExpressionStmt,
    MemberExpr,
    NameExpr,
    Statement,
    StrExpr,
)

from audit.extraction.chains import dotted_text, literal_text
from audit.model.facts import DeprecationFact

__all__ = ["decorator_deprecation", "docstring_deprecation", "warning_deprecation"]

_CATEGORY = re.compile(r"(?:Pending)?Deprecat|FutureWarning|RemovedIn")
_PATH = (
    r"\s+(?:the\s+|a\s+|an\s+|module\s+|class\s+|function\s+|method\s+)*"
    r"(?:`+|'|\"|:\w+(?::\w+)?:`)?~?(?P<path>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)"
)
_ADVICE = re.compile(
    r"(?:\buse|\bimport(?:\s+it)?\s+from|\bmoved\s+to|\breplaced\s+(?:by|with)|\brenamed\s+(?:to|as)"
    r"|\bin\s+favou?r\s+of|\bavailable\s+(?:in|as|from)|\bswitch\s+to|\bmigrate\s+to"
    r"|\bsuperseded\s+by)" + _PATH,
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"(?P<path>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)[`'\"()]*\s+instead\b")
_DIRECTIVE = re.compile(r"^([ \t]*)\.\.[ \t]+deprecated::(.*)$", re.MULTILINE)
_NOT_A_NAME = frozenset(
    {"the", "The", "it", "a", "an", "this", "that", "of", "instead", "new", "one", "in", "to"}
)
_DECORATORS = frozenset(
    {
        "_deprecated", "deprecate", "deprecate_class", "deprecate_func", "deprecate_function",
        "deprecate_with_doc", "deprecated", "deprecated_20", "deprecated_20_cls",
        "deprecated_class", "deprecated_cls", "deprecated_func", "deprecated_function",
    }
)  # fmt: skip
_TELLING_KEYWORDS = frozenset({"details", "message", "msg", "reason"})
_VERSION = re.compile(r"\s*v?\d+(?:\.\w+)*\s*")
_ADVISING_KEYWORDS = frozenset({"alternative", "instead", "replacement", "new_name", "use"})
# Text that is nothing but a name is one; of a sentence the first word is one when it looks like it.
_FIRST_NAME = re.compile(r"[`'\"]*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?:\(\))?[`'\".]*")
_CODE_LIKE = re.compile(r"[._]|\w[A-Z]")
_LONGEST_MESSAGE = 500


def warning_deprecation(
    call: CallExpr,
    name: str,
    *,
    scope: str,
    conditional: bool = False,
    values: Callable[[str], Expression | None] = lambda name: None,
) -> DeprecationFact | None:
    """The mark made by `warnings.warn(message, category)` and by functions such as
    `warn_deprecated(message)`; None for any other call.

    `values` knows the expression behind a plain name, for messages that were put together before.
    """
    last = name.rpartition(".")[2]
    says_so = last.startswith(("warn", "_warn")) and "deprecat" in last
    if last not in ("warn", "_warn", "warn_explicit") and not says_so:
        return None
    category = _category(call) or ("DeprecationWarning" if says_so else "")
    if not category:
        return None
    texts = [literal_text(_valued(argument, values)) for argument in call.args]
    message = max(texts, key=len, default="") if says_so else (texts or [""])[0]
    return _mark(
        scope, category, message, call.line, conditional=conditional, advised=_advised(call)
    )


def _valued(argument: Expression, values: Callable[[str], Expression | None]) -> Expression | None:
    return (values(argument.name) or argument) if isinstance(argument, NameExpr) else argument


def decorator_deprecation(
    decorator: Expression,
    scope: str,
    *,
    conditional: bool = False,
    values: Callable[[str], Expression | None] = lambda name: None,
) -> DeprecationFact | None:
    """The mark made by `@deprecated` of PEP 702 and its relatives; None for any other.

    `conditional` and `values` as in `warning_deprecation`; one of several overloads is conditional.
    """
    call = decorator if isinstance(decorator, CallExpr) else None
    owner, _, name = dotted_text(call.callee if call else decorator).rpartition(".")
    if name.lower() not in _DECORATORS or owner.rpartition(".")[2] == "mark":
        return None
    message = _decorator_message(call, values) if call else ""
    advised = _advised(call) if call else ""
    return _mark(
        scope,
        "DeprecationWarning",
        message,
        decorator.line,
        conditional=conditional,
        advised=advised,
    )


def _decorator_message(call: CallExpr, values: Callable[[str], Expression | None]) -> str:
    """What a keyword such as `reason=` says, else the longest text that is more than a version."""
    texts = [literal_text(_valued(argument, values)) for argument in call.args]
    for text, keyword in zip(texts, call.arg_names, strict=True):
        if text and keyword in _TELLING_KEYWORDS:
            return text
    return max((text for text in texts if not _VERSION.fullmatch(text)), key=len, default="")


def docstring_deprecation(body: Sequence[Statement], scope: str) -> DeprecationFact | None:
    """The mark made by a `.. deprecated::` directive in the docstring that a body begins with.

    Only a directive on the docstring's own level speaks of the whole; one that is indented
    further speaks of a parameter. Its category is `docstring`: nothing warns.
    """
    first = body[0] if body else None
    if not isinstance(first, ExpressionStmt) or not isinstance(first.expr, StrExpr):
        return None
    text = first.expr.value
    if ".. deprecated::" not in text:
        return None
    match = _DIRECTIVE.search(text)
    if match is None or len(match[1].expandtabs()) > _own_indent(text):
        return None
    line = first.line + text.count("\n", 0, match.start())
    told = match[2] + _indented_block(text, match)
    since = _VERSION.match(told)
    return _mark(scope, "docstring", told[since.end() :] if since else told, line)


def _own_indent(text: str) -> int:
    """The indentation of a docstring's lines, its first one apart."""
    lines = [line.expandtabs() for line in text.split("\n")[1:] if line.strip()]
    return min((len(line) - len(line.lstrip()) for line in lines), default=0)


def _indented_block(text: str, match: re.Match[str]) -> str:
    kept = []
    for line in text[match.end() :].split("\n")[1:]:
        indent = len(line) - len(line.lstrip())
        if line.strip() and indent <= len(match[1]):
            break
        kept.append(line)
    return " ".join(["", *kept])


def _category(call: CallExpr) -> str:
    for argument in call.args:
        named = argument.callee if isinstance(argument, CallExpr) else argument
        if isinstance(named, NameExpr | MemberExpr):
            text = dotted_text(named).rpartition(".")[2]
            if _CATEGORY.search(text):
                return text
    return ""


def _advised(call: CallExpr) -> str:
    """What a keyword such as `alternative=` names."""
    for argument, keyword in zip(call.args, call.arg_names, strict=True):
        if keyword in _ADVISING_KEYWORDS:
            text = literal_text(argument).strip()
            match = _FIRST_NAME.match(text)
            if match is None:
                continue
            whole = match.end() == len(text) or text.startswith("`")
            if whole or _CODE_LIKE.search(match[1]):
                return match[1]
    return ""


def _mark(
    scope: str,
    category: str,
    message: str,
    line: int,
    *,
    conditional: bool = False,
    advised: str = "",
) -> DeprecationFact:
    text = " ".join(message.split())[:_LONGEST_MESSAGE]
    return DeprecationFact(
        scope=scope,
        name=scope.rpartition(".")[2],
        category=category,
        message=text,
        replacement=advised or _replacement(text),
        line=line,
        conditional=conditional,
    )


def _replacement(message: str) -> str:
    for match in _ADVICE.finditer(message):
        path = match["path"]
        if path not in _NOT_A_NAME:
            return path
    instead = _INSTEAD.search(message)
    return instead["path"] if instead is not None else ""
