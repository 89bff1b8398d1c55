"""Throw-away copies of revisions, and tests that run in them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from audit.errors import SourceError
from audit.sources.git import run_git
from audit.sources.throwaway import copy_revision, merge_copies, run_tests

_PYTEST = f"'{sys.executable}' -m pytest -q"


def _write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_py", ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def _texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(errors="replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_folder_is_copied_without_its_caches(tmp_path: Path) -> None:
    """Code and data come along; version control, environments and caches stay behind."""
    source = _write(tmp_path / "s", a_py="A", data__x="D", __pycache__="no")
    _write(source, **{".git__HEAD": "no", ".venv__x_py": "no"})
    copy_revision("s", tmp_path, tmp_path / "copy")
    found = _texts(tmp_path / "copy")
    assert {"a.py": "A", "data/x": "D"}.items() <= found.items()
    assert not any(name.startswith((".git", ".venv")) for name in found)


def test_a_revision_comes_out_of_git_and_leaves_it_alone(tmp_path: Path) -> None:
    """A revision is written out of git's objects; neither index nor worktrees change."""
    source = _write(tmp_path / "s", a_py="one")
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.invalid")
    run_git(source, "init", "-q")
    run_git(source, "add", "-A")
    run_git(source, *identity, "commit", "-qm", "one")
    (source / "a.py").write_text("two")
    before = _texts(source)
    copy_revision("s@HEAD", tmp_path, tmp_path / "copy")
    assert _texts(tmp_path / "copy") == {"a.py": "one"}
    assert _texts(source) == before


def test_code_of_one_and_tests_of_the_other(tmp_path: Path) -> None:
    """Tests and their settings come from one copy, everything else from the other."""
    old = _write(tmp_path / "old", a_py="old", tests__t_py="old", tests__gone_py="old", setup="old")
    _write(old, **{"pytest.ini": "old"})
    new = _write(tmp_path / "new", a_py="new", b_py="new", tests__t_py="new")
    _write(new, **{"pytest.ini": "new"})
    merge_copies(new, old, tmp_path / "x", is_test=lambda path: path.startswith("tests/"))
    assert _texts(tmp_path / "x") == {
        "a.py": "new",
        "b.py": "new",
        "pytest.ini": "old",
        "tests/gone.py": "old",
        "tests/t.py": "old",
    }


def test_failing_and_broken_tests_are_a_result(tmp_path: Path) -> None:
    """A file that cannot be collected does not keep the others from running."""
    code = _write(tmp_path / "c", src__m_py="X = 1\n", tests__test_a_py="import nowhere\n")
    _write(code, tests__test_b_py="from m import X\n\ndef test_b():\n    assert X == 2\n")
    report = tmp_path / "r.xml"
    run_tests(_PYTEST, code, report, roots=("src",), time_limit=60)
    text = report.read_text()
    assert 'errors="1"' in text
    assert 'failures="1"' in text


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("", "no command was given"),
        ("'", "cannot be read"),
        ("no-such-program-here", "No such file"),
        (f"'{sys.executable}' -c 'print(4)'", "wrote no report"),
    ],
)
def test_a_wrong_command_is_one_sentence(tmp_path: Path, command: str, message: str) -> None:
    """A command that is none, or runs no pytest, ends in one clear sentence."""
    with pytest.raises(SourceError, match=message):
        run_tests(command, tmp_path, tmp_path / "r.xml", roots=(), time_limit=60)


def test_a_run_has_a_time_limit(tmp_path: Path) -> None:
    """What does not end in time is ended, with all that it started."""
    sleeper = f"'{sys.executable}' -c 'import time; time.sleep(60)'"
    with pytest.raises(SourceError, match=r"did not end in 0\.5 seconds"):
        run_tests(sleeper, tmp_path, tmp_path / "r.xml", roots=(), time_limit=0.5)
