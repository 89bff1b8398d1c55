"""What git knows of each file of a revision: when it last changed, how often, and by how many."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from audit.model.source import FileHistory
from audit.sources.git import run_git
from audit.sources.selection import decode_path

__all__ = ["read_history"]

_COMMIT = b"\x01"


def read_history(folder: Path, revision: str, *, prefix: str = "") -> dict[str, FileHistory]:
    """The history of every file that the commits up to `revision` name, by path.

    `folder` is in the work tree or a bare repository, `revision` a full commit id, `prefix` the
    folder in question relative to the repository's top; paths are relative to it, as in the
    source's tree. Dates are author dates in the author's own zone; people are told apart by mail
    address, as `.mailmap` has it. A file's history begins where it got its present path: renames
    are not followed, and a merge commit is no change. Empty when git cannot tell. One `git log`
    reads it all.
    """
    place = ("--", f":(top){prefix}") if prefix else ()
    result = run_git(
        folder,
        *("-c", "core.quotePath=false", "-c", "diff.relative=false"),
        *("log", "-z", "--no-renames", "--no-ext-diff", "--name-only", "--use-mailmap"),
        *(f"--format={_COMMIT.decode()}%as %aE", revision, *place),
    )
    if result.returncode != 0:
        return {}
    dates: dict[str, str] = {}
    people: dict[str, set[str]] = defaultdict(set)
    commits: Counter[str] = Counter()
    date = person = ""
    strip = f"{prefix}/" if prefix else ""
    for part in result.stdout.split(b"\0"):
        text = part.removeprefix(b"\n")
        if text.startswith(_COMMIT):
            date, _, person = text[1:].decode("utf-8", "replace").partition(" ")
        elif text:
            path = decode_path(text).removeprefix(strip)
            dates[path] = max(date, dates.get(path, ""))
            people[path].add(person)
            commits[path] += 1
    return {
        path: FileHistory(last_change=dates[path], authors=len(people[path]), commits=commits[path])
        for path in sorted(dates)
    }
