"""Blob ids that are kept between looks at a folder: trusted only where git would trust them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from audit import file_stamps
from audit.byte_store import ByteStore
from audit.errors import SourceError
from audit.sources import worktree
from audit.sources.blob_index import INDEX_LIMIT, BlobIndex
from audit.sources.source import Source
from audit.sources.worktree import INDEXED_FILES, open_worktree

Draw = Callable[..., Path]
DAY = 86_400
FILES = {f"pkg/m{number:03}.py": f"X = {number:03}\n" for number in range(INDEXED_FILES)}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own; files are old enough a moment after they were written."""
    monkeypatch.setenv("SSOT_AUDIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(file_stamps, "_YOUNG_NANOSECONDS", 0)
    return tmp_path / "cache"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that a look at a folder opens, as they are opened."""
    opened: list[str] = []
    usual = worktree._read_regular

    def note(place: str) -> bytes:
        opened.append(os.path.basename(place))
        return usual(place)

    monkeypatch.setattr(worktree, "_read_regular", note)
    return opened


def blobs(source: Source) -> dict[str, str]:
    """The blob ids of a source by path."""
    return {file.path: file.blob for file in source.tree.files}


def wait_for_the_clock(root: Path) -> None:
    """Until another write would bear another time."""
    probe = root.parent / "probe"
    probe.write_text("")
    first = probe.stat().st_ctime_ns
    while probe.stat().st_ctime_ns == first:
        time.sleep(0.002)
        probe.write_text("")


def look(root: Path, exclude: tuple[str, ...] = ()) -> Source:
    """Open the folder once its files are older than the moment of looking."""
    wait_for_the_clock(root)
    return open_worktree(root, label="x", exclude=exclude)


def test_files_that_nobody_touched_are_not_read_again(draw: Draw, read: list[str]) -> None:
    """A second look answers the same without opening a file."""
    root = draw(FILES)
    first = look(root)
    assert sorted(read) == sorted(os.path.basename(path) for path in FILES)
    read.clear()
    second = look(root)
    assert read == []
    assert second.tree == first.tree
    assert second.read(second.tree.files[7]) == b"X = 007\n"


def test_one_changed_file_is_one_file_read(draw: Draw, read: list[str]) -> None:
    """Changed, added and removed files are found; the others are not opened."""
    root = draw(FILES)
    look(root)
    (root / "pkg/m003.py").write_text("X = 30\n")
    (root / "pkg/new.py").write_text("")
    (root / "pkg/m004.py").unlink()
    read.clear()
    found = blobs(look(root))
    assert sorted(read) == ["m003.py", "new.py"]
    assert found.keys() == {*FILES, "pkg/new.py"} - {"pkg/m004.py"}
    read.clear()
    assert blobs(look(root)) == found
    assert read == []


def test_an_edit_that_keeps_size_and_modification_time_is_noticed(draw: Draw) -> None:
    """The modification time set back does not hide an edit in place."""
    root = draw(FILES)
    edited = root / "pkg/m003.py"
    os.utime(edited, (time.time() - DAY, time.time() - DAY))
    before = blobs(look(root))
    status = edited.stat()
    edited.write_text("X = 999\n")
    os.utime(edited, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (edited.stat().st_size, edited.stat().st_mtime_ns) == (
        status.st_size,
        status.st_mtime_ns,
    )
    after = blobs(look(root))
    assert [path for path in FILES if after[path] != before[path]] == ["pkg/m003.py"]


def test_a_file_that_another_takes_the_place_of_is_noticed(draw: Draw) -> None:
    """A file of the same size and time that is renamed over it is another file."""
    root = draw(FILES)
    place = root / "pkg/m003.py"
    other = root.parent / "other.py"
    other.write_text("X = 999\n")
    day = time.time_ns() - DAY * 10**9
    for path in (place, other):
        os.utime(path, ns=(day, day))
    before = blobs(look(root))
    other.replace(place)
    assert blobs(look(root))["pkg/m003.py"] != before["pkg/m003.py"]


def test_a_file_written_just_before_the_look_is_hashed_again(
    draw: Draw, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could be written again within the same tick of a clock is not kept, whatever its
    stamp says: neither a young change time nor a young modification time."""
    root = draw(FILES)
    os.utime(root / "pkg/m003.py", (time.time() + 1, time.time() + 1))
    look(root)
    read.clear()
    look(root)
    assert read == ["m003.py"]
    monkeypatch.undo()
    monkeypatch.setenv("SSOT_AUDIT_CACHE", str(root.parent / "another"))
    index = BlobIndex(str(root), ())
    old = time.time_ns() - DAY * 10**9 + 1
    now = time.time_ns() - 2_000_000_001
    stamps = {"old": (1, old, old, 2, 3), "new": (1, old, now, 2, 3), "set": (1, now, old, 2, 3)}
    assert not any(index.find(name, stamp) for name, stamp in stamps.items())
    index.save({name: (stamp, "0" * 40) for name, stamp in stamps.items()})
    index.load()
    assert [name for name, stamp in stamps.items() if index.find(name, stamp)] == ["old"]


def test_a_change_time_of_a_coarse_clock_is_not_believed(draw: Draw) -> None:
    """File systems that take the change time from the modification time count in steps of ten
    milliseconds or more: what such a clock may have told is hashed again."""
    index = BlobIndex(str(draw({})), ())
    fine, coarse = (8, 10**18, 10**18 + 1, 1, 1), (8, 10**18, 10**18 + 120_000_000, 1, 1)
    assert not index.find("fine.py", fine)
    index.save({"fine.py": (fine, "a" * 40), "coarse.py": (coarse, "b" * 40)})
    index.load()
    assert index.find("fine.py", fine) == "a" * 40
    assert index.find("coarse.py", coarse) == ""


def test_where_there_is_no_change_time_every_file_is_read(
    draw: Draw, read: list[str], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a system whose `st_ctime` is the time of creation nothing is kept."""
    monkeypatch.setattr(worktree, "has_change_time", lambda: False)
    root = draw(FILES)
    look(root)
    look(root)
    assert len(read) == 2 * len(FILES)
    assert not cache.exists()


def test_a_small_folder_needs_no_index(draw: Draw, cache: Path) -> None:
    """Hashing a few files is sooner done than opening an index of them."""
    look(draw({"a.py": "", "b.py": ""}))
    assert not cache.exists()


@pytest.mark.parametrize("content", [b"", b"\x93no index", b"\x82"])
def test_a_corrupt_index_is_dropped_with_a_warning(
    draw: Draw, read: list[str], content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """What does not read back is dropped, all files are hashed, and the next look knows them."""
    root = draw(FILES)
    before = blobs(look(root))
    index = BlobIndex(os.path.realpath(root), ())
    store = ByteStore(index.path, name="x", limit=INDEX_LIMIT)
    store.put_many([(index._key, content)])
    store.close()
    read.clear()
    assert blobs(look(root)) == before
    assert len(read) == len(FILES)
    assert "file index" in caplog.text
    assert "corrupt" in caplog.text
    read.clear()
    assert blobs(look(root)) == before
    assert read == []


def test_a_file_that_is_no_database_costs_a_warning(
    draw: Draw, caplog: pytest.LogCaptureFixture
) -> None:
    """A damaged file of indexes is begun anew."""
    root = draw(FILES)
    before = blobs(look(root))
    BlobIndex(str(root), ()).path.write_bytes(b"no database" * 1000)
    assert blobs(look(root)) == before
    assert "begun anew" in caplog.text


def test_the_index_of_another_folder_is_not_used(
    draw: Draw, read: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    """An entry under this folder's key that names another folder is dropped."""
    one, two = draw(FILES, "one"), draw(dict.fromkeys(FILES, "X = 999\n"), "two")
    look(one)
    mine, other = (BlobIndex(os.path.realpath(root), ()) for root in (two, one))
    store = ByteStore(mine.path, name="x", limit=INDEX_LIMIT)
    store.put_many([(mine._key, store.get_many([other._key])[other._key])])
    store.close()
    read.clear()
    look(two)
    assert len(read) == len(FILES)
    assert "corrupt" in caplog.text


def test_each_set_of_exclusions_has_its_own_index(draw: Draw, read: list[str]) -> None:
    """A look at a part of the folder does not cost the next look at all of it."""
    root = draw({**FILES, "docs/conf.py": ""})
    whole = look(root).tree
    look(root, exclude=("docs",))
    read.clear()
    assert look(root).tree == whole
    assert read == []


def test_two_looks_at_once_end_with_an_index_that_is_right(draw: Draw, read: list[str]) -> None:
    """Processes that look at one folder at the same time all see it as it is, and so does the
    next one, without opening a file."""
    root = draw(FILES)
    wait_for_the_clock(root)
    code = (
        "import sys; from pathlib import Path\n"
        "from audit import file_stamps; file_stamps._YOUNG_NANOSECONDS = 0\n"
        "from audit.sources.worktree import open_worktree\n"
        "print(open_worktree(Path(sys.argv[1]), label='x').tree.revision)"
    )
    command = [sys.executable, "-c", code, str(root)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    told = {each.communicate()[0].strip() for each in running}
    assert told == {look(root).tree.revision}
    assert read == []


def test_an_id_that_turns_out_wrong_is_forgotten(draw: Draw, read: list[str]) -> None:
    """A file whose content is not what the index says is refused once, and hashed next time."""
    root = draw(FILES)
    look(root)
    index = BlobIndex(os.path.realpath(root), ())
    index.load()
    stamp = file_stamps.stamp_file((root / "pkg/m003.py").stat())
    assert index.find("pkg/m003.py", stamp)
    assert not index.find("gone.py", stamp)
    index.save({path: (file_stamps.stamp_file((root / path).stat()), "0" * 40) for path in FILES})
    source = look(root)
    with pytest.raises(SourceError, match="changed while it was being audited"):
        source.read(source.tree.files[3])
    read.clear()
    assert look(root).tree.files[3].blob != "0" * 40
    assert len(read) == len(FILES)
