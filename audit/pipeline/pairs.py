"""What is known of pairs of classes, from one audit of a codebase to the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from audit.analysis.families.pair_memory import PairMemory
from audit.model.source import SourceTree
from audit.snapshots.family_memory import FamilyMemory

__all__ = ["remember_pairs"]

_FEWEST_FILES = 100  # below it, families take less time than opening a file


@contextmanager
def remember_pairs(tree: SourceTree) -> Iterator[PairMemory | None]:
    """The pairs that the last audit under this label judged; those judged inside of the context
    are kept after it.

    Revisions of one source share a label up to the `@`. None for few files.
    """
    if len(tree.files) < _FEWEST_FILES:
        yield None
        return
    memory = FamilyMemory(tree.label.partition("@")[0])
    try:
        content = memory.get()
        try:
            pairs = PairMemory(content)
        except ValueError:
            memory.drop_corrupt()
            pairs = PairMemory()
        yield pairs
        if pairs.content != content:
            memory.put(pairs.content)
    finally:
        memory.close()
