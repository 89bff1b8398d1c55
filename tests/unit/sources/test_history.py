"""What git knows of each file of a revision."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audit.model.source import FileHistory
from audit.sources.locate import open_source
from tests.unit.sources.conftest import Draw

Git = Callable[..., str]


def commit(git: Git, folder: Path, date: str, mail: str = "ada@example.org") -> None:
    """Commit everything, as somebody, on a day."""
    git(folder, "add", "--all")
    git(folder, "-c", "user.name=x", "commit", "-qm", "m", "--date", f"{date}T12:00:00+00:00",
        "--author", f"x <{mail}>")  # fmt: skip


@pytest.fixture
def repository(draw: Draw, git: Git) -> Path:
    """Three commits by two people; `pkg/é.py` was last changed by the second."""
    folder = draw({"pkg/é.py": "a = 1\n", "pkg/b.py": "b = 1\n"})
    git(folder, "init", "-q")
    commit(git, folder, "2024-01-02")
    draw({"pkg/é.py": "a = 2\n"})
    commit(git, folder, "2024-03-04", "bo@example.org")
    draw({"pkg/b.py": "b = 2\n"})
    commit(git, folder, "2024-05-06")
    return folder


def test_last_change_people_and_commits(repository: Path) -> None:
    """Each file has the date of its last change, the number of people who changed it, and of the
    commits that did."""
    assert open_source(f"{repository}@HEAD").read_history() == {
        "pkg/b.py": FileHistory(last_change="2024-05-06", authors=1, commits=2),
        "pkg/é.py": FileHistory(last_change="2024-03-04", authors=2, commits=2),
    }


def test_history_ends_at_the_revision(repository: Path) -> None:
    """What came later does not count."""
    history = open_source(f"{repository}@HEAD~1").read_history()
    assert history["pkg/b.py"] == FileHistory(last_change="2024-01-02", authors=1, commits=1)


def test_folder_of_a_repository(repository: Path) -> None:
    """For a folder, paths are relative to it, as in its tree."""
    source = open_source(f"{repository}/pkg@HEAD")
    assert set(source.read_history()) == {file.path for file in source.tree.files}


def test_no_repository_no_history(draw: Draw) -> None:
    """A folder or an archive has no history."""
    assert open_source(str(draw({"a.py": "a = 1\n"}))).read_history() == {}


def test_a_work_tree_knows_its_last_commit(repository: Path) -> None:
    """A folder that is the top of a work tree has the history up to its last commit."""
    folder, revision = open_source(str(repository)), open_source(f"{repository}@HEAD")
    assert folder.past_revision == revision.tree.revision
    assert folder.read_history() == revision.read_history() != {}


def test_a_folder_within_a_work_tree_has_no_history(repository: Path) -> None:
    """A folder further down is audited without the history of the repository around it."""
    assert open_source(str(repository / "pkg")).past_revision == ""
    assert open_source(str(repository / "pkg")).read_history() == {}
