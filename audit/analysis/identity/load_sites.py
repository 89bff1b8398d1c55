"""The names that a file is loaded by, each with the places that do it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from audit.model.facts import ImportFact, ImportKind
from audit.model.findings import Location
from audit.model.identity import SplitCause

__all__ = ["BY_PLACE", "LoadedName", "Site", "list_names"]

BY_PLACE = "<by place>"
"""Stands for a root where a file was loaded by its place on disk."""


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A place that loads a file: an import, or the text that stands there."""

    file: str
    line: int
    told: ImportFact | str

    def place(self, name: str) -> Location:
        """The place, with the name that it loads and what it says."""
        text = self.told if isinstance(self.told, str) else _written(self.told)
        return Location(file=self.file, line=self.line, text=f"{name}: {text}")


@dataclass(slots=True, kw_only=True)
class LoadedName:
    """One name of a file: the folder that it is found from, and the places that load it so."""

    root: str
    cause: SplitCause | None = None
    sites: dict[Site, None] = field(default_factory=dict)

    def sample(self, name: str, most: int, files: Collection[str] | None = None) -> list[Location]:
        """The first places, in order of file and line; of `files` only, if given."""
        ranked = {
            (site.file, site.line): site.place(name)
            for site in self.sites
            if files is None or site.file in files
        }
        return [ranked[key] for key in sorted(ranked)][:most]


def list_names(names: Mapping[str, LoadedName]) -> tuple[str, ...]:
    """The names that some place loads, sorted."""
    return tuple(sorted(name for name, loaded in names.items() if loaded.sites))


def _written(fact: ImportFact) -> str:
    if ImportKind.DYNAMIC in fact.kinds:
        return f'import_module("{"." * fact.level}{fact.module}")'
    if fact.name is None:
        return f"import {fact.module}"
    return f"from {'.' * fact.level}{fact.module} import {fact.name}"
