"""What importing really gave, path by path."""

from __future__ import annotations

import enum
from dataclasses import dataclass

__all__ = ["VerificationState", "VerifiedPath"]


class VerificationState(enum.StrEnum):
    """Whether the object behind a path is the one behind its definition."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    NOT_IMPORTABLE = "not importable here"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedPath:
    """One row of the ledger, held against the running program. `reason` says what happened."""

    path: str
    definition: str
    state: VerificationState
    reason: str = ""
