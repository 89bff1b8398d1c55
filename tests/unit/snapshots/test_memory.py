"""Finished audits that are remembered."""

from __future__ import annotations

import dataclasses
import sqlite3
from pathlib import Path

import pytest

from audit.model.findings import Finding, FindingKind, Severity
from audit.model.modules import Module, Zone
from audit.model.rules import Component, Rules
from audit.snapshots.codec import encode_snapshot
from audit.snapshots.memory import SnapshotMemory, code_digest, is_lasting, memory_key
from tests.worlds.snapshots import small_snapshot

COMPONENT = Component(id="seats", title="Seats", symbols=("Seat*",), max_paths=2)


def test_a_remembered_audit_is_the_same_to_the_byte(tmp_path: Path) -> None:
    """What comes back equals what was kept, components included, and saves to the same bytes."""
    snapshot = small_snapshot()
    memory = SnapshotMemory(tmp_path)
    memory.put("key", encode_snapshot(snapshot), [COMPONENT])
    memory.close()
    memory = SnapshotMemory(tmp_path)
    kept = memory.get("key")
    memory.close()
    assert kept == (snapshot, (COMPONENT,))
    assert kept is not None
    assert encode_snapshot(kept[0]) == encode_snapshot(snapshot)


def test_an_unknown_key_is_not_remembered(tmp_path: Path) -> None:
    """Another key, another tree: nothing comes back."""
    memory = SnapshotMemory(tmp_path)
    memory.put("key", encode_snapshot(small_snapshot()), [])
    assert memory.get("other") is None
    memory.close()


def test_a_damaged_entry_is_dropped_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An entry whose bytes changed is a miss, and stays one."""
    memory = SnapshotMemory(tmp_path)
    memory.put("key", encode_snapshot(small_snapshot()), [])
    memory.close()
    connection = sqlite3.connect(memory.path)
    with connection:
        connection.execute("UPDATE entries SET content = x'00'")
    connection.close()
    memory = SnapshotMemory(tmp_path)
    assert memory.get("key") is None
    assert len(caplog.records) == 1
    assert "corrupt" in caplog.records[0].getMessage()
    assert memory.get("key") is None
    memory.close()


def test_a_snapshot_too_large_for_the_memory_is_not_kept(tmp_path: Path) -> None:
    """One entry never takes more than an eighth of the limit."""
    memory = SnapshotMemory(tmp_path, limit=8 * 1024)
    memory.put("key", encode_snapshot(small_snapshot()), [])
    assert memory.get("key") is None
    memory.close()


def test_the_key_depends_on_every_part_and_their_borders() -> None:
    """Other rules, or the same texts cut elsewhere, are another key; equal parts the same."""
    assert memory_key(Rules(), "a") == memory_key(Rules(), "a")
    assert memory_key(Rules(), "a") != memory_key(Rules(max_paths=2), "a")
    assert memory_key("ab", "c") != memory_key("a", "bc")


def test_the_code_digest_follows_the_code(tmp_path: Path) -> None:
    """A changed, added or renamed module of the kit is another digest."""
    (tmp_path / "a.py").write_text("x = 1\n")
    first = code_digest(tmp_path)
    (tmp_path / "a.py").write_text("x = 2\n")
    second = code_digest(tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    third = code_digest(tmp_path)
    assert len({first, second, third}) == 3


def test_an_audit_with_a_file_that_could_not_be_read_is_not_lasting() -> None:
    """A file without lines but with a parse problem may be readable next time."""
    snapshot = small_snapshot()
    module = Module(
        name="lost", file="lost.py", root="", zone=Zone.PRODUCTION, is_package=False,
        blob="0" * 40, lines=0, statements=0,
    )  # fmt: skip
    finding = Finding(
        kind=FindingKind.PARSE_PROBLEM, severity=Severity.ERROR, confidence=1.0,
        subject="lost.py", message="could not be read", fingerprint="f", zone="production",
    )  # fmt: skip
    assert is_lasting(snapshot)
    assert is_lasting(dataclasses.replace(snapshot, modules=(*snapshot.modules, module)))
    broken = dataclasses.replace(
        snapshot,
        modules=(*snapshot.modules, module),
        findings=(*snapshot.findings, finding),
    )
    assert not is_lasting(broken)


def test_the_kept_files_come_back_without_being_read(tmp_path: Path) -> None:
    """The files of a kept snapshot are those that were kept, byte for byte, and its figures those
    of the snapshot."""
    snapshot = small_snapshot()
    files = encode_snapshot(snapshot)
    memory = SnapshotMemory(tmp_path)
    memory.put("key", files, [COMPONENT])
    kept = memory.get_files("key")
    assert kept is not None
    assert kept[0] == files
    assert (kept[1].metrics, kept[1].symbols) == (snapshot.metrics, len(snapshot.ledger))
    assert memory.get_files("other") is None
    memory.close()


def test_kept_files_that_do_not_match_their_digests_are_dropped(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Files that the document does not vouch for are a miss, with a warning."""
    files = encode_snapshot(small_snapshot())
    memory = SnapshotMemory(tmp_path)
    memory.put("key", {**files, "uses.parquet": b"edited"}, [])
    assert memory.get_files("key") is None
    assert "corrupt" in caplog.records[0].getMessage()
    memory.close()
