"""What a section consists of, before any format: blocks of plain text, names and marks.

Every format renders these and nothing else, so that none of them can say what another does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.model.figures import Excerpt, Figure
from audit.model.summary import Answer

__all__ = [
    "Answers",
    "Block",
    "BlockCell",
    "BlockPicture",
    "Bullets",
    "Cards",
    "Cautions",
    "Drawings",
    "EvidenceMark",
    "Grid",
    "JudgementMark",
    "Label",
    "Link",
    "Links",
    "Name",
    "Names",
    "Paragraph",
    "StatusMark",
    "Step",
    "Steps",
    "Subheading",
    "TargetVerdict",
]


@dataclass(frozen=True, slots=True)
class Name:
    """A path, file or test id: shown as code."""

    text: str


@dataclass(frozen=True, slots=True)
class Names:
    """Names in a row, with how many are not shown; `empty` is said when there are none."""

    found: Excerpt[str]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class StatusMark:
    """A verdict: its word beside its sign."""

    word: str


@dataclass(frozen=True, slots=True)
class EvidenceMark:
    """Measured, reported or declared."""

    word: str


@dataclass(frozen=True, slots=True)
class JudgementMark:
    """Earned, gate moved, mixed, unexplained; or a test's strength."""

    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to another file of the same report; `target` is relative and percent-encoded."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Links:
    """Links in a row."""

    items: tuple[Link, ...]


BlockCell = str | Name | Names | StatusMark | EvidenceMark | JudgementMark | Links


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A sentence or two; `faint` where it says that there is nothing to say."""

    cells: tuple[BlockCell, ...]
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A short line over what follows."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subheading:
    """A heading within a section; `note` stands beside it in smaller print; `level` is 2 where
    there are no sections around it."""

    text: str
    note: str = ""
    level: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list; `style` is "" for sentences, "names" for names, "notes" for small print."""

    items: tuple[tuple[BlockCell, ...], ...]
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What to do, and the evidence that it rests on."""

    action: tuple[BlockCell, ...]
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Numbered steps, in their order."""

    items: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table. `numbers`: one character a column, `r` for right-aligned figures; what it leaves
    out is left-aligned."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[BlockCell, ...], ...]
    numbers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPicture:
    """A drawing with its caption; `note` is a line under it, `twin` the table that says the same
    where nothing can be drawn (None where a table of the section says it anyway)."""

    caption: str
    svg: str
    twin: Grid | None = None
    note: tuple[BlockCell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawings:
    """Drawings side by side."""

    items: tuple[BlockPicture, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetVerdict:
    """The status of the phase and the sentence that justifies it."""

    status: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The three questions, answered, and what the improvements rest on."""

    items: tuple[Answer, ...]
    gate_line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cautions:
    """What must not be overlooked."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """The figures of the first screen."""

    figures: tuple[Figure, ...]


Block = (
    Answers
    | Bullets
    | Cards
    | Cautions
    | Grid
    | Label
    | Paragraph
    | BlockPicture
    | Drawings
    | Steps
    | Subheading
    | TargetVerdict
)
