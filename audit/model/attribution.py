"""Which tests pass for which code: the change between two runs, split by running all four ways."""

from __future__ import annotations

import enum
from dataclasses import dataclass

__all__ = ["Attribution", "CrossRun", "TestSplit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossRun:
    """One of the four runs: tests and production code of which revision ("before", "after"), and
    how many of all reported tests passed."""

    tests: str
    production: str
    passed: int
    total: int


class TestSplit(enum.StrEnum):
    """Whom a gained test belongs to; the value is what a reader sees."""

    __test__ = False

    CODE = "earned by the code"
    TESTS = "given away by the tests"
    EITHER = "either alone suffices"
    TOGETHER = "needs both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The change in passing tests, split by running all four combinations.

    `runs` in the order (before, before), (before, after), (after, before), (after, after) of
    (tests, production). `gained` are the tests that pass in the last run and not in the first,
    sorted, each with the side it belongs to: `code` when the old test passes on the new code,
    `tests` when the new test passes on the old code. `lost` pass in the first and not in the last.
    `before` and `after` are the revisions that were run; `file` and `digest` name the document
    that it was read from, "" where it was just run.
    """

    runs: tuple[CrossRun, ...]
    gained: tuple[tuple[str, TestSplit], ...]
    lost: tuple[str, ...]
    before: str = ""
    after: str = ""
    file: str = ""
    digest: str = ""

    @property
    def earned(self) -> int:
        """Gained tests that the code earned alone."""
        return self.count(TestSplit.CODE)

    @property
    def given(self) -> int:
        """Gained tests that the tests gave away alone."""
        return self.count(TestSplit.TESTS)

    def count(self, split: TestSplit) -> int:
        """Gained tests of one kind."""
        return sum(1 for _, found in self.gained if found is split)
