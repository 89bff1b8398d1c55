"""Facts of many files."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from audit.errors import SourceError
from audit.extraction import collect, extract
from audit.extraction.cache import FactCache, encode_facts
from audit.extraction.collect import collect_facts
from audit.model.facts import FileFacts
from audit.model.source import SourceFile


class World:
    """Files with contents, and how often each was read and extracted."""

    def __init__(self, contents: dict[str, bytes]) -> None:
        self.contents = dict(contents)
        self.read_paths: list[str] = []
        self.extracted: list[bytes] = []

    @property
    def files(self) -> list[SourceFile]:
        """The files; equal contents have equal blob ids."""
        return [
            SourceFile(path=path, blob=content.hex().rjust(40, "0")[-40:], size=len(content))
            for path, content in self.contents.items()
        ]

    def read(self, file: SourceFile) -> bytes:
        """Return a file's content and note it."""
        self.read_paths.append(file.path)
        return self.contents[file.path]

    def extract(self, content: bytes, blob: str) -> bytes:
        """Stand in for the extractor: some contents fail, some end the process."""
        self.extracted.append(content)
        if content == b"bug":
            raise RecursionError
        if content == b"kill" and multiprocessing.parent_process() is not None:
            os._exit(9)
        return encode_facts(FileFacts(blob=blob, lines=len(content)))


@pytest.fixture
def draw(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, bytes]], World]:
    """Draw a world and put its extractor in place, for forked workers too."""

    def make(contents: dict[str, bytes]) -> World:
        world = World(contents)
        monkeypatch.setattr(extract, "extract_encoded", world.extract)
        monkeypatch.setattr(
            collect,
            "open_worker_pool",
            lambda workers: ProcessPoolExecutor(
                workers, mp_context=multiprocessing.get_context("fork")
            ),
        )
        return world

    return make


Draw = Callable[[dict[str, bytes]], World]


def test_facts_by_blob_in_the_order_of_the_files(draw: Draw) -> None:
    """Each content is extracted once, for whatever number of files; other files are passed over."""
    world = draw({"b.py": b"22", "a.py": b"1", "copy.py": b"22", "setup.cfg": b"333"})
    found = collect_facts(world.files, world.read, cache=None)
    assert [facts.lines for facts in found.values()] == [2, 1]
    assert list(found) == [world.files[0].blob, world.files[1].blob]
    assert world.extracted == [b"22", b"1"]


def test_the_second_run_reads_no_file(draw: Draw, tmp_path: Path) -> None:
    """What is cached is neither read nor extracted again, and the answer is the same."""
    world = draw({"a.py": b"1", "b.py": b"22"})
    with FactCache("1", tmp_path) as cache:
        first = collect_facts(world.files, world.read, cache=cache)
        second = collect_facts(world.files, world.read, cache=cache)
    assert first == second
    assert list(first) == list(second)
    assert world.read_paths == ["a.py", "b.py"]


def test_one_changed_file_costs_one_file(draw: Draw, tmp_path: Path) -> None:
    """A change, and a rename, cost only the contents that were never seen."""
    world = draw({"a.py": b"1", "b.py": b"22"})
    with FactCache("1", tmp_path) as cache:
        collect_facts(world.files, world.read, cache=cache)
        world.contents = {"new.py": b"333", "renamed.py": b"1"}
        found = collect_facts(world.files, world.read, cache=cache)
    assert world.extracted == [b"1", b"22", b"333"]
    assert [facts.lines for facts in found.values()] == [3, 1]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_workers_do_not_change_the_answer(draw: Draw, tmp_path: Path, workers: int) -> None:
    """One process or several: the same facts in the same order, all of them cached."""
    world = draw({f"m{number}.py": b"%d" % number for number in range(350)} | {"bug.py": b"bug"})
    alone = collect_facts(world.files, world.read, cache=None, workers=1)
    with FactCache("1", tmp_path) as cache:
        found = collect_facts(world.files, world.read, cache=cache, workers=workers)
        cached = cache.get_many(file.blob for file in world.files)
    assert found == alone
    assert list(found) == list(alone)
    assert len(cached) == 350


def test_a_file_that_fails_costs_itself_only(draw: Draw, tmp_path: Path) -> None:
    """A file that cannot be read or extracted has a problem, and that is not cached."""
    world = draw({"a.py": b"1", "bug.py": b"bug", "gone.py": b"gone", "lost.py": b"lost"})
    _, bug, gone, lost = (file.blob for file in world.files)

    def read(file: SourceFile) -> bytes:
        if file.path == "gone.py":
            raise SourceError("the file changed", where=file.path)
        if file.path == "lost.py":
            raise OSError(5, "Input/output error", "somewhere on this machine")
        return world.read(file)

    with FactCache("1", tmp_path) as cache:
        found = collect_facts(world.files, read, cache=cache)
        assert {
            blob: facts.problems[0].message for blob, facts in found.items() if facts.problems
        } == {
            bug: "extraction failed: RecursionError",
            gone: "the file could not be read: the file changed",
            lost: "the file could not be read: Input/output error",
        }
        assert list(cache.get_many(found)) == [world.files[0].blob]


@pytest.mark.parametrize("workers", [2, 3])
def test_a_worker_that_dies_costs_its_file_only(draw: Draw, tmp_path: Path, workers: int) -> None:
    """A file that ends its worker is named; all others are extracted all the same."""
    contents = {f"m{number:03}.py": b"%d" % number for number in range(420)}
    contents |= {"m150.py": b"kill"}
    world = draw(contents)
    with FactCache("1", tmp_path) as cache:
        found = collect_facts(world.files, world.read, cache=cache, workers=workers)
    killer = world.files[150].blob
    assert found[killer].problems[0].message == "extraction ended its worker process"
    assert len(found) == 420
    assert not any(facts.problems for blob, facts in found.items() if blob != killer)


def test_without_any_worker_the_run_goes_on_here(
    draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where processes cannot be started at all, the work is done in this one."""
    world = draw({f"m{number}.py": b"%d" % number for number in range(250)})

    class Broken(ProcessPoolExecutor):
        def submit(self, *arguments: object, **options: object) -> object:  # type: ignore[override]
            raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(collect, "open_worker_pool", lambda workers: Broken(1))
    found = collect_facts(world.files, world.read, cache=None, workers=2)
    assert len(found) == 250
    assert len(world.extracted) == 250


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_is_told(draw: Draw, workers: int) -> None:
    """Progress starts at what is cached, never goes back and ends with everything."""
    world = draw({f"m{number}.py": b"%d" % number for number in range(250)})
    told: list[tuple[int, int]] = []
    collect_facts(
        world.files,
        world.read,
        cache=None,
        workers=workers,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[0] == (0, 250)
    assert told[-1] == (250, 250)
    assert told == sorted(told)
    assert len(told) >= 4


def test_nothing_to_do() -> None:
    """No files, no facts, no worker."""
    told: list[tuple[int, int]] = []
    assert (
        collect_facts([], lambda _file: b"", cache=None, progress=lambda *at: told.append(at)) == {}
    )
    assert set(told) == {(0, 0)}


def test_spawned_workers_agree_with_this_process() -> None:
    """The real extractor in freshly started workers gives what it gives here."""
    contents = {
        f"m{number}.py": b"import a.b as m\n\n\nclass C%d(m.B):\n    pass\n" % number
        for number in range(120)
    }
    world = World(contents)
    alone = collect_facts(world.files, world.read, cache=None, workers=1)
    assert collect_facts(world.files, world.read, cache=None, workers=2) == alone
    assert all(facts.classes and facts.imports for facts in alone.values())
