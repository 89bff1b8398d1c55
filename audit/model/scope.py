"""How much of the code a figure is about: the coverage of the audit itself."""

from __future__ import annotations

from dataclasses import dataclass

from audit.model.metrics import Direction, Metric

__all__ = ["SCOPE_METRIC", "Scope"]

SCOPE_METRIC = "coverage.files_audited"
"""Id of the figure that says how much of a source the audit looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """How much of the code at one revision every figure is about.

    `files` Python files were looked at, of `found` in the source, excluded ones included (None
    where the source is not at hand to count). `modules`, `lines` and `statements` are those of
    the files looked at; `production_*` those of the production zone alone, each file once.
    """

    files: int
    found: int | None
    modules: int
    lines: int
    statements: int
    production_files: int
    production_statements: int

    @property
    def share(self) -> float | None:
        """files / found, 0–1; None where it is not known or nothing was found."""
        return self.files / self.found if self.found else None

    @property
    def metric(self) -> Metric:
        """The share of Python files that was looked at: files / found, 0–1, higher is better.

        Example: with 2 of 10 files excluded by the rules, 0.8.
        """
        return Metric(
            id=SCOPE_METRIC,
            title="Python files that are audited",
            value=self.share,
            unit="share",
            direction=Direction.HIGHER,
            covers="Python files in the source, excluded ones included",
            numerator=None if self.share is None else self.files,
            denominator=None if self.share is None else self.found,
            reason="" if self.share is not None else _UNKNOWN,
        )


_UNKNOWN = "a saved snapshot does not say how many files its source holds"
