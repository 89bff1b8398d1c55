"""Snapshots on disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from audit.errors import SnapshotError, UnknownNameError
from audit.snapshots.store import is_snapshot, load_snapshot, load_table, save_snapshot
from tests.worlds.snapshots import hostile_snapshot, small_snapshot


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_saved_snapshot_is_loaded_as_it_was(tmp_path: Path) -> None:
    """Loading gives back what was saved; missing parent folders are made."""
    folder = tmp_path / "deep" / "snapshot"
    assert save_snapshot(hostile_snapshot(), folder) == folder
    assert load_snapshot(folder) == hostile_snapshot()


def test_two_saves_give_the_same_bytes(tmp_path: Path) -> None:
    """Nothing of the clock, the machine or the folder is in the files."""
    one = save_snapshot(small_snapshot(), tmp_path / "one")
    two = save_snapshot(small_snapshot(), tmp_path / "other place" / "two")
    assert _bytes(one) == _bytes(two)
    assert all(str(tmp_path).encode() not in data for data in _bytes(one).values())


def test_a_snapshot_is_replaced_whole(tmp_path: Path) -> None:
    """Saving over a snapshot leaves the new one alone, and nothing beside it."""
    folder = save_snapshot(small_snapshot(), tmp_path / "s")
    save_snapshot(small_snapshot("phase-1"), folder)
    assert load_snapshot(folder) == small_snapshot("phase-1")
    assert os.listdir(tmp_path) == ["s"]


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    """An empty folder loses nothing and becomes the snapshot."""
    (tmp_path / "s").mkdir()
    assert load_snapshot(save_snapshot(small_snapshot(), tmp_path / "s")) == small_snapshot()


@pytest.mark.parametrize(
    "content",
    [
        {"notes.txt": b"mine"},
        {"snapshot.json": b"{}"},
        {"snapshot.json": b'{\n "format": "ssot-audit snapshot", "schema_version": 99}'},
    ],
    ids=["other files", "foreign json", "another schema"],
)
def test_what_is_not_an_intact_snapshot_is_never_overwritten(
    tmp_path: Path, content: dict[str, bytes]
) -> None:
    """A folder that holds anything else is refused and left as it is."""
    folder = tmp_path / "s"
    folder.mkdir()
    for name, data in content.items():
        (folder / name).write_bytes(data)
    with pytest.raises(SnapshotError, match="nothing was overwritten"):
        save_snapshot(small_snapshot(), folder)
    assert _bytes(folder) == content
    assert os.listdir(tmp_path) == ["s"]


@pytest.mark.parametrize("damage", ["truncate", "extra"])
def test_a_damaged_or_extended_snapshot_is_not_overwritten(tmp_path: Path, damage: str) -> None:
    """A snapshot that was edited, or that holds a note of someone, is kept."""
    folder = save_snapshot(small_snapshot(), tmp_path / "s")
    name = "notes.txt" if damage == "extra" else "uses.parquet"
    (folder / name).write_bytes(b"mine")
    before = _bytes(folder)
    with pytest.raises(SnapshotError, match=rf"{name}.*nothing was overwritten"):
        save_snapshot(small_snapshot("phase-1"), folder)
    assert _bytes(folder) == before


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    """A file with the folder's name is kept."""
    (tmp_path / "s").write_text("mine")
    with pytest.raises(SnapshotError, match="not a folder"):
        save_snapshot(small_snapshot(), tmp_path / "s")
    assert (tmp_path / "s").read_text() == "mine"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS], ids=["full", "read-only"])
