"""The commits between two revisions."""

from __future__ import annotations

from pathlib import Path

from audit.sources.commit_log import read_commit_log
from audit.sources.git import run_git

_KINDS = ("commit", "commit")


def _commit(folder: Path, subject: str) -> str:
    identity = ("-c", "user.name=Ann É", "-c", "user.email=ann@example.invalid")
    done = run_git(folder, *identity, "commit", "--allow-empty", "-qm", subject)
    assert done.returncode == 0, done.stderr
    return run_git(folder, "rev-parse", "HEAD").stdout.decode().strip()


def test_the_commits_that_the_later_revision_has_more(tmp_path: Path) -> None:
    """Newest first, with author, date and first line; the earlier revision is not among them."""
    run_git(tmp_path, "init", "-q")
    first, *rest = (_commit(tmp_path, subject) for subject in ("one", "two | x", "three"))
    log = read_commit_log(f"{tmp_path}@HEAD", first, rest[-1], kinds=_KINDS)
    assert (log.total, log.reason) == (2, "")
    assert [(commit.revision, commit.subject) for commit in log.commits] == [
        (rest[1], "three"),
        (rest[0], "two | x"),
    ]
    assert log.commits[0].author == "Ann É"
    assert len(log.commits[0].date) == len("2025-01-01")


def test_other_sources_say_that_they_have_none(tmp_path: Path) -> None:
    """A folder has no commits, and an unknown revision ends in a reason, not in an error."""
    log = read_commit_log(str(tmp_path), "tree:1", "tree:2", kinds=("folder", "folder"))
    assert log.reason == "A folder has no commits to show."
    run_git(tmp_path, "init", "-q")
    unknown = read_commit_log(f"{tmp_path}@x", "a" * 40, "b" * 40, kinds=_KINDS)
    assert unknown.reason == "git cannot list the commits between the revisions."
    odd = read_commit_log(f"{tmp_path}@x", "--all", "b" * 40, kinds=_KINDS)
    assert odd.reason == "A revision is not a commit id."
