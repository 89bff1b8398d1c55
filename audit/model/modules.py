"""Modules: names, zones, and the file behind each."""

from __future__ import annotations

import enum
from dataclasses import dataclass

__all__ = ["Module", "ModulePlace", "Zone"]


class Zone(enum.StrEnum):
    """What a module is for; every use count is split by the zone of the importer."""

    PRODUCTION = "production"
    TEST = "test"
    TOOL = "tool"
    VENDORED = "vendored"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModulePlace:
    """A file's module name under one root, before anything of the file has been read.

    `root` is the directory put on the import path, relative to the source ("" for the source
    itself).
    """

    name: str
    file: str
    root: str
    zone: Zone
    is_package: bool
    blob: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One module name and the file that it is loaded from.

    `root` is the directory put on the import path, relative to the source ("" for the source
    itself). `shim`: its body is nothing but re-exports. `deprecated`: it warns when imported.
    `lines` and `statements` count the file; `commits` those that changed it up to the revision,
    merges aside, 0 where the source has no history.
    """

    name: str
    file: str
    root: str
    zone: Zone
    is_package: bool
    blob: str
    lines: int
    statements: int
    shim: bool = False
    deprecated: bool = False
    commits: int = 0
