"""Folders as sources."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.errors import SourceError
from audit.model.source import SourceFile, SourceKind
from audit.sources.source import MAX_FILE_BYTES, Source, blob_id
from audit.sources.worktree import open_worktree

Draw = Callable[..., Path]


def paths(source: Source) -> list[str]:
    """The paths of a source's files."""
    return [file.path for file in source.tree.files]


def problems(source: Source) -> dict[str, str]:
    """The reasons of a source's problems by path."""
    return {problem.path: problem.reason for problem in source.tree.problems}


def test_python_and_configuration_files_are_listed(draw: Draw) -> None:
    """A folder's tree holds Python files, stubs and the texts that say how files load, sorted."""
    root = draw(
        {"b.py": "x = 1\n", "a/c.py": "", "pyproject.toml": "", "README.md": "", "d.pyi": ""}
        | {"Dockerfile": "", ".github/workflows/ci.yml": "", ".github/stale.yml": ""}
    )
    source = open_worktree(root, label="shop")
    settings = [".github/workflows/ci.yml", "Dockerfile"]
    assert paths(source) == [*settings, "a/c.py", "b.py", "d.pyi", "pyproject.toml"]
    assert source.tree.kind is SourceKind.FOLDER
    assert source.tree.label == "shop"
    assert source.read(source.tree.files[3]) == b"x = 1\n"


def test_blob_ids_are_those_of_git(draw: Draw) -> None:
    """The content key of a file is the id that `git hash-object` gives it."""
    root = draw({"a.py": "print('æ')\r\n"})
    (file,) = open_worktree(root, label="x").tree.files
    asked = subprocess.run(
        ["git", "hash-object", "--no-filters", "a.py"], cwd=root, capture_output=True, check=True
    )
    assert file.blob == asked.stdout.decode().strip()
    assert file.size == len("print('æ')\r\n".encode())


def test_the_revision_depends_on_paths_and_contents_only(draw: Draw) -> None:
    """Equal trees have equal revisions wherever they are; any change changes it."""
    first = open_worktree(draw({"a.py": "1", "b.py": "2"}, "one"), label="x")
    same = open_worktree(draw({"b.py": "2", "a.py": "1"}, "two"), label="y")
    swapped = open_worktree(draw({"a.py": "2", "b.py": "1"}, "three"), label="x")
    assert first.tree.revision == same.tree.revision
    assert first.tree.revision != swapped.tree.revision
    lines = f"file\0a.py\0{blob_id(b'1')}\nfile\0b.py\0{blob_id(b'2')}\n"
    assert first.tree.revision == "tree:" + hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize(
    "folder",
    [".git", ".venv", "node_modules", "a/__pycache__", ".tox", ".nox", "shop.egg-info",
     "lib/site-packages", "build/lib", "build/bdist.linux"],
)  # fmt: skip
def test_folders_without_code_of_the_source_are_skipped(draw: Draw, folder: str) -> None:
    """Version control, environments, caches and build results are not looked at."""
    source = open_worktree(draw({f"{folder}/x.py": "", "kept.py": ""}), label="x")
    assert paths(source) == ["kept.py"]


def test_a_virtual_environment_of_any_name_is_skipped(draw: Draw) -> None:
    """A folder with `pyvenv.cfg` is an environment, whatever its name."""
    source = open_worktree(draw({"py311/pyvenv.cfg": "", "py311/lib/x.py": ""}), label="x")
    assert paths(source) == []


def test_a_package_named_build_is_kept(draw: Draw) -> None:
    """A package may be called `build`: only setuptools' results in it are skipped."""
    source = open_worktree(draw({"src/build/lib/x.py": "", "build/y.py": ""}), label="x")
    assert paths(source) == ["build/y.py", "src/build/lib/x.py"]


