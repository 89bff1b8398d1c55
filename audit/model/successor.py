"""Where an old import path of a symbol should lead its users."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.model.ledger import LedgerEntry, PathClass, PathEntry

__all__ = ["Successor", "count_private", "find_successor"]

_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """`path` to write instead, "" where none can be told; `words` of the code's own warning where
    they name no import path; `reason` in a few words."""

    path: str
    words: str
    reason: str

    @property
    def advice(self) -> str:
        """The next move in a few words."""
        if self.words:
            return f"follow its own warning: {self.words}"
        return f"import it as {self.path}" if self.path else "no public path is known beside it"


def find_successor(entry: LedgerEntry, old: PathEntry) -> Successor:
    """What to import instead of `old`.

    The base of a subclass shim, and what the code's own warning names, go before the canonical
    path; where the words of a warning name no import path they are all that can be told. A path
    more private than the old one is no advice.
    """
    advice = old.advice
    if advice and old.path_class is PathClass.SHIM:
        return Successor(path=advice, words="", reason="the base of a class that adds nothing")
    if _DOTTED.fullmatch(advice):
        return Successor(path=advice, words="", reason="named by the code's own warning")
    if advice and advice != entry.canonical.rpartition(".")[2]:
        reason = "the code's own warning; it names no single import path"
        return Successor(path="", words=advice, reason=reason)
    if count_private(entry.canonical) > count_private(old.path):
        reason = f"cannot be told: no public path is known beside {old.path}"
        return Successor(path="", words="", reason=reason)
    return Successor(path=entry.canonical, words="", reason=entry.canonical_reason)


def count_private(path: str) -> int:
    """How many parts of a dotted path are marked as private."""
    return sum(part.startswith("_") for part in path.split("."))
