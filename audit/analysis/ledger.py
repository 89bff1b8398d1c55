"""The path ledger: every path of every symbol, its uses, and the path it should have."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from audit.analysis.owners import Owners
from audit.analysis.paths import (
    AvailablePath,
    AvailablePaths,
    find_available_paths,
    path_class,
    read_advice,
)
from audit.analysis.symbol_marks import MarkReader
from audit.graph.codebase import Codebase
from audit.model.ledger import (
    LedgerEntry,
    PathClass,
    PathEntry,
    SymbolDefinition,
    UseSite,
    ZoneCounts,
)
from audit.model.modules import Zone
from audit.model.rules import Component, Rules
from audit.model.successor import count_private

__all__ = ["build_ledger", "count_by_zone", "path_entropy"]

_FIRST_SITES = 5
_FEWEST_TOKENS = 40  # below it, classes that have nothing to do with each other look alike
_UNUSED = ZoneCounts()
_DEBT = (PathClass.SHIM, PathClass.DEPRECATED)
_SURE_FACADES = (PathClass.FACADE, PathClass.LAZY_MAP)
_WHERE_WRITTEN = "inferred: the module in which it is written"


def build_ledger(
    codebase: Codebase,
    uses: Sequence[UseSite],
    rules: Rules,
    components: Iterable[Component],
    available_paths: AvailablePaths | None = None,
) -> tuple[LedgerEntry, ...]:
    """One entry for each class and function defined at module level, and for each value that is
    used or reached from elsewhere; sorted by definition path.

    `paths_production` counts the distinct paths with at least one production use site, and an
    entry is fragmented when that exceeds `max_paths` of its component, else of the rules. Paths
    are looked for unless `available_paths` has them.
    """
    by_definition: dict[str, list[UseSite]] = defaultdict(list)
    for use in uses:
        if use.definition:
            by_definition[use.definition].append(use)
    owners = Owners(components)
    marks = MarkReader(codebase)
    entries = []
    if available_paths is None:
        available_paths = find_available_paths(codebase)
    for path, (definition, available) in available_paths.items():
        sites = by_definition.get(path, [])
        if definition.kind == "value" and not sites and len(available) < 2:
            continue
        component = owners.find(path)
        entry = _entry(codebase, definition, available, sites, rules, component)
        deprecation = marks.read(definition)
        if deprecation:
            entry = _deprecate(entry, deprecation, sites)
        elif base := marks.find_shim_base(definition):
            entry = _pass_on(entry, base, sites)
        entries.append(entry)
    return tuple(entries)


def _entry(
    codebase: Codebase,
    definition: SymbolDefinition,
    available: tuple[AvailablePath, ...],
    sites: list[UseSite],
    rules: Rules,
    component: Component | None,
) -> LedgerEntry:
    paths = _path_entries(codebase, definition, available, sites)
    canonical, reason = _canonical(definition, paths, component)
    production = [site for site in sites if site.zone is Zone.PRODUCTION]
    counts = Counter(site.path for site in production)
    classes = {entry.path: entry.path_class for entry in paths}
    max_paths = _allowed(rules, component, definition.path)
    return LedgerEntry(
        definition=definition,
        canonical=canonical,
        canonical_reason=reason,
        paths=paths,
        paths_production=len(counts),
        paths_test=len({site.path for site in sites if site.zone is Zone.TEST}),
        max_paths=max_paths,
        fragmented=len(counts) > max_paths,
        canonical_share=counts[canonical] / len(production) if production else None,
        entropy=path_entropy(counts),
        shim_debt=sum(classes[site.path] in _DEBT for site in production),
        body=_body(codebase, definition),
    )


def _deprecate(entry: LedgerEntry, deprecation: str, sites: Sequence[UseSite]) -> LedgerEntry:
    """The entry of a symbol that is deprecated itself: each path that hands it on is deprecated,
    apart from what nobody uses and is importable by accident only, and all its uses are debt."""
    paths = tuple(
        replace(
            path,
            path_class=path.path_class
            if path.path_class is PathClass.DEFINITION
            or (path.path_class is PathClass.ACCIDENTAL and not path.uses.total)
            else PathClass.DEPRECATED,
            advice=path.advice or deprecation,
        )
        for path in entry.paths
    )
    debt = sum(site.zone is Zone.PRODUCTION for site in sites)
    return replace(entry, paths=paths, deprecation=deprecation, shim_debt=debt)


def _pass_on(entry: LedgerEntry, base: str, sites: Sequence[UseSite]) -> LedgerEntry:
    """The entry of a subclass shim: each of its paths is a shim before `base`, its own included,
    apart from what nobody uses and is importable by accident only, and all its uses are debt."""
    paths = tuple(
        path
        if path.path_class is PathClass.ACCIDENTAL and not path.uses.total
        else replace(path, path_class=PathClass.SHIM, advice=base)
        for path in entry.paths
    )
    debt = sum(site.zone is Zone.PRODUCTION for site in sites)
    return replace(entry, paths=paths, shim_debt=debt)


def _body(codebase: Codebase, definition: SymbolDefinition) -> str:
    if definition.kind != "class":
        return ""
    fact = codebase.symbols.namespaces.class_fact(definition.module, definition.qualname)
    telling = fact is not None and fact.fingerprint.tokens >= _FEWEST_TOKENS
    return fact.fingerprint.renamed if fact is not None and telling else ""


def _allowed(rules: Rules, component: Component | None, path: str) -> int:
    """A component's `max_paths` is for all its symbols together; one symbol with a declared
    path of its own keeps one."""
    if component is None:
        return rules.max_paths
    declared = len(component.canonical)
    return max(1, component.max_paths - max(declared - 1, 0))


def _path_entries(
    codebase: Codebase,
    definition: SymbolDefinition,
    available: tuple[AvailablePath, ...],
    sites: list[UseSite],
) -> tuple[PathEntry, ...]:
    by_path: dict[str, list[UseSite]] = defaultdict(list)
    for site in sites:
        by_path[site.path].append(site)
    known = {item.path: item for item in available}
    for path in by_path:
        item = known.get(path)
        if item is None or item.path_class is PathClass.ACCIDENTAL:
            known[path] = AvailablePath(
                path=path,
                path_class=path_class(codebase, path, definition.path, used=True),
                chain=item.chain if item is not None else codebase.symbols.follow(path)[0].chain,
            )
    entries = [
        _path_entry(item, by_path.get(path), _advice(codebase, item, known))
        for path, item in known.items()
    ]
    return tuple(sorted(entries, key=_most_used_first) if len(entries) > 1 else entries)


def _advice(codebase: Codebase, item: AvailablePath, known: Mapping[str, AvailablePath]) -> str:
    is_deprecated = item.path_class is PathClass.DEPRECATED
    return read_advice(codebase, item.path, known) if is_deprecated else ""


def _path_entry(item: AvailablePath, sites: list[UseSite] | None, advice: str) -> PathEntry:
    return PathEntry(
        path=item.path,
        path_class=item.path_class,
        chain=item.chain,
        uses=count_by_zone(sites) if sites else _UNUSED,
        first_sites=_first_sites(sites) if sites else (),
        advice=advice,
    )


def _most_used_first(entry: PathEntry) -> tuple[int, int, bool, str]:
    is_alias = entry.path_class is not PathClass.DEFINITION
    return (-entry.uses.production, -entry.uses.total, is_alias, entry.path)


def _first_sites(sites: Sequence[UseSite]) -> tuple[str, ...]:
    order = sorted(sites, key=lambda s: (s.zone is not Zone.PRODUCTION, s.file, s.line))
    return tuple(f"{site.file}:{site.line}" for site in order[:_FIRST_SITES])


def count_by_zone(sites: Iterable[UseSite]) -> ZoneCounts:
    """Use sites by the zone of their importer."""
    zones = [site.zone for site in sites]
    return ZoneCounts(
        production=zones.count(Zone.PRODUCTION),
        test=zones.count(Zone.TEST),
        tool=zones.count(Zone.TOOL),
        vendored=zones.count(Zone.VENDORED),
    )


def path_entropy(counts: Mapping[str, int]) -> float:
    """−Σ p·log2 p over the paths in use, in bits; lower is better, 0 for one path or none.

    Two paths used equally often have 1 bit, four have 2. Source: C. E. Shannon, *A Mathematical
    Theory of Communication* (1948). Rounded to 6 decimals.
    """
    total = sum(counts.values())
    if not total:
        return 0.0
    shares = [count / total for count in counts.values() if count]
    return round(abs(sum(share * math.log2(share) for share in shares)), 6)


def _canonical(
    definition: SymbolDefinition, paths: tuple[PathEntry, ...], component: Component | None
) -> tuple[str, str]:
    """Declared, else inferred; the reason is said in words."""
    if component is not None:
        known = {entry.path for entry in paths} | {definition.path}
        for declared in component.canonical:
            if declared in known:
                return declared, f"declared by component {component.id}"
    facades = [entry for entry in paths if entry.path_class in _SURE_FACADES]
    if not facades:
        return definition.path, _WHERE_WRITTEN
    is_private = count_private(definition.module) > 0
    public = [entry for entry in facades if not count_private(entry.path)]
    if is_private and public:
        best = min(public, key=lambda entry: (entry.path.count("."), len(entry.path), entry.path))
        return best.path, "inferred: written in a private module; the shortest public facade"
    total = sum(entry.uses.production for entry in paths)
    own = count_private(definition.path)
    open_enough = [entry for entry in facades if count_private(entry.path) <= own]
    most = max(open_enough, key=lambda entry: (entry.uses.production, entry.path), default=None)
    if most is not None and most.uses.production * 2 > total:
        return most.path, "inferred: a facade that most production use sites import"
    return definition.path, _WHERE_WRITTEN
