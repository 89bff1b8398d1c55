"""What can go wrong for a user, said in one sentence each.

Every error of the kit carries where it happened and what to do next; the command line prints it
and leaves with its exit code, never with a traceback.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "AuditError",
    "ConfigurationError",
    "EvidenceError",
    "ReportError",
    "SnapshotError",
    "SourceError",
    "UnknownNameError",
]


class AuditError(Exception):
    """A mistake or an obstacle that the user can understand and mend.

    Parameters: `what` happened; `where` (file, option, table path) or empty; `hint`, what to do
    next, or empty. `str(error)` joins them into one line.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        self.what = what
        self.where = where
        self.hint = hint
        super().__init__(what, where, hint)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.what}{advice}"


class SourceError(AuditError):
    """Code at a revision could not be reached or must not be read."""


class UnknownNameError(AuditError):
    """A revision, path, package, phase or component that does not exist."""


class SnapshotError(AuditError):
    """A saved snapshot is missing, truncated, edited or of another schema."""


class EvidenceError(AuditError):
    """A file of evidence (JUnit XML, for instance) cannot be read."""


class ReportError(AuditError):
    """A report could not be produced."""


class ConfigurationError(AuditError):
    """Every mistake of a configuration at once, each with its TOML path."""

    def __init__(self, mistakes: Sequence[str], *, where: str = "") -> None:
        self.mistakes = tuple(mistakes)
        count = len(self.mistakes)
        noun = "mistake" if count == 1 else "mistakes"
        super().__init__(
            f"{count} {noun} in the configuration:\n  " + "\n  ".join(self.mistakes), where=where
        )
