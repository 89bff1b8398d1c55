"""Identity splits: one file that loads under several module names, so its classes exist twice."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from audit.model.findings import Location
from audit.model.modules import Zone

__all__ = ["IdentitySplit", "SplitCause"]


class SplitCause(enum.StrEnum):
    """What gives a file its further name."""

    SEARCH_PATH = "search path"
    TESTS = "test collection"
    SCRIPT = "script folder"
    PREFIX = "import prefix"
    LOCATION = "file location"
    MAIN = "main module"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentitySplit:
    """One file and the module names that it loads under.

    `fingerprint` is that of the finding that it belongs to: files of one `cause` share it. `names`
    sorted. `certain`: one process loads two of them; else different processes may, or nothing
    seen here uses the further name. `evidence` is what makes the further name possible, `imports`
    the places that load the file by each name (`text` says which), `risks` the classes and
    values for which two copies matter, those most asked for first.
    """

    fingerprint: str
    cause: SplitCause
    file: str
    names: tuple[str, ...]
    zone: Zone
    certain: bool
    evidence: tuple[Location, ...]
    imports: tuple[Location, ...]
    risks: tuple[Location, ...]
