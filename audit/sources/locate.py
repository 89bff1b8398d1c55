"""From what a user types to a source."""

from __future__ import annotations

import dataclasses
import difflib
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from audit.errors import SourceError, UnknownNameError
from audit.sources.git import run_git
from audit.sources.selection import decode_path
from audit.sources.source import PACKAGE_PREFIX, Source
from audit.sources.worktree import open_worktree

__all__ = ["ARCHIVE_SUFFIXES", "open_source"]

ARCHIVE_SUFFIXES = (".whl", ".zip", ".tar.gz", ".tgz")


def open_source(
    specification: str,
    *,
    base: Path | None = None,
    label: str = "",
    exclude: tuple[str, ...] = (),
) -> Source:
    """Return the code that `specification` names.

    A folder; `path@revision` of a git repository, of one of its folders, or of a bare clone; a
    `.whl`, `.zip`, `.tar.gz` or `.tgz` file; `pypi:NAME==VERSION`. A path that exists as typed
    wins over the reading with `@`. Relative paths start at `base` (default: the current folder).
    `exclude` are globs of files that are not looked at. The label is `label`, else the last part
    of the path with its revision, or NAME==VERSION. Raises UnknownNameError for what does not
    exist, with the nearest known name, and SourceError for what must not or cannot be read.
    """
    if not specification or "\0" in specification:
        raise SourceError("no source was named", hint="give a folder, path@revision or file")
    label = _spell(label)
    if specification.startswith(PACKAGE_PREFIX):
        from audit.sources.package import open_package  # noqa: PLC0415 - not for a folder

        return open_package(specification, label=label, exclude=exclude)
    path = _place(specification, base)
    if _exists(path):
        return _open_path(path, label or _name(specification, path), exclude)
    if "@" in specification:
        return _open_revision(specification, base, label, exclude)
    raise _missing(specification, path)


def _place(text: str, base: Path | None) -> Path:
    path = Path(os.path.expanduser(text))
    return (base or Path.cwd()) / path


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long, a folder that may not be entered
        return False


def _name(text: str, path: Path) -> str:
    last = text.rstrip("/").rpartition("/")[2]
    if last in ("", ".", "..", "~"):
        last = Path(os.path.realpath(path)).name
    return _spell(last) or "source"


def _spell(text: str) -> str:
    """A name as typed, bytes that are not UTF-8 spelled as in paths."""
    return decode_path(os.fsencode(text))


def _open_path(path: Path, label: str, exclude: tuple[str, ...]) -> Source:
    if path.is_dir():
        if all((path / part).exists() for part in ("HEAD", "objects", "refs")):
            raise SourceError(
                "a bare git repository holds no files",
                where=label,
                hint=f"name a revision: {label}@HEAD",
            )
        return _with_past(open_worktree(path, label=label, exclude=exclude), path)
    if path.is_file() and path.name.lower().endswith(ARCHIVE_SUFFIXES):
        from audit.sources.archive import open_archive  # noqa: PLC0415 - not for a folder

        return open_archive(path, label=label, exclude=exclude)
    kinds = ", ".join(ARCHIVE_SUFFIXES)
    raise SourceError("neither a folder nor an archive", where=label, hint=f"archives: {kinds}")


def _with_past(source: Source, folder: Path) -> Source:
    """A folder that is the top of a work tree knows what its last commit knows of each file.

    A folder further down does not: its files may be examples or copies in somebody else's
    repository.
    """
    if not (folder / ".git").exists():
        return source
    try:
        head = run_git(folder, "rev-parse", "--verify", "--end-of-options", "HEAD^{commit}")
    except SourceError:
        return source
    if head.returncode != 0:
        return source
    from audit.sources.history import read_history  # noqa: PLC0415 - not outside a repository

    commit = head.stdout.decode("ascii", "replace").strip()
    past = partial(read_history, folder, commit)
    return dataclasses.replace(source, past=past, past_revision=commit)


def _open_revision(
    specification: str, base: Path | None, label: str, exclude: tuple[str, ...]
) -> Source:
    """Try each `@` from the right: the longest path that exists wins, then the longest whose
    parent is in a repository, for folders that only the past has."""
    from audit.sources.commit import find_repository_prefix, open_commit  # noqa: PLC0415 - not for a folder

    splits = list(_splits(specification))
    for text, revision in splits:
        folder = _place(text or ".", base)
        if folder.is_dir():
            prefix = find_repository_prefix(folder)
            if prefix is None:
                raise SourceError("not a git repository", where=_name(text, folder))
            shown = label or f"{_name(text, folder)}@{_spell(revision)}"
            return open_commit(folder, revision, prefix=prefix, label=shown, exclude=exclude)
    for text, revision in splits:
        missing = _place(text, base)
        parent = _nearest_folder(missing)
        prefix = find_repository_prefix(parent) if parent != parent.parent else None
        if prefix is not None:
            below = missing.relative_to(parent).as_posix()
            shown = label or f"{_name(text, missing)}@{_spell(revision)}"
            inner = f"{prefix}/{below}" if prefix else below
            return open_commit(parent, revision, prefix=inner, label=shown, exclude=exclude)
    text = splits[0][0]
    raise _missing(text, _place(text, base))


def _splits(specification: str) -> Iterator[tuple[str, str]]:
    position = specification.rfind("@")
    while position >= 0:
        yield specification[:position], specification[position + 1 :]
        position = specification.rfind("@", 0, position)


def _nearest_folder(path: Path) -> Path:
    while not (_exists(path) and path.is_dir()) and path != path.parent:
        path = path.parent
    return path


def _missing(text: str, path: Path) -> UnknownNameError:
    parent = _nearest_folder(path)
    remaining = path.relative_to(parent).parts
    try:
        siblings = sorted(os.listdir(parent))
    except OSError:
        siblings = []
    nearest = difflib.get_close_matches(remaining[0] if remaining else "", siblings, n=1)
    hint = ""
    if nearest:
        depth = len(remaining)
        found = "/".join([*text.rstrip("/").split("/")[:-depth], nearest[0]])
        hint = f"did you mean {found}?"
    return UnknownNameError("no such folder or file", where=text, hint=hint)
