"""Bytes by key in one bounded file."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from audit.byte_store import ByteStore, delete_store, find_stores, make_room, measure_store

KIB = 1024


def open_store(folder: Path, name: str = "one", limit: int = 1024 * KIB) -> ByteStore:
    """A store below the test's folder."""
    return ByteStore(folder / f"{name}.sqlite", name="store", limit=limit)


def content_of(number: int, length: int = 10 * KIB) -> bytes:
    """Bytes that differ by number."""
    return number.to_bytes(4, "big") * (length // 4)


def set_day(path: Path, key: str, day: int) -> None:
    """Pretend that an entry was last asked for on another day."""
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE entries SET day = ? WHERE key = ?", (day, key))
    connection.close()


def test_what_is_kept_comes_back_in_the_order_asked(tmp_path: Path) -> None:
    """Entries survive the run; unknown keys are left out."""
    store = open_store(tmp_path)
    store.put_many([("a", b"1"), ("b", b"2")])
    store.close()
    again = open_store(tmp_path)
    assert list(again.get_many(["b", "x", "a"]).items()) == [("b", b"2"), ("a", b"1")]
    again.close()


def test_a_store_over_its_limit_forgets_what_was_not_asked_for_the_longest(tmp_path: Path) -> None:
    """Pruning takes the oldest days first and leaves what was read lately."""
    store = open_store(tmp_path)
    store.put_many((f"k{number}", content_of(number)) for number in range(50))
    for number in range(50):
        set_day(store.path, f"k{number}", number)
    assert store.get_many(["k0"]) == {"k0": content_of(0)}  # read today: now the youngest
    assert store.prune(300 * KIB) > 0
    kept = store.get_many(f"k{number}" for number in range(50))
    assert "k0" in kept
    assert "k49" in kept
    assert "k1" not in kept
    numbers = sorted(int(key[1:]) for key in kept if key != "k0")
    assert numbers == list(range(numbers[0], 50))
    store.close()


def test_closing_bounds_the_file(tmp_path: Path) -> None:
    """After a run that wrote too much the file is below its limit again."""
    limit = 400 * KIB
    store = open_store(tmp_path, limit=limit)
    store.put_many((f"k{number}", content_of(number)) for number in range(100))
    assert store.path.stat().st_size + Path(f"{store.path}-wal").stat().st_size > limit
    store.close()
    size = measure_store(store.path)
    assert size is not None
    assert 0 < size.entries < 100
    assert size.bytes <= limit
    assert store.path.stat().st_size <= limit


def test_nothing_is_forgotten_below_the_limit(tmp_path: Path) -> None:
    """Pruning a store that fits removes nothing."""
    store = open_store(tmp_path)
    store.put_many([("a", b"1")])
    assert store.prune(10 * 1024 * KIB) == 0
    assert store.get_many(["a"]) == {"a": b"1"}
    store.close()


def test_measuring_changes_nothing_and_a_stranger_is_no_store(tmp_path: Path) -> None:
    """A file that is no store has no size, and is left as it is."""
    (tmp_path / "other.sqlite").write_bytes(b"not a database")
    assert measure_store(tmp_path / "other.sqlite") is None
    assert measure_store(tmp_path / "absent.sqlite") is None
    assert (tmp_path / "other.sqlite").read_bytes() == b"not a database"
    assert not (tmp_path / "absent.sqlite").exists()


def test_room_is_made_by_removing_whole_stores_that_are_oldest(tmp_path: Path) -> None:
    """Stores of other versions go, oldest first, never the one to keep."""
    for place, name in enumerate(("old", "middle", "new")):
        store = open_store(tmp_path, name)
        store.put_many([("k", content_of(place, 200 * KIB))])
        store.close()
        os.utime(store.path, (place, place))
    assert len(find_stores(tmp_path)) == 3
    assert make_room(tmp_path, 300 * KIB, keep=frozenset({tmp_path / "old.sqlite"})) == 2
    assert [path.name for path in find_stores(tmp_path)] == ["old.sqlite"]
    assert delete_store(tmp_path / "old.sqlite")
    assert find_stores(tmp_path) == ()


def test_a_bounded_store_survives_a_place_that_cannot_be_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where no file can be made, everything is a miss after one warning."""
    (tmp_path / "file").write_text("")
    store = ByteStore(tmp_path / "file" / "x.sqlite", name="store", limit=KIB)
    store.put_many([("a", b"1")])
    assert store.get_many(["a"]) == {}
    store.close()
    assert len(caplog.records) == 1
