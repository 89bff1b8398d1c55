"""Facts kept by content."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from audit.extraction.cache import FactCache, encode_facts
from audit.model.export_facts import ExportFact, LazyEntry, LazyFact, ModuleAliasFact
from audit.model.facts import (
    BindingFact,
    BindingKind,
    ClassFact,
    DeprecationFact,
    FileFacts,
    Fingerprint,
    FunctionFact,
    ImportFact,
    ImportKind,
    Parameter,
    ParseProblem,
    Signature,
    StringFact,
    UseFact,
)


def blob(number: int) -> str:
    """A blob id."""
    return f"{number:040x}"


def facts_of(number: int) -> FileFacts:
    """Small facts that differ by number."""
    return FileFacts(blob=blob(number), lines=number, strings=())


def full_facts() -> FileFacts:
    """Facts with every kind of record in them."""
    parameter = Parameter(name="x", kind="any", annotation="int", default="1")
    signature = Signature(parameters=(parameter,), returns="str", is_async=True)
    function = FunctionFact(qualname="C.f", line=1, end_line=2, signature=signature, returns=("M",))
    fingerprint = Fingerprint(exact="a", renamed="b", shape=b"\0\xff", bag=b"", tokens=3)
    return FileFacts(
        blob=blob(1),
        lines=9,
        statements=8,
        logic=7,
        imports=(
            ImportFact(module="a.b", level=1, name=None, alias="c", scope="f", guard="x > 1",
                       line=3, kinds=(ImportKind.LAZY, ImportKind.OPTIONAL), computed=True),
        ),
        bindings=(BindingFact(name="é", kind=BindingKind.ALIAS, line=1, target="a.b", index=0),),
        classes=(
            ClassFact(qualname="C", line=1, end_line=2, bases=("B",), decorators=("d",),
                      metaclass="M", methods=(function,), attributes=("x",), collaborators=("y",),
                      fingerprint=fingerprint),
        ),
        functions=(function,),
        exports=(
            ExportFact(operation="add", names=("x",), modules=("m",), line=1, complete=False),
        ),
        lazy=LazyFact(
            entries=(LazyEntry(name="x", module=".m", attribute="", line=1, deprecated=True),),
            delegates=("m",), opaque=True, line=1,
        ),
        deprecations=(
            DeprecationFact(scope="", name="x", category="W", message="m", replacement="r", line=1),
        ),
        strings=(StringFact(value="a.b", context="patch", scope="", line=1),),
        uses=(UseFact(chain="m.C", scope="", line=1, call=True),),
        module_aliases=(ModuleAliasFact(key="__name__", value="x", line=1),),
        problems=(ParseProblem(line=1, message="bad"),),
    )  # fmt: skip


def warnings_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The messages logged as warnings."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_facts_come_back_as_they_were(tmp_path: Path) -> None:
    """What was put is what is got, also by another run, with every kind of record."""
    facts = full_facts()
    with FactCache("1", tmp_path) as cache:
        assert cache.get(facts.blob) is None
        cache.put(facts)
        assert cache.get(facts.blob) == facts
    with FactCache("1", tmp_path) as cache:
        assert cache.get(facts.blob) == facts


def test_many_are_read_in_the_order_asked_for(tmp_path: Path) -> None:
    """A batch answers what it has, more than one query holds, in the order of the question."""
    with FactCache("1", tmp_path) as cache:
        cache.put_many(facts_of(number) for number in range(1200))
        asked = [blob(number) for number in (1199, 5000, 3, 700, 3)]
        assert list(cache.get_many(asked)) == [blob(1199), blob(3), blob(700)]
        assert len(cache.get_many(blob(number) for number in range(2000))) == 1200


def test_another_extractor_version_finds_nothing(tmp_path: Path) -> None:
    """Facts of one version of the extractor are never handed to another."""
    with FactCache("1", tmp_path) as cache:
        cache.put(facts_of(1))
    with FactCache("2", tmp_path) as cache:
        assert cache.get(blob(1)) is None


def test_a_changed_record_is_a_changed_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a field of the facts changes, old entries are not read with the new layout."""
    before = FactCache("1", tmp_path).path
    monkeypatch.setattr("audit.model.facts.__all__", ["FileFacts"])
    assert FactCache("1", tmp_path).path != before


