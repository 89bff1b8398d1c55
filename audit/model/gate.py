"""The gate: everything that decides a figure, itself under audit between two revisions.

The gate is the kit's rules and the tests that count as evidence. A figure that improved because
the gate changed, and not the audited code, is not a success of the code.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from audit.model.comparison import TestOutcome
from audit.model.rules import Journey, Target

__all__ = [
    "FigureJudgement",
    "GateChange",
    "GateChangeKind",
    "GateEffect",
    "GateReport",
    "JourneyEvidence",
    "Judgement",
    "RuleChange",
    "RuleEffect",
    "Strength",
    "TargetJudgement",
    "TestJudgement",
    "TestStrength",
]


class Judgement(enum.StrEnum):
    """What an improvement rests on.

    *earned*: the audited code changed and the gate did not become easier; *gate moved*: the gate
    changed and the code did not; *mixed*: both; *unexplained*: neither changed, or what changed
    could not be read.
    """

    EARNED = "earned"
    GATE_MOVED = "gate moved"
    MIXED = "mixed"
    UNEXPLAINED = "unexplained"


class GateEffect(enum.StrEnum):
    """What a change of the gate does to whoever has to pass it.

    `unknown` counts against the improvement like `loosened`: what cannot be shown to be harmless
    is not called earned.
    """

    LOOSENED = "loosened"
    TIGHTENED = "tightened"
    NEUTRAL = "neutral"
    UNKNOWN = "unknown"


class GateChangeKind(enum.StrEnum):
    """What happened to a test between the revisions; the value is what a reader sees."""

    UNCHANGED = "source unchanged"
    RENAMED = "renamed or moved"
    EDITED = "edited"
    ADAPTED = "adapted to a changed interface"
    FEWER_ASSERTIONS = "fewer assertions"
    MORE_ASSERTIONS = "more assertions"
    WEAKER_ASSERTION = "weaker assertion"
    STRONGER_ASSERTION = "stronger assertion"
    CONSTANT = "changed constant"
    EXPECTED_LIST = "changed list"
    WIDER_EXCEPTION = "wider exception handling"
    NARROWER_EXCEPTION = "narrower exception handling"
    MOCKED_SUBJECT = "subject replaced by a mock"
    SKIP = "skip mark"
    XFAIL = "xfail mark"
    PARAMETRISATION = "parametrisation"
    FIXTURE = "fixture"
    SUPPORT = "support code"
    CONFIGURATION = "test configuration"
    ADDED = "test added"
    REMOVED = "test removed"
    NOT_COLLECTED = "no longer collected"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateChange:
    """One change of a test or of what it stands on.

    `file` and `line` of the newer revision (of the older one where the newer has nothing), `line`
    1-based or 0; `name` is the function, constant or fixture that changed; `before` and `after`
    are one line of source each ("" where there is none); `note` is one sentence.
    """

    kind: GateChangeKind
    effect: GateEffect
    file: str
    line: int
    name: str
    before: str = ""
    after: str = ""
    note: str = ""


class Strength(enum.StrEnum):
    """Whether a test can fail at all.

    *substantive*: an assertion about the audited code is on every path; *weak*: on some paths
    only, or it checks little (existence, truth, no exception); *vacuous*: it asserts nothing, or
    nothing that could be false; *cannot fail*: what would fail is caught, mocked or never reached.
    """

    SUBSTANTIVE = "substantive"
    WEAK = "weak"
    VACUOUS = "vacuous"
    CANNOT_FAIL = "cannot fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class TestStrength:
    """The strength of one test, with the line that says so.

    `test` is the id without parameters; `line` 1-based, `text` the source of that line, `reason`
    one sentence.
    """

    __test__ = False

    test: str
    strength: Strength
    file: str
    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TestJudgement:
    """A test whose fate improves a figure, and what the improvement rests on.

    `test` is the id in the newer run, `earlier` the one in the older run ("" when it is new,
    equal to `test` when it kept its name). `before` and `after` are the outcomes, None where it
    was not run. `changes` is empty when nothing about the test changed. `code` are the production
    files on the test's import closure (newer snapshot) that differ between the revisions, sorted;
    `reached` counts all production files on it. `strength` is None where the source is not known.
    """

    __test__ = False

    test: str
    earlier: str
    before: TestOutcome | None
    after: TestOutcome | None
    judgement: Judgement
    changes: tuple[GateChange, ...]
    code: tuple[str, ...]
    reached: int
    reason: str
    strength: TestStrength | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """One rule that differs between the two configurations: `path` as in TOML
    (`components.orders.max_paths`), `before` and `after` as text ("" where it is absent)."""

    path: str
    before: str
    after: str
    effect: GateEffect
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEffect:
    """One metric measured four ways: each revision under the older and under the newer rules.

    None where it could not be measured. `code` is what the code did, under the rules of before;
    `rules` is what the change of rules alone did, to the later revision.
    """

    id: str
    title: str
    unit: str
    before_older: float | None
    before_newer: float | None
    after_older: float | None
    after_newer: float | None

    @property
    def code(self) -> float | None:
        """after − before, both under the older rules."""
        if self.after_older is None or self.before_older is None:
            return None
        return self.after_older - self.before_older

    @property
    def rules(self) -> float | None:
        """The later revision under the newer rules − under the older ones."""
        if self.after_newer is None or self.after_older is None:
            return None
        return self.after_newer - self.after_older


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureJudgement:
    """An improved figure, and what the improvement rests on.

    `id` is the metric's; `without_gate` is the value that `after` would have without what the
    gate gave (None when that cannot be said); `tests` are the tests that moved a test figure;
    `explained_by` are the changes that explain the improvement, in words, most telling first;
    `reason` is one sentence.
    """

    id: str
    title: str
    unit: str
    before: float
    after: float
    judgement: Judgement
    without_gate: float | None
    reason: str
    tests: tuple[str, ...] = ()
    explained_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetJudgement:
    """A target of the phase with the judgement of its figure.

    `judgement` is None when the figure did not improve. `only_by_gate`: the target is met, and
    without what the gate gave it would not be.
    """

    target: Target
    judgement: Judgement | None
    only_by_gate: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GateReport:
    """What decided the figures of a phase, and what each improvement rests on.

    `rules` are the rule changes sorted by path, `effects` the metrics on which they made a
    difference; `tests` the judged tests and `strengths` all tests that count as evidence, sorted
    by id; `figures` the improved figures sorted by id; `targets` in the phase's order. `gaps`
    say in words what could not be looked at (no source for a test, no older configuration).
    """

    rules: tuple[RuleChange, ...] = ()
    effects: tuple[RuleEffect, ...] = ()
    tests: tuple[TestJudgement, ...] = ()
    strengths: tuple[TestStrength, ...] = ()
    figures: tuple[FigureJudgement, ...] = ()
    targets: tuple[TargetJudgement, ...] = ()
    gaps: tuple[str, ...] = ()

    @property
    def tally(self) -> tuple[tuple[Judgement, int], ...]:
        """How many improved figures are of each judgement, all four in the enum's order."""
        found = [figure.judgement for figure in self.figures]
        return tuple((judgement, found.count(judgement)) for judgement in Judgement)

    @property
    def test_tally(self) -> tuple[tuple[Judgement, int], ...]:
        """How many judged tests are of each judgement, all four in the enum's order."""
        found = [test.judgement for test in self.tests]
        return tuple((judgement, found.count(judgement)) for judgement in Judgement)


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyEvidence:
    """What there is to support that a protected journey was maintained.

    `tests` are the ids that its patterns match in either run, sorted, with the outcome before and
    after (None where it was not run). `modules` counts the production modules on the import
    closure of these tests (newer snapshot), `changed` names those whose file differs between the
    revisions, sorted. `supported`: tests matched, all of them pass after, and none that passed
    before is missing or skipped; `reason` is one sentence.
    """

    journey: Journey
    tests: tuple[tuple[str, TestOutcome | None, TestOutcome | None], ...]
    modules: int
    changed: tuple[str, ...]
    supported: bool
    reason: str
