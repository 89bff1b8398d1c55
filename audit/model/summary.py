"""The executive summary as one immutable value, from which every format is written.

Markdown, page and notebook read this record and nothing else, so they cannot disagree. All texts
in it are displayable: hostile characters have been made visible while it was built.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Generic, TypeVar

from audit.model.comparison import Status
from audit.model.metrics import Direction
from audit.model.rules import Declared

__all__ = [
    "Consolidation",
    "Evidence",
    "Excerpt",
    "ExecutiveSummary",
    "Figure",
    "FindingShift",
    "Goal",
    "Implementation",
    "NextTarget",
    "Opening",
    "Origin",
    "OriginSource",
    "PathShift",
    "PathUse",
    "PathsByClass",
    "ProvenanceSection",
    "Reading",
    "Recommendation",
    "Side",
    "Statement",
    "Suite",
    "SuiteGroup",
    "SuiteTally",
    "TitleBlock",
    "Trend",
    "ZoneFiles",
]

Item_co = TypeVar("Item_co", covariant=True)


class Evidence(enum.StrEnum):
    """Where a figure comes from: measured by this kit, reported in a file that another tool
    wrote, or declared by a person."""

    MEASURED = "measured"
    REPORTED = "reported"
    DECLARED = "declared"


class Trend(enum.StrEnum):
    """How a change is to be read, given which way is better for the figure."""

    BETTER = "better"
    WORSE = "worse"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt(Generic[Item_co]):
    """The first `items` of `total`; the count is taken before the cut."""

    items: tuple[Item_co, ...] = ()
    total: int = 0

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginSource:
    """One source of a figure. Measured: revision and rules digest; reported: file and its sha256
    digest; declared: the person, without a digest."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The evidence for a figure, on each side of the phase."""

    evidence: Evidence
    before: tuple[OriginSource, ...]
    after: tuple[OriginSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A figure's value at one revision; None when not measurable, and `reason` then says why.

    Shares are 0–1 and name numerator and denominator, which come from the same set; `covers`
    says in words what was looked at.
    """

    value: float | None
    numerator: int | None = None
    denominator: int | None = None
    covers: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a figure should be (`op` is one of <=, <, >=, >, ==), the name that the phase gave to
    this target, and the verdict with its reason."""

    title: str
    op: str
    value: float
    status: Status
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure before → after → target, with its change (after − before) and its evidence.

    `share` is True when values are 0–1 and shown in per cent.
    """

    id: str
    title: str
    unit: str
    share: bool
    direction: Direction
    before: Reading
    after: Reading
    change: float | None
    trend: Trend
    origin: Origin
    goal: Goal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleBlock:
    """Who reads which phase of what; empty texts were not declared. `before` and `after` are the
    labels of the two sources."""

    title: str
    issue: str
    date: str
    phase: str
    component: str
    status: Status
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence, and the names (paths, files, tests) that it speaks of."""

    text: str
    names: Excerpt[str] = Excerpt()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The first screen: the sentence that justifies the status, what must not be overlooked
    (`warnings`, for instance that no production file changed), and what happened, in sentences."""

    reason: str
    warnings: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathUse:
    """An import path in use after the phase, with its use sites in production and tests."""

    path: str
    definition: str
    path_class: str
    production: int
    test: int
    canonical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PathShift:
    """An import path that appeared in or went from production use. `note` says what that rests
    on, for instance that its module no longer exists."""

    path: str
    definition: str
    path_class: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PathsByClass:
    """How many import paths of one class production uses, before and after."""

    path_class: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidation:
    """The paths of one component. `proposed`: the kit's own proposal, not a declared component.

    `paths_before` and `paths_after` count the distinct paths in production use (None where the
    component did not exist); `classes` splits the same paths by class. `enforcement` holds what
    keeps the result, as far as the evidence shows it.
    """

    id: str
    title: str
    proposed: bool
    canonical: tuple[str, ...]
    definitions: Excerpt[str]
    paths_before: int | None
    paths_after: int
    in_use: Excerpt[PathUse]
    removed: Excerpt[PathShift]
    added: Excerpt[PathShift]
    classes: tuple[PathsByClass, ...]
    enforcement: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteTally:
    """One test run in numbers; the four outcomes add up to `total`."""

    passed: int
    failed: int
    errors: int
    skipped: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteGroup:
    """Tests with one fate between the two runs."""

    title: str
    tests: Excerpt[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Test results as reported; a side is None when no results were given for it. `notes` call
    out what makes the two runs hard to compare, such as another number of tests."""

    before: SuiteTally | None
    after: SuiteTally | None
    groups: tuple[SuiteGroup, ...]
    notes: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTarget:
    """Findings of one kind in one component: what to do, about which subjects, where first."""

    action: str
    kind: str
    component: str
    count: int
    subjects: Excerpt[str]
    places: Excerpt[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneFiles:
    """Python files of one zone that differ between the revisions; `files` names the first."""

    zone: str
    added: int
    removed: int
    changed: int
    moved: int
    files: Excerpt[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingShift:
    """Findings of one kind, matched between the revisions."""

    kind: str
    introduced: int
    resolved: int
    remaining: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    """What was done, as the revisions show it."""

    production_changed: bool
    zones: tuple[ZoneFiles, ...]
    findings: tuple[FindingShift, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """A next step and the evidence that it rests on."""

    action: Statement
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One revision: where its figures come from and what was looked at. `buckets` share out all
    `imports`."""

    label: str
    kind: str
    revision: str
    rules_digest: str
    tool_version: str
    extractor_version: str
    files: int
    files_parsed: int
    files_with_problems: int
    modules: int
    lines: int
    imports: int
    buckets: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenanceSection:
    """Everything needed to measure again, and every figure of both snapshots. `reaudited`: the
    earlier side was measured again under the rules of the later one."""

    before: Side
    after: Side
    reaudited: bool
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutiveSummary:
    """One phase, told once. `figures` are the primary ones, most important first; `suite` is None
    when no test results were given; `next_targets` and `recommendations` follow from findings."""

    title: TitleBlock
    opening: Opening
    figures: tuple[Figure, ...]
    consolidations: tuple[Consolidation, ...]
    suite: Suite | None
    business: tuple[Declared, ...]
    next_targets: Excerpt[NextTarget]
    compliance: tuple[Figure, ...]
    implementation: Implementation
    recommendations: tuple[Recommendation, ...]
    conclusion: tuple[str, ...]
    provenance: ProvenanceSection