def test_excluded_files_are_not_listed(draw: Draw) -> None:
    """Files that an exclusion matches are neither listed nor problems."""
    root = draw({"a.py": "", "data/b.py": "", "c/d.py": ""})
    os.mkfifo(root / "data" / "pipe.py")
    source = open_worktree(root, label="x", exclude=("data", "c/*.py"))
    assert paths(source) == ["a.py"]
    assert source.tree.problems == ()


def test_what_is_no_regular_file_is_a_problem(draw: Draw) -> None:
    """A FIFO, a socket, a dangling link and a link to itself are problems, and none blocks."""
    root = draw({"good.py": ""})
    os.mkfifo(root / "pipe.py")
    (root / "dangling.py").symlink_to("nowhere.py")
    (root / "self.py").symlink_to("self.py")
    (root / "folder").symlink_to("gone")
    place = os.getcwd()
    with socket.socket(socket.AF_UNIX) as listener:
        os.chdir(root)  # a socket's path must be short
        try:
            listener.bind("socket.py")
        finally:
            os.chdir(place)
    source = open_worktree(root, label="x")
    assert paths(source) == ["good.py"]
    assert problems(source) == {
        "dangling.py": "a dangling link, or a file that has gone",
        "folder": "a dangling link, or a file that has gone",
        "pipe.py": "a FIFO, not a regular file",
        "self.py": "a link loop",
        "socket.py": "a socket, not a regular file",
    }


def test_a_huge_file_is_a_problem(draw: Draw) -> None:
    """A file of 50 MB is named with its size and not read; the rest is unaffected."""
    root = draw({"good.py": ""})
    with (root / "huge.py").open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    source = open_worktree(root, label="x")
    assert paths(source) == ["good.py"]
    assert problems(source) == {"huge.py": "too large: 52428800 bytes, the limit is 10 MB"}


def test_the_largest_allowed_file_is_read(draw: Draw) -> None:
    """A file of exactly the limit is part of the tree."""
    root = draw({})
    with (root / "large.py").open("wb") as stream:
        stream.truncate(MAX_FILE_BYTES)
    source = open_worktree(root, label="x")
    assert len(source.read(source.tree.files[0])) == MAX_FILE_BYTES


def test_links_out_of_the_source_are_not_followed(draw: Draw) -> None:
    """A link to a file or folder outside is a problem, and nothing of it is read."""
    outside = draw({"secret.py": "", "sub/other.py": ""}, "outside")
    root = draw({"a.py": ""})
    (root / "link.py").symlink_to(outside / "secret.py")
    (root / "folder").symlink_to(outside / "sub")
    source = open_worktree(root, label="x")
    assert paths(source) == ["a.py"]
    assert problems(source) == {
        "folder": "a link that leads outside the source",
        "link.py": "a link that leads outside the source",
    }


def test_a_folder_with_the_same_beginning_is_outside(draw: Draw) -> None:
    """`world-2` is not inside `world`."""
    outside = draw({"x.py": ""}, "world-2")
    root = draw({}, "world")
    (root / "link.py").symlink_to(outside / "x.py")
    assert list(problems(open_worktree(root, label="x"))) == ["link.py"]


def test_links_inside_the_source_are_recorded_not_followed_twice(draw: Draw) -> None:
    """A link within the source is a pair of paths; each file is listed once."""
    root = draw({"core/a.py": "", "core/b.py": ""})
    (root / "python").mkdir()
    (root / "python" / "core").symlink_to("../core")
    (root / "same.py").symlink_to("core/a.py")
    source = open_worktree(root, label="x")
    assert paths(source) == ["core/a.py", "core/b.py"]
    assert source.tree.links == (("python/core", "core"), ("same.py", "core/a.py"))
    assert source.tree.problems == ()


def test_a_link_to_a_folder_above_is_a_loop(draw: Draw) -> None:
    """A link to a folder that holds it is a problem and ends the walk there."""
    root = draw({"a/b.py": ""})
    (root / "a" / "up").symlink_to("..")
    source = open_worktree(root, label="x")
    assert paths(source) == ["a/b.py"]
    assert problems(source) == {"a/up": "a link loop: it leads back to a folder that holds it"}


