"""Imports after resolution: from which module to which, in which bucket."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from audit.model.facts import ImportKind

__all__ = ["Bucket", "Cycle", "ResolvedImport", "View"]


class Bucket(enum.StrEnum):
    """Where an import ends; every import ends in exactly one."""

    FIRST_PARTY = "first-party"
    STANDARD_LIBRARY = "standard library"
    THIRD_PARTY = "third-party"
    BROKEN = "broken"
    AMBIGUOUS = "ambiguous"
    UNRESOLVABLE = "unresolvable"


_OUTSIDE = frozenset({Bucket.STANDARD_LIBRARY, Bucket.THIRD_PARTY})


class View(enum.StrEnum):
    """Which imports a question is about.

    `load-time`: what runs when a module loads, and can crash there. `run-time`: load-time, lazy
    and dynamic. `conceptual`: all, typing and strings included. Each contains the one before.
    """

    LOAD_TIME = "load-time"
    RUN_TIME = "run-time"
    CONCEPTUAL = "conceptual"

    def holds(self, kinds: Iterable[ImportKind]) -> bool:
        """Whether an import of these kinds belongs to the view.

        load-time ⊆ run-time ⊆ conceptual. Typing-only imports and strings are conceptual alone;
        `lazy import` runs when the name is first used, so it is run-time. A class body runs at
        load time unless it stands in a function.
        """
        found = set(kinds)
        if self is View.CONCEPTUAL:
            return True
        if found & {ImportKind.TYPING, ImportKind.STRING}:
            return False
        late = found & {ImportKind.LAZY, ImportKind.LAZY_KEYWORD}
        load_time = bool(found & {ImportKind.LOAD, ImportKind.CLASS_BODY} and not late)
        return load_time or (self is View.RUN_TIME and bool(late or ImportKind.DYNAMIC in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedImport:
    """One import of one module.

    `imported` is the module that the import leads to (first-party: its full name; else the
    top-level name); `path` the absolute dotted path that was asked for (module and name), `name`
    the imported name or "" for a module, `alias` what follows `as`, `level` the number of leading
    dots as written. `reason` explains broken, ambiguous and unresolvable.
    """

    importer: str
    imported: str
    path: str
    name: str
    bucket: Bucket
    kinds: tuple[ImportKind, ...]
    scope: str
    guard: str
    file: str
    line: int
    reason: str = ""
    alias: str = ""
    level: int = 0

    @property
    def stays_inside(self) -> bool:
        """Whether it leads to another module of the codebase, if that module exists.

        An import of a name that the module does not have counts: it loads the module all the same.
        """
        return self.bucket not in _OUTSIDE and self.importer != self.imported


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A strongly connected component of the import graph under one view.

    `members` sorted; `imports` are the (importer, imported) pairs inside it, sorted; `breakers`
    the pairs whose removal leaves no cycle among the members (a heuristic minimum), each with
    the file and line of its first import statement.
    """

    view: View
    members: tuple[str, ...]
    imports: tuple[tuple[str, str], ...]
    breakers: tuple[tuple[str, str, str, int], ...]