@pytest.mark.parametrize("call", ["fsync", "mkdir", "rename"])
def test_a_full_or_read_only_disk_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    """One clear error, the old snapshot as it was, nothing half-written beside it."""
    folder = save_snapshot(small_snapshot(), tmp_path / "s")
    real = getattr(os, call)
    calls: list[int] = []

    def refuse(*arguments: object, **options: object) -> object:
        calls.append(1)
        if call != "rename" or len(calls) == 2:
            raise OSError(code, os.strerror(code))
        return real(*arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(os, call, refuse)
        with pytest.raises(SnapshotError, match=f"not saved: {os.strerror(code)}.*nothing was"):
            save_snapshot(small_snapshot("phase-1"), folder)
    assert load_snapshot(folder) == small_snapshot()
    assert os.listdir(tmp_path) == ["s"]


def test_a_parent_that_is_a_file_is_one_clear_error(tmp_path: Path) -> None:
    """A folder below a file cannot be made, and the error says so."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SnapshotError, match="was not saved"):
        save_snapshot(small_snapshot(), tmp_path / "file" / "s")


def test_a_snapshot_behind_a_link_stays_behind_it(tmp_path: Path) -> None:
    """Saving to a link replaces the folder that it leads to."""
    save_snapshot(small_snapshot(), tmp_path / "real")
    (tmp_path / "link").symlink_to("real")
    save_snapshot(small_snapshot("phase-1"), tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert load_snapshot(tmp_path / "real") == small_snapshot("phase-1")


@pytest.mark.parametrize("place", ["missing", "a file", "a folder of something else"])
def test_what_is_no_snapshot_cannot_be_loaded(tmp_path: Path, place: str) -> None:
    """A path without a snapshot gives one sentence with the path."""
    (tmp_path / "a file").write_text("")
    (tmp_path / "a folder of something else").mkdir()
    with pytest.raises(SnapshotError, match=place):
        load_snapshot(tmp_path / place)
    assert not is_snapshot(tmp_path / place)


@pytest.mark.parametrize("name", ["snapshot.json", "uses.parquet"])
def test_the_damaged_file_is_named(tmp_path: Path, name: str) -> None:
    """A truncated file is named with its place and what to do, and stays as it is."""
    folder = save_snapshot(small_snapshot(), tmp_path / "s")
    (folder / name).write_bytes((folder / name).read_bytes()[:200])
    with pytest.raises(SnapshotError, match=rf"{folder / name}: .*truncated.*take the snapshot"):
        load_snapshot(folder)
    assert is_snapshot(folder)


def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    """A file that is not a regular one is refused instead of read."""
    folder = save_snapshot(small_snapshot(), tmp_path / "s")
    (folder / "uses.parquet").unlink()
    os.mkfifo(folder / "uses.parquet")
    with pytest.raises(SnapshotError, match=r"uses\.parquet: this is not a regular file"):
        load_snapshot(folder)


def test_a_snapshot_is_known_by_its_document(tmp_path: Path) -> None:
    """A folder is a snapshot by what its snapshot.json says, not by having one."""
    folder = save_snapshot(small_snapshot(), tmp_path / "s")
    assert is_snapshot(folder)
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "snapshot.json").write_text('{"name": "some test fixture"}')
    assert not is_snapshot(tmp_path / "app")


def test_a_table_is_loaded_as_a_data_frame(tmp_path: Path) -> None:
    """One table comes as a pandas frame with its rows in order."""
    folder = save_snapshot(small_snapshot(), tmp_path / "s")
    frame = load_table(folder, "modules")
    assert frame["name"].tolist() == [module.name for module in small_snapshot().modules]
    assert int(frame["lines"].sum()) == small_snapshot().coverage.lines


def test_an_unknown_table_is_answered_with_the_nearest(tmp_path: Path) -> None:
    """A misspelt table name gives the nearest one."""
    folder = save_snapshot(small_snapshot(), tmp_path / "s")
    with pytest.raises(UnknownNameError, match="nearest is 'modules'"):
        load_table(folder, "module")


def test_a_damaged_table_is_not_loaded(tmp_path: Path) -> None:
    """A table is checked against the document before it is shown."""
    folder = save_snapshot(small_snapshot(), tmp_path / "s")
    other = save_snapshot(small_snapshot("phase-1"), tmp_path / "o")
    (folder / "uses.parquet").write_bytes((other / "uses.parquet").read_bytes())
    with pytest.raises(SnapshotError, match=r"uses\.parquet"):
        load_table(folder, "uses")
    assert len(load_table(folder, "modules")) == 11
