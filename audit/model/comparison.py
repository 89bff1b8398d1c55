"""Two snapshots under the same rules, side by side; test results; verdicts."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from audit.model.findings import Finding
from audit.model.metrics import Direction
from audit.model.rules import Target
from audit.model.snapshot import Provenance

__all__ = [
    "Comparison",
    "FileChanges",
    "MetricDelta",
    "PathChange",
    "Status",
    "TargetResult",
    "TestChanges",
    "TestOutcome",
    "TestResult",
    "TestRun",
]


class Status(enum.StrEnum):
    """The verdict on a target, and on a phase."""

    MET = "met"
    PARTLY_MET = "partly met"
    MISSED = "missed"
    REGRESSED = "regressed"
    NOT_MEASURABLE = "not measurable"


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricDelta:
    """A metric before and after. `change` is after − before, None when either is missing, and
    `reason` then says why."""

    id: str
    title: str
    unit: str
    direction: Direction
    before: float | None
    after: float | None
    change: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathChange:
    """An import path in production use that appeared or went. `state`: added or removed."""

    definition: str
    path: str
    path_class: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChanges:
    """Python files by path and zone: added, removed, changed; a moved file (same blob id, new
    path) is `moved` as (old, new)."""

    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    changed: tuple[tuple[str, str], ...]
    moved: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`before` re-audited under the rules of `after` (`reaudited` says whether that was needed).

    Findings are matched by fingerprint: introduced, resolved, remaining.
    """

    before: Provenance
    after: Provenance
    reaudited: bool
    introduced: tuple[Finding, ...]
    resolved: tuple[Finding, ...]
    remaining: tuple[Finding, ...]
    metrics: tuple[MetricDelta, ...]
    paths: tuple[PathChange, ...]
    files: FileChanges


class TestOutcome(enum.StrEnum):
    """The outcome of one test."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult:
    """One test: `id` is classname and name as reported; `message` the first line of a failure."""

    id: str
    outcome: TestOutcome
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRun:
    """Results of one run as reported by another tool: the files, their sha256 digests, and each
    test sorted by id."""

    files: tuple[tuple[str, str], ...]
    results: tuple[TestResult, ...]

    @property
    def passed(self) -> int:
        """How many passed."""
        return sum(1 for result in self.results if result.outcome is TestOutcome.PASSED)

    @property
    def total(self) -> int:
        """How many were reported, skipped ones included."""
        return len(self.results)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestChanges:
    """Tests matched by id between two runs."""

    newly_passing: tuple[str, ...]
    still_passing: tuple[str, ...]
    newly_failing: tuple[str, ...]
    still_failing: tuple[str, ...]
    newly_skipped: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetResult:
    """A target, the metric's values, and the verdict with its reason in one sentence."""

    target: Target
    title: str
    unit: str
    before: float | None
    after: float | None
    status: Status
    reason: str
