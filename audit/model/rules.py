"""The rules of an audit: what the user asks for, as plain values."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from audit.model.claims import Claim

__all__ = [
    "OPERATOR_WORDS",
    "Component",
    "Configuration",
    "Declared",
    "Journey",
    "Phase",
    "Rules",
    "Target",
    "ZonePattern",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonePattern:
    """Files matching `glob` (relative to the source) are in `zone`; the first match wins."""

    zone: str
    glob: str


_WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A named concern that must have one source.

    `symbols` are patterns (`*`, `?`, `[…]`) over definition paths; without a dot they match the
    last name. `canonical` are the declared paths, `factory` the path instances should come from,
    `internal` module patterns that nobody outside may import. `proposed`: the kit's own proposal.
    """

    id: str
    title: str
    symbols: tuple[str, ...]
    canonical: tuple[str, ...] = ()
    max_paths: int = 1
    factory: str = ""
    internal: tuple[str, ...] = ()
    proposed: bool = False

    def matches(self, path: str) -> bool:
        """Whether one of the symbol patterns matches the definition path."""
        last = path.rpartition(".")[2]
        return any(
            fnmatch.fnmatchcase(path if "." in pattern else last, pattern)
            for pattern in self.symbols
        )

    def matcher(self) -> Callable[[str], bool]:
        """`matches`, made ready for many paths: a proposed component may list hundreds of plain
        paths, which are looked up instead of tried one after the other."""
        plain = {text for text in self.symbols if not _WILD.intersection(text)}
        wild = [text for text in self.symbols if text not in plain]
        whole = _any_pattern(text for text in wild if "." in text)
        last = _any_pattern(text for text in wild if "." not in text)

        def matches(path: str) -> bool:
            name = path.rpartition(".")[2]
            if path in plain or name in plain:
                return True
            return bool((whole and whole.match(path)) or (last and last.match(name)))

        return matches

    def select(self, paths: Iterable[str]) -> set[str]:
        """Those of the definition paths that `matches` holds for."""
        return set(filter(self.matcher(), paths))

    def is_internal(self, module: str) -> bool:
        """Whether a module name matches one of the internal patterns."""
        return any(fnmatch.fnmatchcase(module, pattern) for pattern in self.internal)


def _any_pattern(patterns: Iterable[str]) -> re.Pattern[str] | None:
    texts = [fnmatch.translate(pattern) for pattern in patterns]
    return re.compile("|".join(texts)) if texts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All that decides a figure. Two snapshots compare only under equal rules.

    `roots` empty means: discover. `exclude` are globs of files that are not looked at.
    """

    roots: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    zones: tuple[ZonePattern, ...] = ()
    components: tuple[Component, ...] = ()
    max_paths: int = 1


OPERATOR_WORDS: Mapping[str, str] = MappingProxyType(
    {"<=": "at most", "<": "below", ">=": "at least", ">": "above", "==": "exactly"}
)
"""How a target may compare, and the words for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`metric` `op` `value`; `op` is one of <=, <, >=, >, ==. `owner` answers for it until `due`
    (`YYYY-MM-DD`); "" where nobody was named."""

    metric: str
    op: str
    value: float
    title: str = ""
    owner: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A statement typed by a person; shown as declared, never as measured. `date` (`YYYY-MM-DD`)
    is when it was declared, "" where nobody said."""

    title: str
    value: str
    declared_by: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """What users must be able to do throughout, declared by a person (`value` in their words).

    `tests` are patterns (`*`, `?`, `[…]`) over test ids: the tests that speak for the journey.
    """

    title: str
    tests: tuple[str, ...]
    value: str = ""
    declared_by: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A step between two revisions. `before` and `after` are sources (or saved snapshots);
    `tests_before` and `tests_after` are files of test results, relative to the configuration;
    `cross_run` is the saved answer of `audit attribute`.
    `claims` are figures stated in a report written by hand; `journeys`, `risks` and `narrative`
    are declared by people, as `business` is."""

    id: str
    title: str
    before: str
    after: str
    issue: str = ""
    date: str = ""
    component: str = ""
    targets: tuple[Target, ...] = ()
    business: tuple[Declared, ...] = ()
    tests_before: tuple[str, ...] = ()
    tests_after: tuple[str, ...] = ()
    cross_run: str = ""
    claims: tuple[Claim, ...] = ()
    journeys: tuple[Journey, ...] = ()
    risks: tuple[Declared, ...] = ()
    narrative: tuple[Declared, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What a configuration file says. `folder` is where it stands: relative sources and files of
    test results resolve against it; None when nothing was read from disk."""

    rules: Rules
    phases: tuple[Phase, ...] = ()
    folder: Path | None = None
