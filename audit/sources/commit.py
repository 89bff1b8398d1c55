"""A git revision as a source: read from git objects, nothing checked out, nothing written."""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audit.errors import SourceError, UnknownNameError
from audit.model.source import SourceFile, SourceKind, SourceProblem, SourceTree
from audit.sources.git import git_command, git_environment, run_git
from audit.sources.history import read_history
from audit.sources.inner_package import name_package
from audit.sources.links import follow_link
from audit.sources.selection import (
    decode_path,
    find_unread,
    is_wanted,
    keep_links,
    outside_environments,
    size_problem,
    sort_files,
)
from audit.sources.source import MAX_FILE_BYTES, Source

__all__ = [
    "BlobReader",
    "find_commit_package",
    "find_repository_prefix",
    "open_commit",
    "resolve_commit",
]

_LINK = "120000"
_SUBMODULE = "160000"
_MAX_LINK_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One line of `git ls-tree`: mode, object id, size in bytes (0 for a submodule)."""

    mode: str
    object_id: str
    size: int


def open_commit(
    folder: Path, revision: str, *, prefix: str = "", label: str, exclude: tuple[str, ...] = ()
) -> Source:
    """Return a git revision, or one of its folders, as a source.

    `folder` is an existing folder of a work tree or a bare repository, `revision` anything that
    names a commit, `prefix` the folder in question relative to the repository's top ("" for all).
    Raises UnknownNameError for a revision or a folder that does not exist, with the nearest known
    name, and SourceError when git is missing or refuses.
    """
    commit = resolve_commit(folder, revision)
    entries = _list_entries(folder, commit, revision, prefix)
    reader = BlobReader(folder)
    kept = outside_environments(entries, exclude)
    files, problems = _split_entries(entries, kept)
    links = _resolve_links(entries, kept, files, reader, problems)
    oversized = [file for file in files.values() if file.size > MAX_FILE_BYTES]
    problems.extend(size_problem(file.path, file.size) for file in oversized)
    chosen = sort_files(file for file in files.values() if file.size <= MAX_FILE_BYTES)
    tree = SourceTree(
        kind=SourceKind.COMMIT,
        label=label,
        revision=commit,
        files=chosen,
        problems=tuple(sorted(problems, key=lambda problem: (problem.path, problem.reason))),
        links=keep_links(links, chosen),
        compiled=find_unread(kept),
        package=find_commit_package(folder, commit, prefix),
    )
    return Source(
        tree=tree,
        fetch=reader.read,
        past=lambda: read_history(folder, commit, prefix=prefix),
        past_revision=commit,
    )


def _split_entries(
    entries: dict[str, _Entry], kept: set[str]
) -> tuple[dict[str, SourceFile], list[SourceProblem]]:
    """The files to read by path, links aside, and the submodules, whose files are elsewhere."""
    files = {
        path: SourceFile(path=path, blob=entries[path].object_id, size=entries[path].size)
        for path in kept
        if is_wanted(path) and entries[path].mode not in (_LINK, _SUBMODULE)
    }
    problems = [
        SourceProblem(path=path, reason="a git submodule: its files are in another repository")
        for path in kept
        if entries[path].mode == _SUBMODULE
    ]
    return files, problems


def _resolve_links(
    entries: dict[str, _Entry],
    kept: set[str],
    files: dict[str, SourceFile],
    reader: BlobReader,
    problems: list[SourceProblem],
) -> list[tuple[str, str]]:
    """Return links within the source; adds to `files` and `problems` what is not one of them."""
    texts = {
        path: decode_path(reader.read(SourceFile(path=path, blob=entry.object_id, size=entry.size)))
        for path, entry in entries.items()
        if entry.mode == _LINK and entry.size <= _MAX_LINK_BYTES
    }
    folders = {parent for path in entries for parent in _parents(path)}
    links = []
    for path in sorted(kept & texts.keys()):
        if "." in path.rpartition("/")[2] and not is_wanted(path):
            continue
        target, reason = follow_link(path, texts)
        if not reason and target not in folders and target not in entries:
            reason = "a dangling link"
        if not reason and (path + "/").startswith(target + "/" if target else ""):
            reason = "a link loop: it leads back to a folder that holds it"
        if reason:
            problems.append(SourceProblem(path=path, reason=reason))
        elif target in folders or target in files:
            links.append((path, target))
        elif is_wanted(path) and entries[target].mode != _SUBMODULE:
            entry = entries[target]
            files[path] = SourceFile(path=path, blob=entry.object_id, size=entry.size)
    return links


def _parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(len(parts))]


def find_commit_package(folder: Path, commit: str, prefix: str) -> str:
    """The dotted name of the package that a folder of a commit is; "" when it is none."""
    parts = prefix.split("/") if prefix else []

    def look() -> Iterator[tuple[str, list[str]]]:
        for length in range(len(parts), 0, -1):
            place = "/".join(parts[:length])
            listing = run_git(
                folder, "ls-tree", "-z", "--full-tree", "--name-only", f"{commit}:{place}"
            )
            yield parts[length - 1], os.fsdecode(listing.stdout).split("\0")

    return name_package(look())


def find_repository_prefix(folder: Path) -> str | None:
    """Return where an existing folder is in its repository ("" at the top), None outside git."""
    result = run_git(folder, "rev-parse", "--show-prefix")
    if result.returncode == 0:
        return os.fsdecode(result.stdout).rstrip("\n").rstrip("/")
    message = result.stderr.decode("utf-8", "replace").strip()
    if "not a git repository" in message:
        return None
    raise SourceError(
        f"git refuses to read the repository: {_first_line(message)}", where=folder.name
    )


def resolve_commit(folder: Path, revision: str) -> str:
    """Return the id of the commit that `revision` names; UnknownNameError when there is none."""
    name = "" if revision.startswith("-") or "\0" in revision else revision
    for suffix in ("", "^{commit}"):  # two steps: `:/text` would take the suffix for its text
        result = run_git(folder, "rev-parse", "--verify", "--quiet", name + suffix)
        name = result.stdout.decode("ascii", "replace").strip() if result.returncode == 0 else ""
    if re.fullmatch(r"[0-9a-f]{40,64}", name):
        return name
    listing = run_git(
        folder,
        "for-each-ref",
        "--format=%(refname:short)",
        "refs/heads",
        "refs/tags",
        "refs/remotes",
    )
    names = listing.stdout.decode("utf-8", "replace").splitlines()
    nearest = difflib.get_close_matches(revision, names, n=1, cutoff=0.4)
    hint = f"did you mean {nearest[0]}?" if nearest else "see `git branch --all` and `git tag`"
    raise UnknownNameError(f"no revision {revision!r} in this repository", hint=hint)


def _list_entries(folder: Path, commit: str, revision: str, prefix: str) -> dict[str, _Entry]:
    result = run_git(folder, "ls-tree", "-r", "-z", "-l", "--full-tree", f"{commit}:{prefix}")
    if result.returncode != 0:
        listing = run_git(folder, "ls-tree", "-r", "-d", "-z", "--full-tree", "--name-only", commit)
        names = decode_path(listing.stdout).split("\0")
        nearest = difflib.get_close_matches(prefix, filter(None, names), n=1, cutoff=0.4)
        if prefix and listing.returncode == 0:
            hint = f"did you mean {nearest[0]}?" if nearest else ""
            raise UnknownNameError(f"no folder {prefix!r} at revision {revision!r}", hint=hint)
        message = _first_line(result.stderr.decode("utf-8", "replace"))
        raise SourceError(f"git cannot list revision {revision!r}: {message}")
    entries = {}
    for line in result.stdout.split(b"\0"):
        if line:
            described, _, path = line.partition(b"\t")
            mode, _kind, object_id, size = described.split()
            entries[decode_path(path)] = _Entry(
                mode=mode.decode("ascii"),
                object_id=object_id.decode("ascii"),
                size=int(size) if size.isdigit() else 0,
            )
    return entries


class BlobReader:
    """Reads blobs of one repository through one `git cat-file --batch`, started when needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, file: SourceFile) -> bytes:
        """Return the content of `file.blob`; raises SourceError when the object is missing."""
        with self._lock:
            try:
                return self._exchange(file)
            except (OSError, ValueError) as error:
                self.close()
                raise SourceError(f"git cat-file failed: {error}", where=file.path) from None

    def close(self) -> None:
        """End the process; a later read starts another."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)

    def _exchange(self, file: SourceFile) -> bytes:
        process = self._started()
        if process.stdin is None or process.stdout is None:
            raise ValueError("no pipes")
        process.stdin.write(file.blob.encode("ascii") + b"\n")
        process.stdin.flush()
        header = process.stdout.readline().split()
        if header[1:] == [b"missing"]:
            raise SourceError(
                "the repository does not hold this file's content",
                where=file.path,
                hint="a partial clone? run `git fetch --refetch`",
            )
        if len(header) != 3 or header[1] != b"blob":
            raise ValueError("unexpected answer")
        size = int(header[2])
        if size > MAX_FILE_BYTES:
            raise ValueError("the object is too large")
        content = process.stdout.read(size + 1)
        if len(content) != size + 1:
            raise ValueError("the answer ends early")
        return content[:-1]

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            process = subprocess.Popen(
                git_command(self._folder, ("cat-file", "--batch")),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=git_environment(),
            )
            self._process = process
            weakref.finalize(self, _end, process)
        return self._process


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close the pipes and wait; safe to call twice."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:
                continue
    process.terminate()
    process.wait()


def _first_line(message: str) -> str:
    return message.strip().partition("\n")[0]
