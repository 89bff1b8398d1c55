"""What hides behind a name: problems that a count of paths alone does not show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from audit.analysis.uses import find_calls
from audit.graph.codebase import Codebase
from audit.model.facts import FunctionFact
from audit.model.findings import Location
from audit.model.ledger import LedgerEntry, UseSite
from audit.model.modules import Zone

__all__ = [
    "AlwaysRaising",
    "DisguisedAlias",
    "SplitName",
    "WarnedCanonicalPath",
    "find_always_raising",
    "find_disguised_aliases",
    "find_split_names",
    "find_warned_canonical_paths",
]

_MOST_HOMES = 3
_RAISING = frozenset({"abort", "assert", "die", "error", "fail", "throw", "unreachable"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DisguisedAlias:
    """`from x import build as create`, where another symbol of the codebase is called `create`:
    every import resolves, and every caller gets something else than the name says."""

    importer: str
    zone: Zone
    name: str
    real: str
    namesakes: tuple[str, ...]
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitName:
    """One class name that production imports from several paths, ending in several definitions.

    `callers` pairs each definition with the places that import it.
    """

    name: str
    callers: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlwaysRaising:
    """A function, or the constructor of a class, that can only raise, and who calls it."""

    definition: str
    file: str
    line: int
    calls: tuple[Location, ...]
    zone: Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class WarnedCanonicalPath:
    """A symbol in use whose canonical path runs a module that warns when it is imported."""

    definition: str
    canonical: str
    module: str
    location: Location


def find_disguised_aliases(codebase: Codebase) -> tuple[DisguisedAlias, ...]:
    """Imports under the name of another known class or function, sorted by place.

    Names that more than three definitions share tell nothing and are passed over, so are private
    ones, and an alias that names a re-export of the very symbol.
    """
    homes = _homes(codebase)
    found = []
    for importer in codebase.index.names:
        module, facts = codebase.index.module(importer), codebase.index.facts(importer)
        if module is None or facts is None:
            continue
        for fact in facts.imports:
            alias = fact.alias or ""
            if not fact.name or not alias or alias == fact.name or alias.startswith("_"):
                continue
            target = codebase.index.absolute_name(importer, fact)
            real = _definition(codebase, f"{target}.{fact.name}") if target else ""
            namesakes = homes.get(alias, ())
            if not real or real in namesakes or not 0 < len(namesakes) <= _MOST_HOMES:
                continue
            if _tells_what_it_is(alias, real):
                continue
            found.append(
                DisguisedAlias(
                    importer=importer,
                    zone=module.zone,
                    name=alias,
                    real=real,
                    namesakes=namesakes,
                    location=Location(
                        file=module.file,
                        line=fact.line,
                        text=f"from {target} import {fact.name} as {alias}",
                    ),
                )
            )
    return tuple(sorted(found, key=lambda item: (item.location.file, item.location.line)))


def _homes(codebase: Codebase) -> dict[str, tuple[str, ...]]:
    """Definitions of production classes and functions by their last name."""
    homes: dict[str, set[str]] = defaultdict(set)
    for name in codebase.index.names:
        module, facts = codebase.index.module(name), codebase.index.facts(name)
        if module is None or facts is None or module.zone is not Zone.PRODUCTION:
            continue
        qualnames = [fact.qualname for fact in facts.classes]
        qualnames += [fact.qualname for fact in facts.functions]
        for qualname in qualnames:
            if "." not in qualname:
                homes[qualname].add(f"{name}.{qualname}")
    return {name: tuple(sorted(paths)) for name, paths in homes.items()}


def _definition(codebase: Codebase, path: str) -> str:
    outcome = codebase.symbols.follow(path)[0]
    kinds = ("class", "function")
    if outcome.definition is None or outcome.definition.kind not in kinds:
        return ""
    return outcome.path


def _tells_what_it_is(alias: str, real: str) -> bool:
    """Whether the alias still says what it stands for (`from b import run as b_run`)."""
    own = real.rpartition(".")[2].lower().strip("_")
    return own in alias.lower() or alias.lower() in own


def find_split_names(uses: Sequence[UseSite], codebase: Codebase) -> tuple[SplitName, ...]:
    """Class names that production code imports with several meanings, sorted by name.

    Only names that at least two production modules import from different definitions, by an
    import (not by attribute), and that are classes.
    """
    callers: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for use in uses:
        if use.zone is Zone.PRODUCTION and use.definition and _is_class(codebase, use.definition):
            name = use.path.rpartition(".")[2]
            callers[name][use.definition].add(f"{use.file}:{use.line}")
    return tuple(
        SplitName(
            name=name,
            callers=tuple((path, tuple(sorted(sites))) for path, sites in sorted(homes.items())),
        )
        for name, homes in sorted(callers.items())
        if len(homes) > 1
    )


def _is_class(codebase: Codebase, path: str) -> bool:
    module, _, name = path.rpartition(".")
    return codebase.symbols.namespaces.class_fact(module, name) is not None


def find_always_raising(
    codebase: Codebase, ledger: Sequence[LedgerEntry]
) -> tuple[AlwaysRaising, ...]:
    """Symbols in production use that can only raise, with their calls; sorted by definition.

    What is written in a branch of a condition (the fallback of a failed import) does not count,
    nor does a class whose constructor raises because it is meant to be inherited from, nor a
    function that is there to raise: it says so in its annotation (`NoReturn`) or its name.
    """
    raising = [e for e in ledger if e.paths_production and _only_raises(codebase, e)]
    calls_of = find_calls(codebase, [entry.definition.path for entry in raising])
    found = []
    for entry in raising:
        calls = calls_of[entry.definition.path]
        locations = tuple(Location(file=c.file, line=c.line, text=c.path) for c in calls)
        if not locations:
            continue
        zones = {call.zone for call in calls}
        found.append(
            AlwaysRaising(
                definition=entry.definition.path,
                file=entry.definition.file,
                line=entry.definition.line,
                calls=locations,
                zone=Zone.PRODUCTION if Zone.PRODUCTION in zones else min(zones),
            )
        )
    return tuple(found)


def _only_raises(codebase: Codebase, entry: LedgerEntry) -> bool:
    facts = codebase.index.facts(entry.definition.module)
    name = entry.definition.qualname
    if facts is None:
        return False
    if entry.definition.kind == "function":
        same = [fact for fact in facts.functions if fact.qualname == name]
        return bool(same) and all(
            f.body == "raises" and not f.branch and not _is_there_to_raise(f) for f in same
        )
    fact = codebase.symbols.namespaces.class_fact(entry.definition.module, name)
    if fact is None or fact.branch:
        return False
    constructors = [m for m in fact.methods if m.qualname == f"{name}.__init__"]
    return bool(constructors) and all(method.body == "raises" for method in constructors)


def _is_there_to_raise(fact: FunctionFact) -> bool:
    if fact.signature.returns.strip("'\"").rpartition(".")[2] in ("NoReturn", "Never"):
        return True
    name = fact.qualname.lower()
    return "raise" in name or not _RAISING.isdisjoint(name.split("_"))


def find_warned_canonical_paths(
    codebase: Codebase, ledger: Sequence[LedgerEntry]
) -> tuple[WarnedCanonicalPath, ...]:
    """Symbols in production use whose canonical path runs a warning module; sorted."""
    marks = dict(_module_marks(codebase))
    found = []
    for entry in ledger if marks else ():
        if not entry.paths_production:
            continue
        module = next((name for name in _modules_run(entry.canonical) if name in marks), "")
        if module:
            found.append(
                WarnedCanonicalPath(
                    definition=entry.definition.path,
                    canonical=entry.canonical,
                    module=module,
                    location=marks[module],
                )
            )
    return tuple(found)


def _module_marks(codebase: Codebase) -> Iterator[tuple[str, Location]]:
    for name in codebase.index.names:
        module, facts = codebase.index.module(name), codebase.index.facts(name)
        for mark in facts.deprecations if facts is not None else ():
            certain = not mark.scope and not mark.conditional and mark.category != "docstring"
            if module is not None and certain:
                yield name, Location(file=module.file, line=mark.line, text=mark.message)


def _modules_run(path: str) -> Iterator[str]:
    """The packages and the module that importing a path runs, outermost first."""
    parts = path.split(".")
    return accumulate(parts[:-1], "{}.{}".format)
