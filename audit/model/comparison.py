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
    "EvidenceNote",
    "EvidenceNoteKind",
    "FailureTheme",
    "FileChanges",
    "FindingChange",
    "Forecast",
    "MetricDelta",
    "PathChange",
    "RateChange",
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
    path) is `moved` as (old, new). `rewritten` pairs those of `removed` and `added` that hold the
    same module, as (old, new): the file moved, and its bytes changed with it."""

    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    changed: tuple[tuple[str, str], ...]
    moved: tuple[tuple[str, str, str], ...]
    rewritten: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingChange:
    """A cycle or a family that is in both snapshots with other members: both records, and the
    members that came and went, sorted, under their later names."""

    before: Finding
    after: Finding
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`before` re-audited under the rules of `after` (`reaudited` says whether that was needed).

    Findings are matched by fingerprint: introduced, resolved, remaining. `changed` are those of
    the remaining ones, in their order, whose members changed. `renamed` are findings about the
    pair itself: members that left their component's name pattern but kept body or callers.
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
    changed: tuple[FindingChange, ...] = ()
    renamed: tuple[Finding, ...] = ()


class TestOutcome(enum.StrEnum):
    """The outcome of one test."""

    __test__ = False

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult:
    """One test: `id` is classname and name as reported; `message` the first line of a failure.

    `file` and `line` say where it failed (else where it stands), as far as the report tells; file
    is "" and line 0 when unknown. `xfail`: it is skipped because it was expected to fail.
    `detail` holds the following lines of the message, cut.
    `attempts` counts the runs within one report, retries included; `flaky`: it passed and failed
    on the same code, in retries or in several reports.
    """

    __test__ = False

    id: str
    outcome: TestOutcome
    message: str = ""
    file: str = ""
    line: int = 0
    xfail: bool = False
    attempts: int = 1
    flaky: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRun:
    """Results of one run as reported by another tool: the files, their sha256 digests, and each
    test sorted by id."""

    __test__ = False

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
    """Tests matched between two runs, by id or, renamed or moved, by their source.

    Ids are those of the later run, in `removed` of the earlier one. `renamed` pairs (earlier,
    later) ids that are the same test. `xfailed` are skipped in the later run as expected to fail;
    `flaky` passed and failed on the same code in either run.
    """

    __test__ = False

    newly_passing: tuple[str, ...]
    still_passing: tuple[str, ...]
    newly_failing: tuple[str, ...]
    still_failing: tuple[str, ...]
    newly_skipped: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    still_skipped: tuple[str, ...] = ()
    xfailed: tuple[str, ...] = ()
    flaky: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RateChange:
    """The success rate of two runs: passed of total, skipped tests included in total.

    `points` is the difference in percentage points, `ratio` after / before; both None where a
    side ran nothing, `ratio` also where nothing passed before. Example: 3 of 15 to 6 of 15 is
    20 % → 40 %, +20 points, 2.0×.
    """

    passed_before: int
    total_before: int
    passed_after: int
    total_after: int

    @property
    def before(self) -> float | None:
        """The earlier rate, 0–1; None when nothing was run."""
        return self.passed_before / self.total_before if self.total_before else None

    @property
    def after(self) -> float | None:
        """The later rate, 0–1; None when nothing was run."""
        return self.passed_after / self.total_after if self.total_after else None

    @property
    def points(self) -> float | None:
        """after − before in percentage points."""
        if self.before is None or self.after is None:
            return None
        return (self.after - self.before) * 100

    @property
    def ratio(self) -> float | None:
        """after / before."""
        if not self.before or self.after is None:
            return None
        return self.after / self.before


class EvidenceNoteKind(enum.StrEnum):
    """What makes two test runs hard to compare."""

    DENOMINATOR_GREW = "more tests"
    DENOMINATOR_SHRANK = "fewer tests"
    NOTHING_COLLECTED = "nothing collected"
    NOT_THE_PARENT = "not the parent state"
    NOT_COLLECTED = "tests that were not run"
    SAME_FILE = "one file for both sides"
    OTHER_CROSS_RUN = "cross-run of other revisions"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceNote:
    """One thing to know before believing the test figures: a sentence, and the tests it names
    (all of them, sorted)."""

    kind: EvidenceNoteKind
    text: str
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureTheme:
    """Failing tests that share a cause: a named target for the next phase.

    `title` is a short phrase, `message` the pattern that their messages share, `tests` sorted,
    `places` are `file:line` where they fail, `findings` the subjects of findings that they speak
    of, `component` its id or "", `action` the next move in one sentence.
    """

    title: str
    message: str
    tests: tuple[str, ...]
    places: tuple[str, ...]
    findings: tuple[str, ...]
    component: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The next phase's value of a metric, with its interval; all None when it is refused, and
    `reason` says why or how it was made."""

    id: str
    phases: int
    value: float | None
    low: float | None
    high: float | None
    reason: str


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
