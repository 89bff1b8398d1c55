"""Findings: observed problems with their evidence."""

from __future__ import annotations

import enum
from dataclasses import dataclass

__all__ = ["Finding", "FindingKind", "Location", "Severity"]


class Severity(enum.StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class FindingKind(enum.StrEnum):
    """What was observed."""

    FRAGMENTED_SYMBOL = "fragmented-symbol"
    CLASS_FAMILY = "class-family"
    CYCLE = "cycle"
    BROKEN_IMPORT = "broken-import"
    BROKEN_STRING = "broken-string"
    DEPRECATED_PATH = "deprecated-path"
    PRODUCTION_IMPORTS_TEST = "production-imports-test"
    INTERNAL_IMPORT = "internal-import"
    PARSE_PROBLEM = "parse-problem"
    UNREADABLE_FILE = "unreadable-file"
    ALIAS_CYCLE = "alias-cycle"
    SHARED_STATE = "shared-state"
    DISGUISED_ALIAS = "disguised-alias"
    SPLIT_NAME = "split-name"
    ALWAYS_RAISING = "always-raising"
    WARNED_CANONICAL_PATH = "warned-canonical-path"
    IDENTITY_SPLIT = "identity-split"
    LEFT_PATTERN = "renamed-out-of-pattern"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place that carries the evidence: file (relative to the source), line (1-based, 0 for the
    whole file), and what stands there."""

    file: str
    line: int
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An observed problem.

    `subject` names what it is about (symbol, module, family, cycle); `fingerprint` identifies it
    without line numbers, so that it can be matched between snapshots; `confidence` 0–1; `zone`
    that it counts for; `component` id or ""; `advice` is the next move in one sentence.
    """

    kind: FindingKind
    severity: Severity
    confidence: float
    subject: str
    message: str
    fingerprint: str
    zone: str
    locations: tuple[Location, ...] = ()
    component: str = ""
    advice: str = ""
