"""Code at a revision: which files there are, under which content keys."""

from __future__ import annotations

import enum
from dataclasses import dataclass

__all__ = ["FileHistory", "SourceFile", "SourceKind", "SourceProblem", "SourceTree"]


class SourceKind(enum.StrEnum):
    """Where the code was read from."""

    FOLDER = "folder"
    COMMIT = "commit"
    ARCHIVE = "archive"
    PACKAGE = "package"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file: `path` relative to the source (POSIX), `blob` (git blob id), `size` in bytes."""

    path: str
    blob: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileHistory:
    """What a repository knows of a file: date of its last change (`YYYY-MM-DD`), how many people
    changed it, and in how many commits."""

    last_change: str
    authors: int
    commits: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProblem:
    """A file that was not read, and why: dangling link, FIFO, too large, outside the source."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTree:
    """All files of one source at one revision.

    `label` is the name that people gave it; `revision` is the commit id, the archive's
    `sha256:` digest or, for a folder, `tree:` and a digest over paths and blob ids. `files` holds
    Python files and the few text files that configure roots, sorted by path. `links` are symbolic
    links to files or folders of the same source, as (path of the link, path that it leads to);
    what they lead to stands in `files` once, under its own path. `compiled` are paths of extension
    modules and their sources (`.so`, `.pyd`, `.pyx`, `.pyi`), which exist for imports but are not
    read, and `folder/.` for folders in packages that hold files, but no Python. `package` is the
    dotted package that the source's own folder is, "" when it is none. Nothing in here names the
    machine.
    """

    kind: SourceKind
    label: str
    revision: str
    files: tuple[SourceFile, ...]
    problems: tuple[SourceProblem, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    compiled: tuple[str, ...] = ()
    package: str = ""

    def compiled_modules(self, roots: tuple[str, ...]) -> tuple[str, ...]:
        """Dotted names of extension modules under their deepest root, sorted; those of folders
        without Python end with a dot: there is something in them, and it has no name."""
        found = set()
        for path in self.compiled:
            holding = [root for root in roots if not root or path.startswith(f"{root}/")]
            deepest = max(holding, key=len, default="")
            inner = path[len(deepest) :]
            folder, _, file = inner.strip("/").rpartition("/")
            name = f"{folder}/{file.partition('.')[0]}".replace("/", ".")
            name = name.removeprefix(".") if file == "." else name.strip(".")
            found.add(f"{self.package}.{name}" if self.package and not deepest else name)
        return tuple(sorted(found))
