"""One question of an external suite: what it expects, what we answer, and why they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Question", "SuiteResult"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`case` names the suite's own case, `asked` what about; `reason` says why answers differ."""

    case: str
    asked: str
    expected: str
    answered: str
    reason: str = ""

    @property
    def agreed(self) -> bool:
        """Whether both say the same."""
        return self.expected == self.answered


@dataclass(slots=True)
class SuiteResult:
    """All questions of one suite; `left_out` counts what is not scored by reason."""

    name: str
    source: str
    asks: str
    questions: list[Question] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    blocked: str = ""

    def add(self, questions: Iterable[Question]) -> None:
        """More questions."""
        self.questions += questions

    def disagreements(self) -> list[Question]:
        """The questions that are answered otherwise than expected."""
        return [each for each in self.questions if not each.agreed]

    def summarise(self) -> dict[str, Any]:
        """Figures, then every disagreement by its place, with its reason.

        What the suites expect stays with them: their text is not kept here.
        """
        wrong = self.disagreements()
        return {
            "name": self.name,
            "source": self.source,
            "asks": self.asks,
            "blocked": self.blocked,
            "cases": len({each.case for each in self.questions}),
            "questions": len(self.questions),
            "agreed": len(self.questions) - len(wrong),
            "disagreed": len(wrong),
            "reasons": dict(sorted(Counter(each.reason for each in wrong).items())),
            "left_out": dict(sorted(self.left_out.items())),
            "disagreements": [[each.case, each.asked, each.reason] for each in wrong],
        }
