"""Facts of blobs while a history needs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.extraction import fact_shelf
from audit.extraction.cache import FactCache
from audit.extraction.fact_shelf import FactShelf
from audit.model.source import SourceFile
from audit.sources.source import blob_id

CONTENTS = {blob_id(text): text for text in (b"A = 1\n", b"B = 2\n", b"C = 3\n", b"D = 4\n")}
BLOBS = tuple(CONTENTS)


def read(file: SourceFile) -> bytes:
    """The content of a blob."""
    return CONTENTS[file.blob]


def test_what_was_asked_for_lately_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts are decoded once while they are asked for; the others make room for new ones."""
    with FactCache("1", folder=tmp_path) as cache:
        shelf = FactShelf(cache, read)
        sizes = [len(content) for _, content in shelf.contents(BLOBS)]
        monkeypatch.setattr(fact_shelf, "_DECODED_KEPT", sum(sizes[:3]))
        first, second = shelf.load(BLOBS[0]), shelf.load(BLOBS[1])
        shelf.load(BLOBS[2])
        assert shelf.load(BLOBS[0]) is first
        shelf.load(BLOBS[3])  # more than there is room for: the second was not asked for again
        assert shelf.load(BLOBS[0]) is first
        assert shelf.load(BLOBS[1]) is not second
        assert shelf.load(BLOBS[1]) == second
