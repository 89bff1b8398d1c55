"""Class families: several classes that do one job, and how their interfaces differ."""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass

from audit.model.facts import ClassFact
from audit.model.modules import Zone

__all__ = [
    "MATRIX_LEGEND",
    "AccessKind",
    "AccessPoint",
    "CellState",
    "ClassRecord",
    "Family",
    "FamilyMember",
    "Life",
    "MatrixCell",
    "MatrixRow",
    "Signal",
    "Verdict",
]

MATRIX_LEGEND = "same: the signature is the same, the bodies may differ"
"""What an interface matrix says of itself wherever it is shown."""


class Verdict(enum.StrEnum):
    """What the evidence supports about a family."""

    EXACT = "exact copy"
    RENAMED = "renamed copy"
    DRIFTED = "drifted copy"
    PARALLEL = "parallel implementation"
    WRAPPER = "wrapper"
    TWIN = "generated twin"
    VENDORED = "vendored copy"
    UNRELATED = "same name, unrelated"
    POLYMORPHISM = "legitimate polymorphism"


class CellState(enum.StrEnum):
    """How a member's method compares with the reference member's: by signature, not by body."""

    SAME = "same"
    DRIFTED = "drifted"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRecord:
    """A class where it stands in a codebase: what families are built from.

    `path` is the definition path (module and qualified name), `file` relative to the source.
    `bases` are resolved: full dotted paths of first-party bases, dotted names of external ones.
    `ancestors` holds all transitive bases that could be resolved, the direct ones included.
    `own_uses` counts where its own module names it as a value, outside of the class itself, or as
    what a function returns. `makes` are the paths of what its methods call, return or say that they
    return, itself and what only a method knows left out, sorted. `origin` names the content that
    `fact` was read from and its place there: equal origins, equal facts; "" when not known.
    """

    path: str
    module: str
    file: str
    zone: Zone
    fact: ClassFact
    bases: tuple[str, ...] = ()
    ancestors: tuple[str, ...] = ()
    own_uses: int = 0
    makes: Collection[str] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One measured reason: `name` (exact, renamed, shape, bag, interface, …), 0–1 `value`, and
    the pair of members that it was measured on."""

    name: str
    value: float
    left: str
    right: str


class Life(enum.StrEnum):
    """Who keeps a class alive, as far as imports and its own module show."""

    LIVE = "live"
    TEST_ONLY = "only tests"
    DEAD = "dead"


class AccessKind(enum.StrEnum):
    """How code gets at an object of a class other than by calling the class where it is needed."""

    FACTORY = "factory function"
    INSTANCE = "module-level instance"
    SINGLETON = "class-level singleton"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPoint:
    """A factory function, a module-level instance or a singleton's accessor: its dotted `path`
    and where it stands."""

    kind: AccessKind
    path: str
    file: str
    line: int
    zone: Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyMember:
    """One class of a family. `path` is its definition; use counts are of any of its paths.

    `verdict` says what it is to `compared_with`: the reference where the evidence carries a
    verdict on that pair, else the member that it resembles most; `confidence` is 0–1. The
    reference itself has no verdict. `uses_own_module` counts where its own module names it as a
    value, outside of the class itself, or as what a function returns. `ports` spells what
    `compared_with`, which it would go into, lacks (`method name(…)`, `parameter method(name)`).
    `merge_rank` is its place in the order of merging, from 1; 0 when there is nothing to merge;
    `merge_reason` says why in one sentence.
    `access` lists what hands out its objects; `constructed_production`, `constructed_test` and
    `constructed_tool` count the call sites in other modules that construct it past its factories.
    `last_change` (`YYYY-MM-DD`) and the number of `authors` are of its file, from git; "" and 0
    where there is no history.
    """

    path: str
    file: str
    line: int
    end_line: int
    zone: Zone
    methods: int
    uses_production: int
    uses_test: int
    verdict: Verdict | None = None
    confidence: float = 0.0
    compared_with: str = ""
    uses_own_module: int = 0
    ports: tuple[str, ...] = ()
    merge_rank: int = 0
    merge_reason: str = ""
    access: tuple[AccessPoint, ...] = ()
    constructed_production: int = 0
    constructed_test: int = 0
    constructed_tool: int = 0
    last_change: str = ""
    authors: int = 0

    @property
    def life(self) -> Life:
        """Live when production code uses it, or its own module does; kept by tests alone when
        only they use it or it stands in them; else dead: no import of it is seen, and its own
        module does not name it."""
        if self.uses_production or (self.uses_own_module and self.zone is not Zone.TEST):
            return Life.LIVE
        if self.uses_test or self.zone is Zone.TEST:
            return Life.TEST_ONLY
        return Life.DEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """`member` path, `signature` text ("" when missing), state, and what differs from the
    reference, spelled out."""

    member: str
    signature: str
    state: CellState
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """A method name across all members, in the order of the family's members."""

    method: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Classes that do one job.

    `fingerprint` is stable across line moves; `members` sorted by path; `reference` is the member
    that the matrix compares with (the proposed survivor). `verdict` is the strongest claim that
    holds for every member that counts (see `audit.analysis.families.membership`), `confidence`
    the mean of theirs. `duplicate`: at least one member's own verdict claims duplication.
    `lines_saved` counts the lines of the production members that could go, without the methods
    that must be ported first. A family of legitimate polymorphism is named after the base.
    """

    fingerprint: str
    name: str
    verdict: Verdict
    confidence: float
    duplicate: bool
    members: tuple[FamilyMember, ...]
    reference: str
    reference_reason: str
    signals: tuple[Signal, ...]
    matrix: tuple[MatrixRow, ...]
    lines_saved: int

    @property
    def merge_order(self) -> tuple[FamilyMember, ...]:
        """The members that could go into the reference, first to last."""
        ranked = (member for member in self.members if member.merge_rank)
        return tuple(sorted(ranked, key=lambda member: member.merge_rank))
