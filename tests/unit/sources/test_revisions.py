"""A history from git objects."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.errors import AuditError, SourceError, UnknownNameError
from audit.model.history import HistoryStep
from audit.sources.revisions import choose_revisions, list_revisions, read_steps
from tests.worlds.repositories import commit_files

Git = Callable[..., str]


@pytest.fixture
def commit(git: Git, tmp_path: Path) -> Callable[..., str]:
    """Write files (None: remove) into the repository `world` and commit them on a day."""
    root = tmp_path / "world"
    root.mkdir()
    git(root, "init")

    def make(files: dict[str, str | None], day: str = "2024-01-01", message: str = "c") -> str:
        return commit_files(root, files, message, day=day)

    return make


def replay(steps: list[HistoryStep]) -> list[dict[str, str]]:
    """The tree after each step: blob by path."""
    trees: list[dict[str, str]] = []
    tree: dict[str, str] = {}
    for step in steps:
        for change in step.changes:
            if change.blob:
                tree[change.path] = change.blob
            else:
                del tree[change.path]
        trees.append(dict(tree))
    return trees


def list_tree(git: Git, folder: Path, revision: str) -> dict[str, str]:
    """Git's own answer, as the oracle."""
    lines = git(folder, "ls-tree", "-r", revision).splitlines()
    return {line.split("\t")[1]: line.split()[2] for line in lines}


def test_differences_add_up_to_the_trees(
    git: Git, commit: Callable[..., str], tmp_path: Path
) -> None:
    """After each step the changes so far give exactly git's tree, merges included."""
    folder = tmp_path / "world"
    commit({"a.py": "1", "pkg/b.py": "2"})
    commit({"a.py": "11", "pkg/b.py": None, "pkg/c.py": "3"})
    git(folder, "checkout", "-q", "-b", "side", "HEAD~1")
    commit({"side.py": "s"})
    git(folder, "checkout", "-q", "main")
    git(folder, "merge", "-q", "--no-ff", "-m", "merge", "side")
    commit({"pkg/c.py": "4"})
    line = list_revisions(folder, "HEAD").revisions
    assert [revision.parents for revision in line] == [0, 1, 2, 1]
    trees = replay(list(read_steps(folder, line)))
    assert trees == [list_tree(git, folder, revision.id) for revision in line]
    assert "side.py" in trees[2]


def test_passed_over_revisions_hand_their_changes_on(
    git: Git, commit: Callable[..., str], tmp_path: Path
) -> None:
    """With every second revision the trees are still git's."""
    folder = tmp_path / "world"
    for number in range(5):
        commit({"a.py": str(number), f"n{number}.py": "x"})
    commit({"n0.py": None})
    line = list_revisions(folder, "HEAD").revisions
    chosen = choose_revisions(line, every="2")
    assert [line.index(revision) for revision in chosen] == [0, 2, 4, 5]
    trees = replay(list(read_steps(folder, chosen)))
    assert trees == [list_tree(git, folder, revision.id) for revision in chosen]


def test_a_folder_of_the_repository_has_paths_of_its_own(
    commit: Callable[..., str], tmp_path: Path
) -> None:
    """With a prefix only what lies below it changes, and a folder that came later begins empty."""
    folder = tmp_path / "world"
    commit({"a.py": "1"})
    commit({"pkg/b.py": "2", "pkgs.py": "3"})
    line = list_revisions(folder, "HEAD").revisions
    steps = list(read_steps(folder, line, prefix="pkg"))
    assert [[change.path for change in step.changes] for step in steps] == [[], ["b.py"]]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [0, 1, 2, 3, 4]),
        ({"every": "day"}, [1, 2, 3, 4]),
        ({"every": "week"}, [2, 4]),
        ({"every": "tag"}, [1, 4]),
        ({"every": "3"}, [0, 3, 4]),
        ({"since": "2024-01-03"}, [2, 3, 4]),
        ({"until": "2024-01-03"}, [0, 1, 2]),
        ({"since": "v1", "until": "2024-01-08"}, [1, 2, 3]),
    ],
)
def test_revisions_are_chosen_by_bounds_and_density(
    git: Git,
    commit: Callable[..., str],
    tmp_path: Path,
    options: dict[str, str],
    expected: list[int],
) -> None:
    """Monday the 1st twice, Wednesday, next Monday, next Tuesday: bounds include their day."""
    folder = tmp_path / "world"
    for place, day in enumerate(("01", "01", "03", "08", "09")):
        commit({"a.py": str(place)}, day=f"2024-01-{day}")
        if place == 1:
            git(folder, "tag", "v1")
    line = list_revisions(folder, "HEAD").revisions
    assert [line.index(r) for r in choose_revisions(line, **options)] == expected


@pytest.mark.parametrize(
    "options", [{"every": "moon"}, {"every": "0"}, {"since": "v9"}, {"since": "2030-01-01"}]
)
def test_a_bound_that_does_not_exist_is_one_sentence(
    commit: Callable[..., str], tmp_path: Path, options: dict[str, str]
) -> None:
    """An unknown density, tag or empty range is an AuditError."""
    commit({"a.py": "1"})
    line = list_revisions(tmp_path / "world", "HEAD").revisions
    with pytest.raises(AuditError):
        choose_revisions(line, **options)


def test_an_unknown_revision_has_no_history(commit: Callable[..., str], tmp_path: Path) -> None:
    """A revision that does not exist is an unknown name."""
    commit({"a.py": "1"})
    with pytest.raises(UnknownNameError):
        list_revisions(tmp_path / "world", "nowhere")


def test_a_shallow_clone_says_so(git: Git, commit: Callable[..., str], tmp_path: Path) -> None:
    """A clone of depth 2 has two revisions, whole trees, and a problem; the first of them is known
    to have a parent, although it is not there."""
    folder = tmp_path / "world"
    for number in range(4):
        commit({"a.py": str(number), f"n{number}.py": "x"})
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{folder}", "shallow")
    found = list_revisions(tmp_path / "shallow", "HEAD")
    assert len(found.revisions) == 2
    assert [revision.parents for revision in found.revisions] == [1, 1]
    assert "shallow" in found.problems[0]
    trees = replay(list(read_steps(tmp_path / "shallow", found.revisions)))
    assert trees[-1] == list_tree(git, folder, "HEAD")


def test_a_missing_tree_ends_the_steps_with_an_error(
    git: Git, commit: Callable[..., str], tmp_path: Path
) -> None:
    """What comes before the missing object is there; then SourceError."""
    folder = tmp_path / "world"
    for number in range(3):
        commit({"a.py": str(number)})
    line = list_revisions(folder, "HEAD").revisions
    tree = git(folder, "rev-parse", "HEAD^{tree}")
    loose = folder / ".git" / "objects" / tree[:2] / tree[2:]
    os.chmod(loose, 0o600)
    loose.unlink()
    seen: list[str] = []
    with pytest.raises(SourceError):
        seen.extend(step.revision.id for step in read_steps(folder, line))
    assert seen
    assert seen == [revision.id for revision in line[: len(seen)]]
    shutil.rmtree(folder)


def test_hostile_names_and_messages_are_data(
    git: Git, commit: Callable[..., str], tmp_path: Path
) -> None:
    """Newlines, tabs and quotes in paths and subjects arrive as they are."""
    name = 'odd\n"name"\t.py'
    commit({name: "1"}, message="a\x01b <script>")
    found = list_revisions(tmp_path / "world", "HEAD").revisions
    assert found[0].subject == "a\x01b <script>"
    steps = list(read_steps(tmp_path / "world", found))
    assert [change.path for change in steps[0].changes] == [name]