def test_the_folder_follows_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder the cache lives below `$SSOT_AUDIT_CACHE`."""
    monkeypatch.setenv("SSOT_AUDIT_CACHE", str(tmp_path / "here"))
    with FactCache("1") as cache:
        assert cache.path.parent == tmp_path / "here" / "facts"


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE entries SET content = x'00'",
        "UPDATE entries SET content = substr(content, 1, 5)",
        "UPDATE entries SET content = 'text'",
        "UPDATE entries SET checksum = 7",
    ],
)
def test_a_corrupt_entry_is_dropped_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    """An entry that does not read back is a miss, is warned of once, and can be made again."""
    with FactCache("1", tmp_path) as cache:
        cache.put_many([facts_of(1), facts_of(2)])
    with sqlite3.connect(cache.path) as connection:
        connection.execute(f"{damage} WHERE key = '{blob(1)}'")
    connection.close()
    with FactCache("1", tmp_path) as cache:
        assert cache.get_many([blob(1), blob(2)]) == {blob(2): facts_of(2)}
        assert len(warnings_of(caplog)) == 1
        assert "1 entry is corrupt" in warnings_of(caplog)[0]
        cache.put(facts_of(1))
    with FactCache("1", tmp_path) as cache:
        assert cache.get(blob(1)) == facts_of(1)


def test_an_entry_under_another_key_is_corrupt(tmp_path: Path) -> None:
    """Facts that name another blob than their key are not believed."""
    with FactCache("1", tmp_path) as cache:
        cache.put_encoded([(blob(1), encode_facts(facts_of(2)))])
        assert cache.get(blob(1)) is None


@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"SQLite format 3\0" + b"\1" * 5000]
)
def test_a_damaged_file_is_begun_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    """A file that is no database is removed with one warning, and the cache works again."""
    path = FactCache("1", tmp_path).path
    for leftover in tmp_path.iterdir():
        leftover.unlink()
    path.write_bytes(content)
    with FactCache("1", tmp_path) as cache:
        cache.put(facts_of(1))
        assert cache.get(blob(1)) == facts_of(1)
    assert len(warnings_of(caplog)) == 1
    assert "begun anew" in warnings_of(caplog)[0]


def test_pages_damaged_in_the_middle_cost_the_cache_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A database with overwritten pages never fails the run; afterwards it works again."""
    with FactCache("1", tmp_path) as cache:
        cache.put_many(facts_of(number) for number in range(2000))
    content = bytearray(cache.path.read_bytes())
    content[4096 : 4096 * 20] = b"\xa5" * (4096 * 19)
    cache.path.write_bytes(content)
    with FactCache("1", tmp_path) as cache:
        found = cache.get_many(blob(number) for number in range(2000))
        assert all(facts == facts_of(int(key, 16)) for key, facts in found.items())
        cache.put(facts_of(1))
    assert warnings_of(caplog)
    with FactCache("1", tmp_path) as cache:
        assert cache.get(blob(1)) == facts_of(1)


def test_a_place_that_cannot_be_written_means_no_cache(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where no folder can be made, everything works without a cache after one warning."""
    (tmp_path / "file").write_text("")
    with FactCache("1", tmp_path / "file" / "facts") as cache:
        cache.put(facts_of(1))
        assert cache.get(blob(1)) is None
        cache.put(facts_of(2))
    assert len(warnings_of(caplog)) == 1
    assert "going on without it" in warnings_of(caplog)[0]


def test_a_full_disk_means_no_more_writing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk is full, one warning is given, what is cached can still be read."""
    connect = sqlite3.connect

    def small(*arguments: object, **options: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)  # type: ignore[call-overload]
        connection.execute("PRAGMA max_page_count = 30")
        return connection

    monkeypatch.setattr(sqlite3, "connect", small)
    with FactCache("1", tmp_path) as cache:
        cache.put(facts_of(1))
        for start in range(1000, 4000, 1000):
            cache.put_many(facts_of(number) for number in range(start, start + 1000))
        assert cache.get(blob(1)) == facts_of(1)
        assert cache.get(blob(1000)) is None
    assert len(warnings_of(caplog)) == 1
    assert "full" in warnings_of(caplog)[0]


def test_a_read_only_file_can_still_be_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache that may be read but not written is used for what it has."""
    with FactCache("1", tmp_path) as cache:
        cache.put(facts_of(1))
        assert cache.store.connection is not None
        cache.store.connection.execute("PRAGMA query_only = ON")
        cache.put(facts_of(2))
        assert cache.get(blob(1)) == facts_of(1)
        assert cache.get(blob(2)) is None
    assert len(warnings_of(caplog)) == 1


def write_range(folder: Path, start: int) -> None:
    """Put 300 entries one by one; runs in its own process."""
    with FactCache("1", folder) as cache:
        for number in range(start, start + 300):
            cache.put(facts_of(number))


def test_two_runs_at_once_lose_nothing(tmp_path: Path) -> None:
    """Processes that write at the same time all keep what they put."""
    context = multiprocessing.get_context("fork")
    runs = [context.Process(target=write_range, args=(tmp_path, start)) for start in (0, 150, 5000)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
        assert run.exitcode == 0
    with FactCache("1", tmp_path) as cache:
        wanted = [*range(450), *range(5000, 5300)]
        assert cache.get_many(map(blob, wanted)) == {blob(n): facts_of(n) for n in wanted}


KILLED = """
import sys
from pathlib import Path
from audit.extraction.cache import FactCache
from audit.model.facts import FileFacts
cache = FactCache("1", Path(sys.argv[1]))
number = 0
while True:
    cache.put_many(FileFacts(blob=f"{n:040x}", lines=n) for n in range(number, number + 50))
    number += 50
    print(number, flush=True)
"""


def test_a_killed_run_leaves_whole_transactions(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """After SIGKILL in the middle of writing, every batch is there whole or not at all."""
    run = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert run.stdout is not None
    for _ in range(20):
        run.stdout.readline()
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    run.stdout.close()
    with FactCache("1", tmp_path) as cache:
        found = cache.get_many(blob(number) for number in range(100_000))
    assert len(found) >= 1000
    assert len(found) % 50 == 0
    assert all(facts == facts_of(int(key, 16)) for key, facts in found.items())
    assert warnings_of(caplog) == []
