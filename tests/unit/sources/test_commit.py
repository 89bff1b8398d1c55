"""Git revisions as sources."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.errors import SourceError, UnknownNameError
from audit.model.source import SourceKind
from audit.sources.commit import open_commit
from audit.sources.locate import open_source
from audit.sources.source import Source
from audit.sources.worktree import open_worktree

Draw = Callable[..., Path]
Git = Callable[..., str]


def paths(source: Source) -> list[str]:
    """The paths of a source's files."""
    return [file.path for file in source.tree.files]


def problems(source: Source) -> dict[str, str]:
    """The reasons of a source's problems by path."""
    return {problem.path: problem.reason for problem in source.tree.problems}


def commit_all(git: Git, root: Path, message: str = "state") -> str:
    """Commit everything in the folder and return the commit id."""
    if not (root / ".git").exists():
        git(root, "init", "-q")
    git(root, "add", "-A", "-f")
    git(root, "commit", "-q", "--allow-empty", "-m", message)
    return git(root, "rev-parse", "HEAD")


def listing(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file of a folder with its time of change and content."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_revision_is_read_from_git_objects(draw: Draw, git: Git) -> None:
    """The files of an older commit are those of then, not those on disk."""
    root = draw({"a.py": "old\n", "pkg/b.py": "same\n"})
    first = commit_all(git, root)
    draw({"a.py": "new\n", "c.py": ""})
    commit_all(git, root)
    (root / "a.py").write_text("not committed\n")
    source = open_source(f"{root}@HEAD~1")
    assert source.tree.kind is SourceKind.COMMIT
    assert source.tree.revision == first
    assert source.tree.label == "world@HEAD~1"
    assert {file.path: source.read(file) for file in source.tree.files} == {
        "a.py": b"old\n",
        "pkg/b.py": b"same\n",
    }


def test_a_folder_and_its_commit_agree(draw: Draw, git: Git) -> None:
    """Files, content keys, sizes and links are the same from disk and from git."""
    root = draw({
        "src/a.py": "x\n", "venv/pyvenv.cfg": "", "venv/x.py": "", ".tox/y.py": "",
        "pyproject.toml": "", "notes.txt": "", "æ b.py": "", "build/lib/z.py": "",
    })  # fmt: skip
    (root / "link").symlink_to("src")
    (root / "b.py").symlink_to("src/a.py")
    (root / "c.py").symlink_to("notes.txt")
    (root / "gone.py").symlink_to("nowhere.py")
    (root / "up").symlink_to("..")
    (root / "src" / "loop").symlink_to("../src")
    commit_all(git, root)
    on_disk, in_git = open_worktree(root, label="x").tree, open_source(f"{root}@main").tree
    assert in_git.files == on_disk.files
    assert in_git.links == on_disk.links == (("b.py", "src/a.py"), ("link", "src"))
    assert {problem.path for problem in in_git.problems} == {"gone.py", "up", "src/loop"}
    assert {problem.path for problem in on_disk.problems} == {"gone.py", "up", "src/loop"}


def test_the_repository_is_left_as_it_was(draw: Draw, git: Git) -> None:
    """Reading a revision changes neither the work tree nor one byte or time below `.git`."""
    root = draw({"a.py": "1\n", "b.py": "2\n"})
    commit_all(git, root)
    (root / "a.py").write_text("3\n")
    (root / "new.py").write_text("")
    os.utime(root / "b.py", (1, 1))  # a stale index entry invites git to refresh the index
    before = listing(root)
    source = open_source(f"{root}@main")
    for file in source.tree.files:
        source.read(file)
    assert listing(root) == before


def test_a_bare_clone_can_be_read(draw: Draw, git: Git, tmp_path: Path) -> None:
    """A bare clone needs no work tree; without a revision the answer says what to write."""
    root = draw({"a.py": "1\n"})
    commit = commit_all(git, root)
    git(root, "clone", "-q", "--bare", str(root), str(tmp_path / "shop.git"))
    source = open_source(f"{tmp_path / 'shop.git'}@main")
    assert source.tree.revision == commit
    assert source.tree.label == "shop.git@main"
    assert source.read(source.tree.files[0]) == b"1\n"
    with pytest.raises(SourceError, match=r"shop\.git@HEAD"):
        open_source(str(tmp_path / "shop.git"))


def test_a_folder_of_a_repository(draw: Draw, git: Git) -> None:
    """`path@revision` of a sub-folder holds that folder only, paths relative to it."""
    root = draw({"src/shop/a.py": "1\n", "other.py": ""})
    commit_all(git, root)
    source = open_source(f"{root}/src@main")
    assert paths(source) == ["shop/a.py"]
    assert source.tree.label == "src@main"


def test_a_folder_that_only_the_past_has(draw: Draw, git: Git) -> None:
    """A folder deleted since can be read at the revision that had it."""
    root = draw({"old/deep/a.py": "1\n", "b.py": ""})
    commit_all(git, root)
    (root / "old" / "deep" / "a.py").unlink()
    (root / "old" / "deep").rmdir()
    (root / "old").rmdir()
    assert paths(open_source(f"{root}/old/deep@main")) == ["a.py"]
    with pytest.raises(UnknownNameError, match=r"no folder 'odl' at revision 'main'.*mean old\?"):
        open_source(f"{root}/odl@main")


@pytest.mark.parametrize(
    "revision",
    [
        "main@{0}",
        "HEAD^{/second thing}",
        ":/second thing",
        "v1-+-ütf",
        "feature/@x",
    ],
)
def test_odd_revisions(draw: Draw, git: Git, revision: str) -> None:
    """Whatever git takes for a commit is a revision: with spaces, with `@`, not ASCII."""
    root = draw({"a.py": ""}, "my folder")
    commit_all(git, root, "first")
    commit = commit_all(git, root, "second thing here")
    git(root, "tag", "-a", "-m", "annotated", "v1-+-ütf")
    git(root, "branch", "feature/@x")
    source = open_source(f"{root}@{revision}")
    assert source.tree.revision == commit
    assert source.tree.label == f"my folder@{revision}"


def test_a_path_with_an_at_sign(draw: Draw, git: Git) -> None:
    """A path that exists as typed wins; the longest existing path is the folder."""
    root = draw({"a.py": ""}, "shop@home")
    commit_all(git, root)
    assert open_source(str(root)).tree.kind is SourceKind.FOLDER
    assert open_source(f"{root}@main").tree.label == "shop@home@main"


def test_an_unknown_revision_names_the_nearest(draw: Draw, git: Git) -> None:
    """A revision that does not exist is named with the nearest branch or tag."""
    root = draw({"a.py": ""})
    commit_all(git, root)
    git(root, "tag", "v1.10.0")
    for typed, nearest in (("v1.1.0", "v1.10.0"), ("mian", "main"), ("--all", "")):
        with pytest.raises(UnknownNameError) as caught:
            open_source(f"{root}@{typed}")
        assert f"no revision '{typed}'" in str(caught.value)
        assert nearest in caught.value.hint
        assert "\n" not in str(caught.value)


def test_a_folder_outside_of_git_is_refused(draw: Draw, git: Git) -> None:
    """`folder@revision` of a folder without a repository is one clear sentence."""
    root = draw({"a.py": ""})
    with pytest.raises(SourceError, match=r"^world: not a git repository$"):
        open_source(f"{root}@main")


def test_an_empty_repository_has_no_revision(draw: Draw, git: Git) -> None:
    """A repository without commits is an unknown revision, not a crash."""
    root = draw({})
    git(root, "init", "-q")
    with pytest.raises(UnknownNameError, match="no revision 'HEAD'"):
        open_source(f"{root}@HEAD")


def test_without_git_the_answer_says_so(
    draw: Draw, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without git gets one sentence with a way out."""
    root = draw({"a.py": ""})
    commit_all(git, root)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SourceError, match=r"^git was not found \(install git"):
        open_source(f"{root}@main")


def test_a_hook_of_another_repository_does_not_redirect(
    draw: Draw, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GIT_DIR and the like, set while hooks run, do not lead to another repository."""
    other = draw({"other.py": ""}, "other")
    commit_all(git, other)
    root = draw({"a.py": ""})
    commit_all(git, root)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    assert paths(open_source(f"{root}@main")) == ["a.py"]


def test_names_that_are_not_utf8_are_spelled_alike(draw: Draw, git: Git) -> None:
    """Disk and git spell a name that is not UTF-8 the same way, newlines and quotes included."""
    root = draw({"new\nline 'q\".py": ""})
    with open(os.path.join(os.fsencode(root), b"caf\xe9.py"), "wb") as stream:
        stream.write(b"x = 1\n")
    commit_all(git, root)
    source = open_source(f"{root}@main")
    assert paths(source) == [r"caf\xe9.py", "new\nline 'q\".py"]
    assert source.tree.files == open_worktree(root, label="x").tree.files
    assert source.read(source.tree.files[0]) == b"x = 1\n"


def test_submodules_and_huge_files_are_problems(draw: Draw, git: Git) -> None:
    """A submodule's files and a file over the limit are named, not read."""
    root = draw({"a.py": "", "huge.py": b"#" * (10 * 1024 * 1024 + 1)})
    first = commit_all(git, root)
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{first},deps/lib")
    git(root, "commit", "-q", "-m", "submodule")
    source = open_source(f"{root}@main")
    assert paths(source) == ["a.py"]
    assert problems(source) == {
        "deps/lib": "a git submodule: its files are in another repository",
        "huge.py": "too large: 10485761 bytes, the limit is 10 MB",
    }


def test_exclusions_hold_for_revisions(draw: Draw, git: Git) -> None:
    """Globs exclude files of a revision as they do those of a folder."""
    root = draw({"a.py": "", "data/b.py": ""})
    commit_all(git, root)
    source = open_commit(root, "main", label="x", exclude=("data/**",))
    assert paths(source) == ["a.py"]


def test_a_missing_object_is_a_source_error(draw: Draw, git: Git) -> None:
    """Content that the repository lost is an error of that file."""
    root = draw({"a.py": "1\n"})
    commit_all(git, root)
    source = open_source(f"{root}@main")
    blob = source.tree.files[0].blob
    (root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(SourceError, match=r"^a\.py: the repository does not hold"):
        source.read(source.tree.files[0])


def test_the_reading_process_ends_with_the_source(draw: Draw, git: Git) -> None:
    """No git process outlives the source that started it."""
    root = draw({"a.py": "1\n"})
    commit_all(git, root)
    source = open_source(f"{root}@main")
    source.read(source.tree.files[0])
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    if not children.exists():
        pytest.skip("needs Linux's list of child processes")
    alive = set(children.read_text().split())
    del source
    gc.collect()
    assert len(alive - set(children.read_text().split())) == 1
