"""A folder written whole or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from audit.snapshots.replacement import find_folder, replace_folder

OLD = {"a": b"old a", "b": b"old b"}
NEW = {"a": b"new a", "c": b"new c"}

_KILLED = """
import os, signal, sys
from pathlib import Path
from audit.snapshots.replacement import replace_folder

folder, moment = Path(sys.argv[1]), int(sys.argv[2])
seen = 0

def kill(event, arguments):
    global seen
    if event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.listdir"):
        if any(str(argument).startswith(str(folder.parent)) for argument in arguments):
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(kill)
replace_folder({"a": b"new a", "c": b"new c"}, folder, check=lambda found: None)
"""


def _accept(_: Path) -> None:
    """Any folder may be replaced."""


def _read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(find_folder(folder).iterdir())}


def test_a_run_killed_at_any_point_leaves_the_old_or_the_new_folder(tmp_path: Path) -> None:
    """Killed before each single step in turn, the folder reads whole and the next run works."""
    states, windows = [], 0
    for moment in range(1, 60):
        folder = tmp_path / str(moment) / "s"
        replace_folder(OLD, folder, check=_accept)
        command = [sys.executable, "-c", _KILLED, str(folder), str(moment)]
        done = subprocess.run(command, check=False, cwd=Path(__file__).parents[3])
        assert done.returncode in (0, -9)
        windows += not folder.exists()
        found = _read(folder)
        assert found in (OLD, NEW)
        states.append(found == NEW)
        replace_folder(NEW, folder, check=_accept)
        assert _read(folder) == NEW
        assert os.listdir(folder.parent) == ["s"]
        if done.returncode == 0:
            break
    assert done.returncode == 0
    assert len(states) > 10
    assert windows == 1, "the name is missing between the two renames alone"
    assert states == sorted(states), "once replaced, it stays replaced"


def test_a_deleted_folder_is_not_brought_back(tmp_path: Path) -> None:
    """What a run killed while tidying left is no folder once the user deleted his."""
    folder = tmp_path / "s"
    replace_folder(OLD, folder, check=_accept)
    script = _KILLED.replace('"os.remove", "os.rmdir"', '"shutil.rmtree"')
    for moment in range(1, 60):
        command = [sys.executable, "-c", script, str(folder), str(moment)]
        subprocess.run(command, check=False, cwd=Path(__file__).parents[3])
        if len(os.listdir(tmp_path)) == 2 and _read(folder) == NEW and folder.exists():
            break
        replace_folder(OLD, folder, check=_accept)
    assert len(os.listdir(tmp_path)) == 2, "the old folder lies about"
    shutil.rmtree(folder)
    assert find_folder(folder) == folder
    assert not find_folder(folder).exists()


def test_simultaneous_writers_take_turns(tmp_path: Path) -> None:
    """Several processes replacing one folder all succeed, and one of them wins whole."""
    folder = tmp_path / "s"
    code = (
        "import sys; from pathlib import Path\n"
        "from audit.snapshots.replacement import replace_folder\n"
        "for n in range(20):\n"
        "    data = sys.argv[2].encode()\n"
        "    replace_folder({'a': data, 'b': data}, Path(sys.argv[1]), check=lambda f: None)\n"
    )
    root = Path(__file__).parents[3]
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(folder), name], cwd=root)
        for name in ("one", "two", "three")
    ]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    found = _read(folder)
    assert found["a"] == found["b"]
    assert os.listdir(tmp_path) == ["s"]


def test_long_and_odd_names_work(tmp_path: Path) -> None:
    """A folder name may be as long as the disk allows and hold characters of patterns."""
    for name in ("n" * 255, "[*]?", "שלום", " "):
        replace_folder(OLD, tmp_path / name, check=_accept)
        replace_folder(NEW, tmp_path / name, check=_accept)
        assert _read(tmp_path / name) == NEW


def test_others_may_read_what_was_written(tmp_path: Path) -> None:
    """The folder and its files have the user's ordinary permissions."""
    folder = tmp_path / "s"
    replace_folder(OLD, folder, check=_accept)
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "file").write_bytes(b"")
    assert folder.stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert (folder / "a").stat().st_mode == (tmp_path / "plain" / "file").stat().st_mode


def test_a_folder_that_holds_the_files_already_is_left_as_it_is(tmp_path: Path) -> None:
    """The same bytes are not written again; anything else is checked and replaced."""
    folder = tmp_path / "s"
    checked: list[Path] = []
    replace_folder(OLD, folder, check=checked.append)
    first = folder.stat().st_ino
    replace_folder(OLD, folder, check=checked.append)
    assert (folder.stat().st_ino, checked) == (first, [])
    assert sorted(os.listdir(tmp_path)) == ["s"]
    name = sorted(OLD)[0]
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    replace_folder(OLD, folder, check=checked.append)
    assert len(checked) == 1
    assert not (folder / name).is_symlink()
    (folder / "beside").mkdir()
    replace_folder(OLD, folder, check=checked.append)
    (folder / name).write_bytes(OLD[name][::-1] + b"x")
    replace_folder(OLD, folder, check=checked.append)
    (folder / name).write_bytes(bytes(len(OLD[name])))
    replace_folder(OLD, folder, check=checked.append)
    assert len(checked) == 4
    assert _read(folder) == OLD
