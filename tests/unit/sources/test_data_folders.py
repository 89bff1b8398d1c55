"""Folders in packages that hold files, but no Python, are namespace packages to Python."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from audit.model.rules import Rules
from audit.pipeline.snapshot import audit_source
from audit.sources.folder_counts import FolderCounts
from audit.sources.locate import open_source
from audit.sources.selection import find_data_folders

_FILES = {
    "pkg/__init__.py": "",
    "pkg/include/deep/fast.h": "x",
    "pkg/data/a.json": "{}",
    "pkg/no-name/a.json": "{}",
    "pkg/code/notes.txt": "x",
    "pkg/code/sub/a.py": "",
    "plain/a.json": "{}",
    "app.py": "import pkg.include.deep\nimport pkg.include\nfrom pkg import data\n",
    "lost.py": "import pkg.gone\nfrom pkg.data import x\nimport plain.sub\n",
}
_FOLDERS = ("pkg/data/.", "pkg/include/.", "pkg/include/deep/.")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The files on disk, and beside them folders without any file."""
    for name, text in _FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "pkg" / "empty" / "below").mkdir(parents=True)
    return tmp_path


def _commit(tree: Path) -> None:
    for command in (
        ["init", "-q"],
        ["add", "-A", "-f"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *command], cwd=tree, check=True)


def test_every_kind_of_source_knows_them(tree: Path) -> None:
    """A folder, a revision and an archive name the same ones."""
    archive = tree.parent / "pkg.zip"
    with zipfile.ZipFile(archive, "w") as members:
        for name, text in _FILES.items():
            members.writestr(name, text)
    _commit(tree)
    for place in (str(tree), f"{tree}@HEAD", str(archive)):
        assert open_source(place).tree.compiled == _FOLDERS


def test_imports_of_them_are_what_python_says(tree: Path) -> None:
    """They can be imported, and nothing is found in them: Python itself says so."""
    snapshot = audit_source(open_source(str(tree)), Rules()).snapshot
    broken = {use.path for use in snapshot.uses if not use.definition}
    assert broken == {"pkg.gone", "pkg.data.x"}
    command = [sys.executable, "-I", "-c", "import sys; sys.path[:0] = ['.']; import app"]
    subprocess.run(command, cwd=tree, check=True)
    for line in ("import pkg.gone", "from pkg.data import x"):
        command[-1] = f"import sys; sys.path[:0] = ['.']\n{line}"
        assert subprocess.run(command, cwd=tree, check=False, capture_output=True).returncode == 1


def test_folders_under_a_root_have_its_names(tree: Path) -> None:
    """`src/pkg/data` under the root `src` is `pkg.data`."""
    source = open_source(str(tree)).tree
    assert source.compiled_modules(("",)) == ("pkg.data.", "pkg.include.", "pkg.include.deep.")


@pytest.mark.parametrize(
    ("came", "went"),
    [
        (["pkg/new/a.txt"], []),
        (["pkg/data/a.py"], []),
        (["pkg/data/sub/__init__.py"], []),
        ([], ["pkg/data/a.json"]),
        ([], ["pkg/__init__.py"]),
        (["pkg/code/b.txt"], []),
        (["pkg/data/b.json"], ["pkg/data/a.json"]),
        (["pkg/new/__init__.py", "pkg/new/b.py"], ["pkg/code/sub/a.py"]),
        (["plain/__init__.py"], []),
    ],
)
def test_counts_tell_when_they_may_be_others(came: list[str], went: list[str]) -> None:
    """Counts that follow a tree tell each time that the folders of data are others."""
    counts = FolderCounts(_FILES)
    before = find_data_folders(_FILES)
    after = find_data_folders((_FILES.keys() | set(came)) - set(went))
    told = counts.change(came, went)
    assert told or before == after
