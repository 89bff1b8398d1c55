"""The facts of one audit at one revision under one set of rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.model.findings import FindingKind

if TYPE_CHECKING:  # a kept audit is copied without them, and making their classes takes as long
    from audit.model.families import Family
    from audit.model.findings import Finding
    from audit.model.identity import IdentitySplit
    from audit.model.imports import Cycle, ResolvedImport
    from audit.model.ledger import LedgerEntry, UseSite
    from audit.model.metrics import Metric
    from audit.model.modules import Module
    from audit.model.rules import Rules

__all__ = [
    "SCHEMA_VERSION",
    "ComponentFigures",
    "Coverage",
    "Provenance",
    "Snapshot",
    "SnapshotHead",
    "find_problem_files",
]

_FILE_PROBLEMS = frozenset({FindingKind.PARSE_PROBLEM, FindingKind.UNREADABLE_FILE})

SCHEMA_VERSION = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where the figures come from: source label, kind and revision, the digest of the rules, and
    the version of the kit and of its extractor."""

    label: str
    kind: str
    revision: str
    rules_digest: str
    tool_version: str
    extractor_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was looked at: Python files found, read, parsed whole; imports by bucket
    (bucket name, count), adding up to `imports`."""

    files: int
    files_parsed: int
    files_with_problems: int
    modules: int
    lines: int
    imports: int
    buckets: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentFigures:
    """A component as found: the definition paths that its patterns match, the paths in use by
    production and by tests, the classes that do its job, deprecated and broken paths in use, the
    production call sites that construct its classes directly though a factory is declared."""

    id: str
    title: str
    proposed: bool
    symbols: tuple[str, ...]
    canonical: tuple[str, ...]
    paths_production: tuple[str, ...]
    paths_test: tuple[str, ...]
    definitions: tuple[str, ...]
    deprecated_in_use: tuple[str, ...]
    broken_in_use: tuple[str, ...]
    bypasses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotHead:
    """What a snapshot says in figures, without its tables; `symbols` are in the ledger,
    `problem_files` the Python files that a finding calls unreadable or not parsing, sorted."""

    provenance: Provenance
    coverage: Coverage
    metrics: tuple[Metric, ...]
    components: tuple[ComponentFigures, ...]
    symbols: int
    problem_files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One audit, saved. Every sequence is sorted; the same input gives the same record."""

    schema_version: int
    provenance: Provenance
    rules: Rules
    coverage: Coverage
    metrics: tuple[Metric, ...]
    components: tuple[ComponentFigures, ...]
    findings: tuple[Finding, ...]
    modules: tuple[Module, ...]
    imports: tuple[ResolvedImport, ...]
    ledger: tuple[LedgerEntry, ...]
    uses: tuple[UseSite, ...]
    families: tuple[Family, ...]
    cycles: tuple[Cycle, ...]
    identity_splits: tuple[IdentitySplit, ...] = ()

    @property
    def symbols(self) -> int:
        """How many entries the ledger has."""
        return len(self.ledger)

    @property
    def problem_files(self) -> tuple[str, ...]:
        """The Python files that a finding calls unreadable or not parsing, sorted."""
        return find_problem_files((each.kind, each.subject) for each in self.findings)


def find_problem_files(findings: Iterable[tuple[FindingKind, str]]) -> tuple[str, ...]:
    """The Python files among the subjects of findings (kind, subject) about files, sorted."""
    subjects = {subject for kind, subject in findings if kind in _FILE_PROBLEMS}
    return tuple(sorted(subject for subject in subjects if subject.endswith(".py")))
