"""The path ledger: through which import paths each symbol is reached, and by whom."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from audit.model.modules import Zone

__all__ = [
    "LedgerEntry",
    "PathClass",
    "PathEntry",
    "Resolution",
    "SymbolDefinition",
    "UseKind",
    "UseSite",
    "ZoneCounts",
]


class PathClass(enum.StrEnum):
    """What makes a path lead to the symbol."""

    DEFINITION = "definition"
    FACADE = "facade"
    ACCIDENTAL = "accidental"
    SHIM = "shim"
    ALIAS_ASSIGNMENT = "alias_assignment"
    LAZY_MAP = "lazy_map"
    STAR = "star"
    DEPRECATED = "deprecated"
    BROKEN = "broken"
    STRING = "string"


class UseKind(enum.StrEnum):
    """How a use site names the path."""

    IMPORT = "import"
    ATTRIBUTE = "attribute"
    STRING = "string"


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolDefinition:
    """Where a symbol is written. `path` = module + "." + qualname; `kind`: class, function,
    value or module."""

    path: str
    module: str
    qualname: str
    kind: str
    file: str
    line: int
    end_line: int
    zone: Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """A dotted path followed to its definitions.

    `definitions` holds every candidate (try/except branches), empty when unresolvable, and then
    `reason` says why. `chain` lists the dotted paths passed on the way, from `path` to the
    definition.
    """

    path: str
    definitions: tuple[SymbolDefinition, ...]
    path_class: PathClass
    chain: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UseSite:
    """One place that uses an import path; counted once, in the zone of its importer.

    `definition` is the path of the symbol's definition ("" when broken).
    """

    path: str
    definition: str
    importer: str
    file: str
    line: int
    zone: Zone
    kind: UseKind
    call: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneCounts:
    """A count split by zone."""

    production: int = 0
    test: int = 0
    tool: int = 0
    vendored: int = 0

    @property
    def total(self) -> int:
        """All zones together."""
        return self.production + self.test + self.tool + self.vendored


@dataclass(frozen=True, slots=True, kw_only=True)
class PathEntry:
    """One import path of a symbol: class, the chain that makes it, use sites by zone, and the
    first files that use it ("file:line", production first, at most five). `advice` is what the
    warning of a deprecated path names instead, a dotted path or other words, or ""."""

    path: str
    path_class: PathClass
    chain: tuple[str, ...]
    uses: ZoneCounts
    first_sites: tuple[str, ...] = ()
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """A symbol with all its paths.

    `paths` available or in use, most used first. `canonical` and `canonical_reason` (`declared`,
    `policy: …` or `inferred: …`). `paths_production` and `paths_test` count the distinct paths in
    use; `fragmented` when the former exceeds `max_paths`. `canonical_share` is 0–1 over
    production use sites (None without any), `entropy` in bits, `shim_debt` in use sites. `body`: a
    digest of a class's body, "" where it is too small to tell classes apart, or no class.
    `deprecation`: what the symbol's own mark (PEP 702, a warning in its constructor) names instead,
    a dotted path or other words; "" without one.
    """

    definition: SymbolDefinition
    canonical: str
    canonical_reason: str
    paths: tuple[PathEntry, ...]
    paths_production: int
    paths_test: int
    max_paths: int
    fragmented: bool
    canonical_share: float | None
    entropy: float
    shim_debt: int
    body: str = ""
    deprecation: str = ""

    @property
    def shim_of(self) -> str:
        """The path of the class that a subclass shim stands for (it adds nothing to it and bears
        its name), "" for any other symbol."""
        home = self.definition.path
        own = (each for each in self.paths if each.path == home)
        return next((each.advice for each in own if each.path_class is PathClass.SHIM), "")

    def is_old(self, path: PathEntry) -> bool:
        """Whether nobody should use the path: it warns, or what it leads to is deprecated."""
        marked = bool(self.deprecation) and path.path_class is PathClass.DEFINITION
        return marked or path.path_class is PathClass.DEPRECATED
