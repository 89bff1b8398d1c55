"""One string for equal texts in the facts of many files."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.extraction import collect
from audit.extraction.cache import FactCache, decode_facts, encode_facts
from audit.extraction.collect import collect_facts
from audit.extraction.extract import extract_facts
from audit.extraction.shared_strings import StringPool
from audit.model.facts import FileFacts
from audit.model.source import SourceFile
from audit.sources.source import blob_id

TILL = b"""
import warnings
from messages.letters import Slip as LongPaper
__all__ = ["TillManager"]

class TillManager(LongPaper):
    def write_down(self, amount: int = 3) -> LongPaper:
        warnings.warn("write_down is deprecated, use put_down", DeprecationWarning)
        return LongPaper(amount)

def __getattr__(name):
    if name == "OldTill":
        from messages.tills import OldTill
        return OldTill
"""


def decoded(content: bytes) -> FileFacts:
    """Facts as they come from the cache: every text anew."""
    return decode_facts(encode_facts(extract_facts(content, blob_id(content))))


def test_shared_facts_are_equal_to_what_they_were() -> None:
    """Whatever records a file has, sharing changes no value."""
    assert StringPool().share(decoded(TILL)) == decoded(TILL)


def test_equal_texts_of_two_files_become_one() -> None:
    """A text, a text in a tuple, a text below another record: the same object in both files."""
    pool = StringPool()
    one, other = pool.share(decoded(TILL)), pool.share(decoded(b"# another\n" + TILL))
    pairs = [
        (one.imports[1].module, other.imports[1].module),
        (one.classes[0].bases[0], other.classes[0].bases[0]),
        (one.classes[0].methods[0].qualname, other.classes[0].methods[0].qualname),
        (one.exports[0].names[0], other.exports[0].names[0]),
    ]
    for left, right in pairs:
        assert left is right
        assert len(left) > 1


def test_records_of_texts_alone_become_one() -> None:
    """`self` is the same parameter everywhere; a record with a line stays its own."""
    pool = StringPool()
    one, other = pool.share(decoded(TILL)), pool.share(decoded(TILL + b"\nprint()\n"))
    left, right = one.classes[0].methods[0], other.classes[0].methods[0]
    assert left.signature.parameters[0] is right.signature.parameters[0]
    assert left is not right


@pytest.mark.parametrize("limit", [0, 10**9])
def test_only_large_trees_are_shared(
    limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the limit equal texts of cached and of new facts are one; below it, time counts. The
    facts are equal either way."""
    monkeypatch.setattr(collect, "_SHARED_BYTES", limit)
    contents = {blob_id(text): text for text in (TILL, TILL + b"\n", TILL + b"\n\n")}
    files = [SourceFile(path="till.py", blob=blob, size=len(TILL)) for blob in contents]

    def read(file: SourceFile) -> bytes:
        return contents[file.blob]

    with FactCache("1", folder=tmp_path) as cache:
        collect_facts(files[:2], read, cache=cache)
        found = list(collect_facts(files, read, cache=cache).values())
    modules = {id(facts.imports[1].module) for facts in found}
    assert len(modules) == (1 if limit == 0 else 3)
    assert [facts.classes for facts in found] == [found[0].classes] * 3
