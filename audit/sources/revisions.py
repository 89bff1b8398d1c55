"""A repository's history from git objects: revisions in order, and what changed at each.

One `git log` gives revisions and raw tree differences, so no tree is walked but the first; one
`git cat-file --batch` gives contents. Nothing is checked out, nothing written, nothing fetched.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audit.errors import AuditError, SourceError
from audit.model.history import HistoryRevision, HistoryStep, TreeChange
from audit.sources.commit import resolve_commit
from audit.sources.git import git_command, git_environment, run_git
from audit.sources.selection import decode_path

__all__ = ["PERIODS", "RevisionList", "choose_revisions", "list_revisions", "read_steps"]

PERIODS = ("commit", "day", "week", "tag")
_DAY = 86_400
_MARK = b"\x01"
_FIELDS = ("%H", "%P", "%an", "%cI", "%ct", "%s")
_ZERO = frozenset("0")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_KEPT_MODES = frozenset({"100644", "100755", "120000", "160000"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionList:
    """The first-parent line of a revision, oldest first; `problems` say what of it is missing."""

    revisions: tuple[HistoryRevision, ...]
    problems: tuple[str, ...] = ()


def list_revisions(folder: Path, revision: str) -> RevisionList:
    """The revisions on the first-parent line that ends at `revision`, oldest first.

    Merges stand in it, what they merged does not: it arrives with the merge. A shallow clone
    begins where it was cut off and says so. Raises UnknownNameError for an unknown revision.
    """
    head = resolve_commit(folder, revision)
    tags = _read_tags(folder)
    arguments = ("log", "--first-parent", "-z", f"--format={'%x00'.join(_FIELDS)}", head)
    result = run_git(folder, *arguments)
    found = [_revision(text, tags) for text in _records(result.stdout)]
    if not found:
        raise SourceError(
            f"git cannot list the history of {revision!r}: {_last_line(result.stderr)}"
        )
    problems = []
    if result.returncode:
        problems.append(f"the history ends early: {_last_line(result.stderr)}")
    shallow = run_git(folder, "rev-parse", "--is-shallow-repository").stdout.strip()
    if shallow == b"true":
        problems.append("a shallow clone: earlier revisions are not there (git fetch --unshallow)")
        found[-1] = replace(found[-1], parents=_count_parents(folder, found[-1].id))
    return RevisionList(revisions=tuple(reversed(found)), problems=tuple(problems))


def _count_parents(folder: Path, commit: str) -> int:
    """How many parents a commit itself names, which may not be there."""
    written = run_git(folder, "cat-file", "commit", commit).stdout.partition(b"\n\n")[0]
    return sum(1 for line in written.split(b"\n") if line.startswith(b"parent "))


def choose_revisions(
    revisions: Sequence[HistoryRevision], *, since: str = "", until: str = "", every: str = "commit"
) -> tuple[HistoryRevision, ...]:
    """The revisions to look at, in order: those from `since` to `until`, thinned by `every`.

    `since` and `until` are dates (`YYYY-MM-DD`, both included, by committer's date in its own
    time zone) or names of revisions on the line: a tag or the start of an id. `every`: commit;
    day or week (the last revision of each, UTC, weeks from Monday); tag (tagged ones and the
    last); or a number N (each Nth and the last). Raises AuditError for anything else.
    """
    first = _find_bound(revisions, since, last=False) if since else 0
    end = _find_bound(revisions, until, last=True) if until else len(revisions) - 1
    kept = list(revisions[first : end + 1])
    if not kept:
        raise AuditError(
            "no revision between the two bounds", where=f"{since or '…'} to {until or '…'}"
        )
    if every == "commit":
        return tuple(kept)
    if every == "tag":
        return tuple(r for r in kept if r.tags or r is kept[-1])
    if every in PERIODS:
        days = 7 if every == "week" else 1
        shift = 3 if every == "week" else 0  # 1 January 1970 was a Thursday
        latest = {(r.seconds // _DAY + shift) // days: r for r in kept}
        return tuple(r for r in kept if latest[(r.seconds // _DAY + shift) // days] is r)
    if every.isdecimal() and int(every) > 0:
        step = int(every)
        return tuple(r for i, r in enumerate(kept) if i % step == 0 or r is kept[-1])
    raise AuditError(f"cannot look at every {every!r}", hint="commit, day, week, tag or a number")


def read_steps(
    folder: Path, chosen: Sequence[HistoryRevision], *, prefix: str = ""
) -> Iterator[HistoryStep]:
    """The chosen revisions with their changes: of the first its whole tree, then the differences.

    `chosen` are in order and on one first-parent line. Changes of revisions passed over
    are carried to the next chosen one. `prefix` is the folder looked at, and paths are relative
    to it. Ends early, with SourceError, where an object is missing.
    """
    if not chosen:
        return
    yield HistoryStep(revision=chosen[0], changes=_list_tree(folder, chosen[0].id, prefix))
    wanted = {revision.id: revision for revision in chosen[1:]}
    if not wanted:
        return
    pending: dict[str, TreeChange] = {}
    for identity, changes in _stream_changes(folder, chosen[0].id, chosen[-1].id, prefix):
        pending.update((change.path, change) for change in changes)
        if identity in wanted:
            ordered = tuple(pending[path] for path in sorted(pending))
            yield HistoryStep(revision=wanted[identity], changes=ordered)
            pending = {}


def _list_tree(folder: Path, commit: str, prefix: str) -> tuple[TreeChange, ...]:
    result = run_git(folder, "ls-tree", "-r", "-z", "--full-tree", f"{commit}:{prefix}")
    if result.returncode and prefix:
        return ()  # the folder came later
    if result.returncode:
        raise SourceError(f"git cannot list {commit[:12]}: {_last_line(result.stderr)}")
    changes = []
    for line in filter(None, result.stdout.split(b"\0")):
        described, _, path = line.partition(b"\t")
        mode, _kind, blob = described.decode("ascii").split()
        if mode in _KEPT_MODES:
            changes.append(TreeChange(path=decode_path(path), mode=mode, blob=blob))
    return tuple(sorted(changes, key=lambda change: change.path))


def _stream_changes(
    folder: Path, after: str, last: str, prefix: str
) -> Iterator[tuple[str, list[TreeChange]]]:
    arguments = [
        "log", "--first-parent", "--reverse", "--diff-merges=first-parent", "--raw", "-z",
        "--no-renames", "--no-abbrev", "--root", "--format=%x01%H", f"{after}..{last}",
    ]  # fmt: skip
    process = subprocess.Popen(
        git_command(folder, arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=git_environment(),
    )
    try:
        if process.stdout is None or process.stderr is None:
            raise SourceError("git log has no output")
        yield from _parse_log(_read_tokens(process), f"{prefix}/" if prefix else "")
        message = process.stderr.read()
        if process.wait():
            raise SourceError(f"the history ends early: {_last_line(message)}")
    finally:
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
        process.terminate()
        process.wait()


def _read_tokens(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """What stands between NULs, read as it comes."""
    rest = b""
    while process.stdout is not None and (some := process.stdout.read(1 << 18)):
        *tokens, rest = (rest + some).split(b"\0")
        yield from tokens
    yield rest


def _parse_log(tokens: Iterator[bytes], prefix: str) -> Iterator[tuple[str, list[TreeChange]]]:
    current = ""
    changes: list[TreeChange] = []
    for raw in tokens:
        token = raw.lstrip(b"\n")
        if token.startswith(_MARK):
            if current:
                yield current, changes
            current, changes = token[1:].decode("ascii"), []
        elif token.startswith(b":"):
            _old, mode, _blob, blob, _status = token[1:].decode("ascii").split()
            path = decode_path(next(tokens))
            if path.startswith(prefix):
                gone = not set(blob) - _ZERO or mode not in _KEPT_MODES
                changes.append(
                    TreeChange(
                        path=path[len(prefix) :],
                        mode="" if gone else mode,
                        blob="" if gone else blob,
                    )
                )
    if current:
        yield current, changes


def _records(output: bytes) -> Iterator[list[str]]:
    """The fields of each commit; no field can hold the NUL that parts them."""
    fields = output.decode("utf-8", "backslashreplace").split("\0")
    for start in range(0, len(fields) - len(_FIELDS) + 1, len(_FIELDS)):
        yield fields[start : start + len(_FIELDS)]


def _revision(fields: list[str], tags: dict[str, list[str]]) -> HistoryRevision:
    identity, parents, author, date, seconds, subject = fields
    return HistoryRevision(
        id=identity,
        author=author,
        date=date,
        seconds=int(seconds),
        subject=subject,
        parents=len(parents.split()),
        tags=tuple(sorted(tags.get(identity, ()))),
    )


def _read_tags(folder: Path) -> dict[str, list[str]]:
    listing = run_git(
        folder,
        "for-each-ref",
        "refs/tags",
        "--format=%(objectname) %(*objectname) %(refname:short)",
    )
    found: dict[str, list[str]] = {}
    for line in listing.stdout.decode("utf-8", "backslashreplace").splitlines():
        tag, peeled, name = line.split(" ", 2)
        found.setdefault(peeled or tag, []).append(name)
    return found


def _find_bound(revisions: Sequence[HistoryRevision], text: str, *, last: bool) -> int:
    if _DATE.fullmatch(text):
        places = [
            place
            for place, revision in enumerate(revisions)
            if (revision.date[:10] <= text if last else revision.date[:10] >= text)
        ]
        if not places:
            raise AuditError(f"no revision {'until' if last else 'since'} {text}")
        return places[-1] if last else places[0]
    for place, revision in enumerate(revisions):
        if text in revision.tags or (len(text) >= 4 and revision.id.startswith(text)):
            return place
    raise AuditError(
        f"{text!r} is not on the first-parent line", hint="a date YYYY-MM-DD, a tag or a commit id"
    )


def _last_line(message: bytes) -> str:
    lines = message.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "git gave no reason"
