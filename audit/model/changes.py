"""What changed between two revisions: files, modules, symbols, signatures, lines, commits."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from audit.model.comparison import FileChanges, PathChange

__all__ = [
    "ChangeState",
    "Commit",
    "CommitLog",
    "LineChange",
    "ModuleChange",
    "RevisionChanges",
    "SignatureChange",
    "SymbolChange",
]


class ChangeState(enum.StrEnum):
    """What became of a module or symbol."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleChange:
    """A module that is new, gone, moved (`name` is the newer name, `earlier` the older) or newly
    deprecated."""

    name: str
    zone: str
    state: ChangeState
    earlier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolChange:
    """A symbol of the ledger that is new, gone, moved (`earlier` is its older definition) or newly
    deprecated itself. `kind`: class, function, value or module."""

    path: str
    kind: str
    zone: str
    state: ChangeState
    earlier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureChange:
    """A function or method whose signature changed, or a class whose bases did: `path` with its
    module, both as text, and the newer file and line. `annotations`: nothing but annotations
    changed, so every call stays as it is."""

    path: str
    before: str
    after: str
    zone: str
    file: str
    line: int
    annotations: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """Lines of Python of one zone on each side, and lines added and removed in its files (None
    when the sources were not at hand)."""

    zone: str
    before: int
    after: int
    added: int | None = None
    removed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit: full id, author's name, author date as `YYYY-MM-DD`, first line of message."""

    revision: str
    author: str
    date: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitLog:
    """The commits between two revisions, newest first; `total` counts before any cut, `reason`
    says why there are none to show, "" when there is nothing to excuse."""

    commits: tuple[Commit, ...] = ()
    total: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionChanges:
    """Everything that differs between the revisions, each part sorted by its first field.

    `files` and `paths` are those of the comparison. `signatures_reason` says why signatures were
    not compared, "" when they were.
    """

    files: FileChanges
    paths: tuple[PathChange, ...]
    modules: tuple[ModuleChange, ...]
    symbols: tuple[SymbolChange, ...]
    signatures: tuple[SignatureChange, ...]
    lines: tuple[LineChange, ...]
    commits: CommitLog
    signatures_reason: str = ""
