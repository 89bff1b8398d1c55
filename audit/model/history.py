"""A component over a repository's history: revisions, figures, and what came and went when."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from audit.model.snapshot import ComponentFigures

__all__ = [
    "Episode",
    "EpisodeKind",
    "History",
    "HistoryPoint",
    "HistoryRevision",
    "HistoryStep",
    "TreeChange",
    "joined_blob",
    "parted_blob",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRevision:
    """A commit: id, author's name, committer's date (`YYYY-MM-DDTHH:MM:SS+ZZ:ZZ`) and seconds
    since 1970, first line of the message, number of parents, tags in sorted order."""

    id: str
    author: str
    date: str
    seconds: int
    subject: str
    parents: int = 1
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeChange:
    """One path that differs from the revision before: its new git mode and object id, both ""
    when it is gone."""

    path: str
    mode: str
    blob: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryStep:
    """A revision that is looked at, and all changes since the one looked at before it; for the
    first one its whole tree."""

    revision: HistoryRevision
    changes: tuple[TreeChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPoint:
    """The component's figures at one revision."""

    revision: HistoryRevision
    figures: ComponentFigures


class EpisodeKind(enum.StrEnum):
    """What came and went."""

    IMPORT_PATH = "import path"
    TEST_PATH = "import path in tests"
    MEMBER = "duplicate member"
    BROKEN = "broken import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """The time from the revision at which something is first seen to the one that removed it.

    `introduced` is the first revision looked at that has it, `removed` the first after it without
    it (None while it lasts). `known_before`: it was there at the first revision looked at, so its
    beginning is not known. `age_days`: from introduction to removal, or to the last revision
    looked at. `occurrence` counts from 1; more than 1 means re-introduced.
    """

    kind: EpisodeKind
    subject: str
    introduced: HistoryRevision
    removed: HistoryRevision | None
    age_days: float
    occurrence: int
    known_before: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A component's history: one point for each revision looked at, oldest first; episodes by
    kind, subject and occurrence; `problems` say what could not be read or was passed over,
    sorted. `component` is its id, "" where symbols were followed by a pattern; that is `title`."""

    label: str
    component: str
    title: str
    points: tuple[HistoryPoint, ...]
    episodes: tuple[Episode, ...]
    problems: tuple[str, ...] = ()


def joined_blob(code: str, stub: str) -> str:
    """What stands for the blob of a module that may read names from the stub beside it."""
    return f"{code}+{stub}"


def parted_blob(blob: str) -> tuple[str, str]:
    """The blob of the code and that of its stub, "" where there is none."""
    code, _, stub = blob.partition("+")
    return code, stub