def test_a_python_link_to_another_kind_of_file_is_read(draw: Draw) -> None:
    """A `.py` link to a file without that ending stands for its content."""
    root = draw({"script": "x = 1\n"})
    (root / "script.py").symlink_to("script")
    source = open_worktree(root, label="x")
    assert source.read(source.tree.files[0]) == b"x = 1\n"


def test_file_names_that_are_not_utf8_are_spelled_out(draw: Draw) -> None:
    """Bytes of a name that are not UTF-8 show as escapes, and the file can be read."""
    root = draw({})
    with open(os.path.join(os.fsencode(root), b"caf\xe9.py"), "wb") as stream:
        stream.write(b"x = 1\n")
    source = open_worktree(root, label="x")
    assert paths(source) == [r"caf\xe9.py"]
    assert source.read(source.tree.files[0]) == b"x = 1\n"


def test_two_names_that_are_spelled_alike_are_a_problem(draw: Draw) -> None:
    """A name that looks like another's escapes does not take its place."""
    root = draw({r"caf\xe9.py": "first"})
    with open(os.path.join(os.fsencode(root), b"caf\xe9.py"), "wb") as stream:
        stream.write(b"second")
    source = open_worktree(root, label="x")
    assert paths(source) == [r"caf\xe9.py"]
    assert problems(source) == {r"caf\xe9.py": "two file names that are spelled alike"}


def test_a_file_that_changes_meanwhile_is_refused(draw: Draw) -> None:
    """Content that is no longer the listed one never passes under the listed key."""
    root = draw({"a.py": "x = 1\n"})
    source = open_worktree(root, label="x")
    (root / "a.py").write_text("x = 2\n")
    with pytest.raises(SourceError, match=r"^a\.py: the file changed while it was being audited"):
        source.read(source.tree.files[0])


def test_a_file_replaced_by_a_link_or_pipe_is_refused(draw: Draw) -> None:
    """What takes a file's place after the walk is not opened."""
    secret = draw({"secret.py": "x = 1\n"}, "outside")
    root = draw({"a.py": "x = 1\n", "b.py": "x = 1\n"})
    source = open_worktree(root, label="x")
    for name in ("a.py", "b.py"):
        (root / name).unlink()
    (root / "a.py").symlink_to(secret / "secret.py")
    os.mkfifo(root / "b.py")
    for file in source.tree.files:
        with pytest.raises(SourceError):
            source.read(file)


def test_a_file_of_another_source_is_refused(draw: Draw) -> None:
    """Only files of the tree can be read."""
    source = open_worktree(draw({"a.py": ""}), label="x")
    for path in ("b.py", "../a.py", "/etc/passwd"):
        with pytest.raises(SourceError, match="not part of this source"):
            source.read(SourceFile(path=path, blob="0" * 40, size=1))


def test_a_folder_that_cannot_be_entered_is_a_problem(
    draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that may not be read costs itself only, and the reason names no path."""
    root = draw({"closed/a.py": "", "b.py": ""})
    listed = os.scandir

    def scan(place: str) -> object:
        if place.endswith("closed"):
            raise PermissionError(13, "Permission denied", place)
        return listed(place)

    monkeypatch.setattr("audit.sources.worktree.os.scandir", scan)
    source = open_worktree(root, label="x")
    assert paths(source) == ["b.py"]
    assert problems(source) == {"closed": "cannot be read: Permission denied"}


def test_very_deep_folders_are_walked(draw: Draw) -> None:
    """Folders nested hundreds deep are no problem for the walk."""
    deep = "/".join(["d"] * 900)
    source = open_worktree(draw({f"{deep}/a.py": ""}), label="x")
    assert paths(source) == [f"{deep}/a.py"]
