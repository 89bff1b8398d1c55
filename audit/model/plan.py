"""A planned change: steps on a snapshot's imports, what they cost and what they bring."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from audit.model.comparison import MetricDelta
from audit.model.imports import ResolvedImport
from audit.model.ledger import UseKind, UseSite
from audit.model.modules import Zone

__all__ = ["Draft", "Edit", "EditKind", "PlanOutcome", "PlanStep", "StepKind"]


class StepKind(enum.StrEnum):
    """What a step of a plan does."""

    CANONICALISE = "canonicalise"
    MOVE = "move"
    CUT = "cut"


class EditKind(enum.StrEnum):
    """What stands on the line to edit: an import statement, an attribute chain on an imported
    module, a dotted string, a definition that moves; or a line that is not there yet."""

    STATEMENT = "import statement"
    ATTRIBUTE = "attribute chain"
    STRING = "dotted string"
    DEFINITION = "definition"
    NEW_LINE = "new import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One place to edit: `old` becomes `new`; no `new`: take it out; no `old`: put it in.

    `line` is 1-based as the snapshot found it, 0 for a new import. Statements stand one line for
    each module, names sorted; dots and `as` names are kept.
    """

    file: str
    line: int
    zone: Zone
    kind: EditKind
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """One step: `subject` (component, symbol or importer), `target` (path, module or imported),
    how many imports and uses it changed, and what the snapshot cannot know (`notes`)."""

    kind: StepKind
    subject: str
    target: str
    changes: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A snapshot's imports and uses with some of them changed.

    `imports` and `uses` stand in the snapshot's order, so that each can be held against what it
    was; None: taken out. `added` are imports that the code does not have yet (line 0), sorted.
    """

    imports: tuple[ResolvedImport | None, ...]
    uses: tuple[UseSite | None, ...]
    added: tuple[ResolvedImport, ...] = ()

    def list_imports(self) -> tuple[ResolvedImport, ...]:
        """All imports as they would be, in a snapshot's order."""
        kept = (item for item in self.imports if item is not None)
        return tuple(
            sorted(
                (*kept, *self.added),
                key=lambda item: (item.importer, item.line, item.path, item.kinds),
            )
        )

    def list_uses(self) -> tuple[UseSite, ...]:
        """All use sites as they would be, in a snapshot's order."""
        uses = (use for use in self.uses if use is not None)
        return tuple(sorted(uses, key=lambda use: (use.path, use.importer, use.line, use.kind)))

    def count_changes(self, other: Draft) -> int:
        """How many use sites and imports differ from another draft of the same snapshot.

        An import statement and the use that it makes count once.
        """
        uses = sum(a != b for a, b in zip(self.uses, other.uses, strict=True))
        places = {
            (use.importer, use.line)
            for use, now in zip(other.uses, self.uses, strict=True)
            if use is not None and use != now and use.kind is not UseKind.ATTRIBUTE
        }
        alone = sum(
            a != b and b is not None and (b.importer, b.line) not in places
            for a, b in zip(self.imports, other.imports, strict=True)
        )
        return uses + alone


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOutcome:
    """What a plan comes to: its steps in order, every figure before and after, the lines to edit
    by file and line, the load-time cycles that it opens and closes (their members), and what is
    to be watched."""

    label: str
    steps: tuple[PlanStep, ...]
    deltas: tuple[MetricDelta, ...]
    edits: tuple[Edit, ...]
    cycles_removed: tuple[tuple[str, ...], ...] = ()
    cycles_added: tuple[tuple[str, ...], ...] = ()
