"""The commits between two revisions of one repository, as git tells them."""

from __future__ import annotations

import os
import re
from pathlib import Path

from audit.errors import SourceError
from audit.model.changes import Commit, CommitLog
from audit.model.source import SourceKind
from audit.sources.git import run_git

__all__ = ["MOST_COMMITS", "read_commit_log"]

MOST_COMMITS = 1000
"""Commits that are kept; `total` counts all of them."""

_FIELD, _END = "\x1f", "\x1e"


def read_commit_log(
    specification: str,
    before: str,
    after: str,
    *,
    kinds: tuple[str, str],
    base: Path | None = None,
) -> CommitLog:
    """The commits that `after` has and `before` has not, newest first.

    `specification` is the source of the later side (`path@revision`), `before` and `after` are
    full commit ids, `kinds` the kinds of the two sources. Never raises: for sources without
    history, or when git refuses, the log is empty and its reason says so.
    """
    if set(kinds) != {SourceKind.COMMIT.value}:
        others = sorted({kind for kind in kinds if kind != SourceKind.COMMIT.value})
        return CommitLog(reason=f"A {' and a '.join(others)} has no commits to show.")
    if not all(re.fullmatch(r"[0-9a-f]{40,64}", revision) for revision in (before, after)):
        return CommitLog(reason="A revision is not a commit id.")
    folder = _repository(specification, base)
    if folder is None:
        return CommitLog(reason="The repository is not where the source named it.")
    span = f"{before}..{after}"
    counted = _git(folder, "rev-list", "--count", span)
    listed = _git(
        folder,
        "log",
        f"--max-count={MOST_COMMITS}",
        "--date=short",
        f"--format=%H{_FIELD}%an{_FIELD}%ad{_FIELD}%s{_END}",
        span,
    )
    if counted is None or listed is None:
        return CommitLog(reason="git cannot list the commits between the revisions.")
    commits = tuple(
        Commit(revision=parts[0], author=parts[1], date=parts[2], subject=parts[3])
        for record in listed.split(_END)
        if len(parts := record.strip("\n").split(_FIELD)) == 4
    )
    return CommitLog(commits=commits, total=int(counted), reason="")


def _repository(specification: str, base: Path | None) -> Path | None:
    """The deepest existing folder of a specification's path."""
    folder = (base or Path.cwd()) / os.path.expanduser(specification.rpartition("@")[0] or ".")
    while not folder.is_dir():
        if folder == folder.parent:
            return None
        folder = folder.parent
    return folder


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        done = run_git(folder, *arguments)
    except SourceError:
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
