"""What is known of pairs of classes goes from one audit to the next."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from audit.cache_folder import CACHE_VARIABLE
from audit.model.rules import Rules
from audit.pipeline import pairs
from audit.pipeline.snapshot import audit_source
from audit.snapshots.codec import encode_snapshot
from audit.snapshots.family_memory import FamilyMemory
from tests.worlds.sources import build_source

DESK = """
class Desk:
    def reserve(self, seat):
        total = [seat, len(str(seat)), {number}]
        for each in total:
            self.rows.append(each + {number})
        return self.check(total)
    def check(self, seats):
        return sorted(seat for seat in seats if seat > {number} and seat not in self.rows)
"""


def draw_files(number: int) -> dict[str, str]:
    """Two desks; the second as its number says."""
    return {
        "pkg/__init__.py": "",
        "pkg/desk.py": DESK.format(number=1),
        "pkg/stand.py": DESK.format(number=number),
    }


def audit_files(files: Mapping[str, str]) -> dict[str, bytes]:
    """The bytes of the snapshot of these files."""
    return encode_snapshot(audit_source(build_source(files), Rules()).snapshot)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where pairs are kept, even those of few files."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    monkeypatch.setattr(pairs, "_FEWEST_FILES", 1)
    return tmp_path / "families" / "families.sqlite"


def read_entries(store: Path) -> list[bytes]:
    """All that is kept."""
    connection = sqlite3.connect(store)
    rows = connection.execute("SELECT content FROM entries").fetchall()
    connection.close()
    return [content for (content,) in rows]


def overwrite(store: Path, content: bytes, checksum: int) -> None:
    """Put other bytes in the place of each entry."""
    connection = sqlite3.connect(store)
    with connection:
        connection.execute("UPDATE entries SET content = ?, checksum = ?", (content, checksum))
    connection.close()


def test_an_audit_after_an_edit_has_the_bytes_of_a_first_one(
    store: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The pairs of the state before are at hand, those of the new one are kept in their place."""
    before = audit_files(draw_files(1))
    (kept,) = read_entries(store)
    warm = audit_files(draw_files(2))
    (kept_then,) = read_entries(store)
    assert kept != kept_then
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "other"))
    assert warm == audit_files(draw_files(2)) != before


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x80", zlib.compress(b"pairs")])
@pytest.mark.parametrize("sealed", [True, False])
def test_a_corrupt_entry_is_dropped_with_a_warning(
    store: Path, caplog: pytest.LogCaptureFixture, content: bytes, sealed: bool
) -> None:
    """Whether its checksum is right or not: one warning, the same answer, and it is made again."""
    expected = audit_files(draw_files(1))
    whole = read_entries(store)
    overwrite(store, content, zlib.crc32(content) if sealed else 1)
    assert audit_files(draw_files(1)) == expected
    messages = [record.getMessage() for record in caplog.records]
    assert len(messages) == (0 if sealed and not content else 1)
    assert all("corrupt" in message for message in messages)
    assert read_entries(store) == whole


def test_entries_cut_anywhere_are_dropped(store: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A sealed entry that lacks some bytes is never taken for a whole one."""
    expected = audit_files(draw_files(1))
    (whole,) = read_entries(store)
    for length in range(1, len(whole), max(1, len(whole) // 12)):
        caplog.clear()
        overwrite(store, whole[:length], zlib.crc32(whole[:length]))
        assert audit_files(draw_files(1)) == expected
        assert len(caplog.records) == 1


def test_revisions_of_one_source_share_what_is_kept(store: Path) -> None:
    """What follows an @ in the label is the revision; another name is another entry."""
    for name in ("world", "other"):
        memory = FamilyMemory(name)
        memory.put(name.encode())
        memory.close()
    assert sorted(read_entries(store)) == [b"other", b"world"]
    memory = FamilyMemory("world")
    assert memory.get() == b"world"
    memory.close()


def test_few_files_keep_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their families take less time than opening a file."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    audit_files(draw_files(1))
    assert not (tmp_path / "families").exists()


def test_an_entry_that_would_fill_the_store_is_not_kept(tmp_path: Path) -> None:
    """One entry never takes more than an eighth of the limit."""
    memory = FamilyMemory("world", tmp_path, limit=80)
    memory.put(b"x" * 11)
    assert memory.get() == b""
    memory.put(b"x" * 10)
    assert memory.get() == b"x" * 10
    memory.close()
