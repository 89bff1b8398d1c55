"""Facts of blobs while a history needs them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from audit.errors import SourceError
from audit.extraction import fact_shelf
from audit.extraction.cache import FactCache
from audit.extraction.fact_shelf import FactShelf
from audit.model.history import HistoryRevision, HistoryStep, TreeChange
from audit.model.source import SourceFile
from audit.sources.source import blob_id

CONTENTS = {blob_id(text): text for text in (b"A = 1\n", b"B = 2\n", b"C = 3\n", b"D = 4\n")}
BLOBS = tuple(CONTENTS)


def read(file: SourceFile) -> bytes:
    """The content of a blob."""
    return CONTENTS[file.blob]


def window(number: int) -> list[HistoryStep]:
    """One revision that brings the blob of that number."""
    revision = HistoryRevision(
        id=f"{number:040}", seconds=number, date="2026-01-01", author="Ada", subject="change"
    )
    change = TreeChange(path=f"m{number}.py", blob=BLOBS[number], mode="100644")
    return [HistoryStep(revision=revision, changes=(change,))]


def make_shelf(folder: Path, cache: FactCache, content: Callable[[SourceFile], bytes]) -> FactShelf:
    """A shelf over a cache in that folder, which other threads open anew."""
    return FactShelf(cache, content, open_cache=partial(FactCache, "1", folder=folder))


def test_the_next_window_is_extracted_meanwhile(tmp_path: Path) -> None:
    """While somebody works on a window, the contents of the next one are read in another thread;
    what both need is there when it is asked for."""
    seen: dict[str, threading.Event] = {blob: threading.Event() for blob in BLOBS}
    threads: set[int] = set()

    def content(file: SourceFile) -> bytes:
        threads.add(threading.get_ident())
        seen[file.blob].set()
        return CONTENTS[file.blob]

    with FactCache("1", folder=tmp_path) as cache:
        shelf = make_shelf(tmp_path, cache, content)
        for number, _ in enumerate(shelf.prepare(map(window, range(3)))):
            if number < 2:
                assert seen[BLOBS[number + 1]].wait(timeout=60)
            assert shelf.load(BLOBS[number]).bindings[0].name == "ABC"[number]
    assert not seen[BLOBS[3]].is_set()
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_windows_are_asked_for_one_ahead(tmp_path: Path) -> None:
    """A history of many revisions is never held as a whole: one window beyond the one that is
    worked on."""
    taken: list[int] = []

    def windows() -> Iterator[list[HistoryStep]]:
        for number in range(4):
            taken.append(number)
            yield window(number)

    with FactCache("1", folder=tmp_path) as cache:
        prepared = make_shelf(tmp_path, cache, read).prepare(windows())
        next(prepared)
        assert taken == [0, 1]
        prepared.close()
    assert taken == [0, 1]


def test_what_nobody_waits_for_is_given_up(tmp_path: Path) -> None:
    """Closed in the middle, nothing more of the coming window is read."""
    reading, closed = threading.Event(), threading.Event()
    asked: list[str] = []

    def content(file: SourceFile) -> bytes:
        asked.append(file.blob)
        if file.blob == BLOBS[1]:
            reading.set()
            assert closed.wait(timeout=60)
        return CONTENTS[file.blob]

    with FactCache("1", folder=tmp_path) as cache:
        prepared = make_shelf(tmp_path, cache, content).prepare(
            iter([window(0), [*window(1), *window(2), *window(3)]])
        )
        next(prepared)
        assert reading.wait(timeout=60)
        ending = threading.Timer(0.2, closed.set)  # by then the closing has begun
        ending.start()
        prepared.close()
        ending.join()
    assert asked == [BLOBS[0], BLOBS[1]]


def test_what_could_not_be_read_is_told_with_its_window(tmp_path: Path) -> None:
    """A content that is missing later on does not count before its revision is reached."""

    def content(file: SourceFile) -> bytes:
        if file.blob == BLOBS[1]:
            raise SourceError("the repository does not hold this file's content")
        return CONTENTS[file.blob]

    with FactCache("1", folder=tmp_path) as cache:
        shelf = make_shelf(tmp_path, cache, content)
        told = [dict(shelf.unread) for _ in shelf.prepare(map(window, range(2)))]
    assert told == [{}, {BLOBS[1]: "m1.py"}]


def test_what_was_asked_for_lately_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts are decoded once while they are asked for; the others make room for new ones."""
    with FactCache("1", folder=tmp_path) as cache:
        shelf = FactShelf(cache, read, open_cache=lambda: cache)
        sizes = [len(content) for _, content in shelf.contents(BLOBS)]
        monkeypatch.setattr(fact_shelf, "_DECODED_KEPT", sum(sizes[:3]))
        first, second = shelf.load(BLOBS[0]), shelf.load(BLOBS[1])
        shelf.load(BLOBS[2])
        assert shelf.load(BLOBS[0]) is first
        shelf.load(BLOBS[3])  # more than there is room for: the second was not asked for again
        assert shelf.load(BLOBS[0]) is first
        assert shelf.load(BLOBS[1]) is not second
        assert shelf.load(BLOBS[1]) == second
