"""The parts of an executive summary: what each of its sections holds."""

from __future__ import annotations

from dataclasses import dataclass

from audit.model.attribution import TestSplit
from audit.model.changes import Commit, LineChange, ModuleChange, SignatureChange, SymbolChange
from audit.model.comparison import FailureTheme, RateChange
from audit.model.families import Family
from audit.model.figures import EMPTY_EXCERPT, Excerpt, Origin, OriginSource, Statement
from audit.model.gate import (
    FigureJudgement,
    Judgement,
    RuleChange,
    RuleEffect,
    Strength,
    TestJudgement,
    TestStrength,
)

__all__ = [
    "Consolidation",
    "CrossRunLine",
    "Effort",
    "FindingShift",
    "GateSection",
    "Implementation",
    "NextTarget",
    "PathRoute",
    "PathShift",
    "PathUse",
    "PathsByClass",
    "Recommendation",
    "RevisionWork",
    "Suite",
    "SuiteGroup",
    "SuiteTally",
    "ZoneFiles",
]


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
class PathRoute:
    """An import path and the definition that it leads to, with its production use sites on each
    side of the phase (0 where it was not in use)."""

    path: str
    definition: str
    path_class: str
    before: int
    after: int


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
    component did not exist); `classes` splits the same paths by class; `max_paths` is the declared
    limit, None without one. `routes` are the paths in production use on either side, most used
    first. `families` are the class families that its definitions belong to at the later revision.
    `enforcement` holds what keeps the result, as far as the evidence shows it.
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
    max_paths: int | None = None
    routes: Excerpt[PathRoute] = EMPTY_EXCERPT
    families: Excerpt[Family] = EMPTY_EXCERPT


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
    out what makes the two runs hard to compare, such as another number of tests; `themes` group
    the failures by cause."""

    before: SuiteTally | None
    after: SuiteTally | None
    groups: tuple[SuiteGroup, ...]
    notes: tuple[Statement, ...]
    origin: Origin
    rate: RateChange | None = None
    themes: Excerpt[FailureTheme] = EMPTY_EXCERPT


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossRunLine:
    """One of the four runs of old and new tests on old and new production code, in numbers."""

    tests: str
    production: str
    passed: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSection:
    """What the improvements rest on. The tallies count improved figures and judged tests by
    judgement; `doubtful` are the tests that are weaker than substantive; `gained` pairs each test
    that the cross-run gained with the side that it belongs to, and `splits` counts them by side;
    `cross_run` is the file that this was read from."""

    tally: tuple[tuple[Judgement, int], ...]
    test_tally: tuple[tuple[Judgement, int], ...]
    figures: tuple[FigureJudgement, ...]
    tests: Excerpt[TestJudgement]
    rules: Excerpt[RuleChange]
    effects: Excerpt[RuleEffect]
    strengths: tuple[tuple[Strength, int], ...]
    doubtful: Excerpt[TestStrength]
    gaps: tuple[str, ...]
    only_by_gate: tuple[str, ...] = ()
    runs: tuple[CrossRunLine, ...] = ()
    gained: Excerpt[tuple[str, str]] = EMPTY_EXCERPT
    lost: Excerpt[str] = EMPTY_EXCERPT
    splits: tuple[tuple[TestSplit, int], ...] = ()
    cross_run: OriginSource | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What a move touches: files, places in them (statements or use sites), and its risk.

    `fan_in` is the largest number of first-party modules that import one of the edited modules,
    which is `module`; `risk` follows from it: low, medium or high.
    """

    files: int
    places: int
    fan_in: int
    module: str
    risk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTarget:
    """Findings of one kind in one component, or failing tests of one cause: what to do, about
    which subjects, where first, and the effort (None when it cannot be said)."""

    action: str
    kind: str
    component: str
    count: int
    subjects: Excerpt[str]
    places: Excerpt[str]
    effort: Effort | None = None


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
class RevisionWork:
    """What else differs between the revisions. The reasons say why commits or signatures are not
    there to be shown, "" when there is nothing to excuse. `annotations` of the `signatures`, which
    stand last, changed in nothing but annotations."""

    lines: tuple[LineChange, ...] = ()
    modules: Excerpt[ModuleChange] = EMPTY_EXCERPT
    symbols: Excerpt[SymbolChange] = EMPTY_EXCERPT
    signatures: Excerpt[SignatureChange] = EMPTY_EXCERPT
    signatures_reason: str = ""
    annotations: int = 0
    commits: Excerpt[Commit] = EMPTY_EXCERPT
    commits_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    """What was done, as the revisions show it; `work` is None where only files were compared.

    `changed` tells which cycles and families remain with other members than before; `grown` of
    them gained some.
    """

    production_changed: bool
    zones: tuple[ZoneFiles, ...]
    findings: tuple[FindingShift, ...]
    work: RevisionWork | None = None
    changed: Excerpt[Statement] = EMPTY_EXCERPT
    grown: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """A next step and the evidence that it rests on."""

    action: Statement
    evidence: str
