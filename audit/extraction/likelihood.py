"""How a condition usually turns out: the order in which candidates of a conditional are listed."""

from __future__ import annotations

import enum

from mypy.nodes import CallExpr, ComparisonExpr, Expression, IndexExpr, UnaryExpr

from audit.extraction.chains import called_name, dotted_text, literal_text

__all__ = ["Likelihood", "likelihood"]

_UNCOMMON_PLATFORMS = frozenset({"win32", "nt", "Windows", "java", "cygwin", "emscripten"})


class Likelihood(enum.Enum):
    """How a condition turns out with a recent Python, not on Windows, with all optional packages
    installed: the order in which the candidates of a conditional definition are listed."""

    USUAL = "usual"
    RARE = "rare"
    EVEN = "even"


_UNLIKELY = {
    Likelihood.USUAL: Likelihood.RARE,
    Likelihood.RARE: Likelihood.USUAL,
    Likelihood.EVEN: Likelihood.EVEN,
}
_OPERATORS = {
    "is": Likelihood.RARE,
    "==": Likelihood.RARE,
    "is not": Likelihood.USUAL,
    "!=": Likelihood.USUAL,
}
_VERSIONS = {
    "<": Likelihood.RARE,
    "<=": Likelihood.RARE,
    ">": Likelihood.USUAL,
    ">=": Likelihood.USUAL,
}


def likelihood(test: Expression) -> Likelihood:
    """`x is None`, `sys.platform == "win32"`, `os.name == "nt"` and `sys.version_info < …` are
    rare, their opposites usual; everything else is even."""
    if isinstance(test, UnaryExpr) and test.op == "not":
        return _UNLIKELY[likelihood(test.expr)]
    if isinstance(test, CallExpr) and test.args:
        on_windows = literal_text(test.args[0]) in ("win", "win32")
        rare = on_windows and called_name(test).endswith("platform.startswith")
        return Likelihood.RARE if rare else Likelihood.EVEN
    if isinstance(test, ComparisonExpr) and len(test.operators) == 1:
        return _compared(test.operators[0], *test.operands)
    return Likelihood.EVEN


def _compared(operator: str, left: Expression, right: Expression) -> Likelihood:
    if isinstance(left, IndexExpr):
        left = left.base
    if dotted_text(left).rpartition(".")[2] == "version_info":
        return _VERSIONS.get(operator, Likelihood.EVEN)
    if dotted_text(right) == "None" or literal_text(right) in _UNCOMMON_PLATFORMS:
        return _OPERATORS.get(operator, Likelihood.EVEN)
    return Likelihood.EVEN
