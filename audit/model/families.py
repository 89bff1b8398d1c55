"""Class families: several classes that do one job, and how their interfaces differ."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from audit.model.facts import ClassFact
from audit.model.modules import Zone

__all__ = [
    "CellState",
    "ClassRecord",
    "Family",
    "FamilyMember",
    "MatrixCell",
    "MatrixRow",
    "Signal",
    "Verdict",
]


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
    """How a member's method compares with the reference member's."""

    SAME = "same"
    DRIFTED = "drifted"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRecord:
    """A class where it stands in a codebase: what families are built from.

    `path` is the definition path (module and qualified name), `file` relative to the source.
    `bases` are resolved: full dotted paths of first-party bases, dotted names of external ones.
    `ancestors` holds all transitive bases that could be resolved, the direct ones included.
    """

    path: str
    module: str
    file: str
    zone: Zone
    fact: ClassFact
    bases: tuple[str, ...] = ()
    ancestors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One measured reason: `name` (exact, renamed, shape, bag, interface, …), 0–1 `value`, and
    the pair of members that it was measured on."""

    name: str
    value: float
    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyMember:
    """One class of a family. `path` is its definition; use counts are of any of its paths."""

    path: str
    file: str
    line: int
    end_line: int
    zone: Zone
    methods: int
    uses_production: int
    uses_test: int


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
    that the matrix compares with (the proposed survivor); `duplicate` is True for verdicts that
    claim duplication; `lines_saved` counts the lines of all other production members.
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
