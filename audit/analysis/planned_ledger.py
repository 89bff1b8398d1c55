"""The path ledger after a planned change: chains led anew, uses counted anew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from audit.analysis.ledger import count_by_zone, path_entropy
from audit.model.facts import ImportKind
from audit.model.ledger import LedgerEntry, PathClass, PathEntry, UseSite
from audit.model.modules import Zone
from audit.model.plan import Draft
from audit.model.snapshot import ComponentFigures

__all__ = ["Relinked", "find_relinked", "recount_components", "recount_ledger", "relink_ledger"]

Relinked = Mapping[tuple[str, str], str]
"""(module, path that it imported) → path that it imports now, "" for none."""

_FIRST_SITES = 5


def find_relinked(before: Draft, after: Draft) -> dict[tuple[str, str], str]:
    """What modules import from elsewhere now, at module level; "" where they no longer do."""
    found: dict[tuple[str, str], str] = {}
    kept: set[tuple[str, str]] = set()
    for old, new in zip(before.imports, after.imports, strict=True):
        if old is None or old.scope or not old.name or ImportKind.STRING in old.kinds:
            continue
        star = ".*" if old.name == "*" else ""
        if new is not None and new.path == old.path:
            kept.add((old.importer, old.path + star))
        else:
            found[old.importer, old.path + star] = new.path if new is not None else ""
    return {key: path for key, path in found.items() if key not in kept}


def relink_ledger(
    ledger: Sequence[LedgerEntry], relinked: Relinked
) -> tuple[tuple[LedgerEntry, ...], frozenset[str]]:
    """The ledger with chains that follow the new imports, and the paths that no longer exist."""
    gone: set[str] = set()
    entries = []
    for entry in ledger:
        chains = _relink(entry, relinked) if relinked else {}
        gone |= {path for path, chain in chains.items() if not chain}
        paths = tuple(
            replace(path, chain=chains.get(path.path, path.chain))
            for path in entry.paths
            if chains.get(path.path, path.chain)
        )
        entries.append(entry if paths == entry.paths else replace(entry, paths=paths))
    return tuple(entries), frozenset(gone)


def _relink(entry: LedgerEntry, relinked: Relinked) -> dict[str, tuple[str, ...]]:
    """The chains that change, () for a path that is gone."""
    known = {path.path: path.chain for path in entry.paths}
    changed: dict[str, tuple[str, ...]] = {}
    for path, chain in sorted(known.items(), key=lambda item: (len(item[1]), item[0])):
        for place, (passed, following) in enumerate(pairwise(chain)):
            owner = passed.rpartition(".")[0]
            target = relinked.get((owner, following))
            if target is None:
                target = relinked.get((owner, f"{following.rpartition('.')[0]}.*"))
            if target is None:
                continue
            rest = changed.get(target, known.get(target, (target,))) if target else ()
            changed[path] = (*chain[: place + 1], *rest) if rest else ()
            break
    return changed


def recount_ledger(
    ledger: Iterable[LedgerEntry], uses: Iterable[UseSite]
) -> tuple[LedgerEntry, ...]:
    """The same symbols and paths with the figures that these uses give; sorted by definition."""
    sites: dict[str, list[UseSite]] = defaultdict(list)
    for use in uses:
        if use.definition:
            sites[use.definition].append(use)
    entries = (_recount(entry, sites.get(entry.definition.path, [])) for entry in ledger)
    return tuple(sorted(entries, key=lambda entry: entry.definition.path))


def _recount(entry: LedgerEntry, sites: Sequence[UseSite]) -> LedgerEntry:
    by_path: dict[str, list[UseSite]] = defaultdict(list)
    for site in sites:
        by_path[site.path].append(site)
    production = [site for site in sites if site.zone is Zone.PRODUCTION]
    counts = Counter(site.path for site in production)
    paths = [_recount_path(path, by_path[path.path]) for path in entry.paths]
    debt = {path.path for path in paths if path.path_class is PathClass.SHIM or entry.is_old(path)}
    return replace(
        entry,
        paths=tuple(sorted(paths, key=_most_used_first)),
        paths_production=len(counts),
        paths_test=len({site.path for site in sites if site.zone is Zone.TEST}),
        fragmented=len(counts) > entry.max_paths,
        canonical_share=counts[entry.canonical] / len(production) if production else None,
        entropy=path_entropy(counts),
        shim_debt=sum(site.path in debt for site in production),
    )


def _recount_path(path: PathEntry, sites: Sequence[UseSite]) -> PathEntry:
    order = sorted(sites, key=lambda each: (each.zone is not Zone.PRODUCTION, each.file, each.line))
    first = tuple(f"{each.file}:{each.line}" for each in order[:_FIRST_SITES])
    return replace(path, uses=count_by_zone(sites), first_sites=first)


def _most_used_first(path: PathEntry) -> tuple[int, int, bool, str]:
    alias = path.path_class is not PathClass.DEFINITION
    return (-path.uses.production, -path.uses.total, alias, path.path)


def recount_components(
    components: Iterable[ComponentFigures], ledger: Iterable[LedgerEntry], uses: Iterable[UseSite]
) -> tuple[ComponentFigures, ...]:
    """The components with the paths in use that these uses give; what a plan does not change
    (classes, bypasses, broken paths) stays."""
    sites = [use for use in uses if use.definition]
    deprecated = {path.path for entry in ledger for path in entry.paths if entry.is_old(path)}
    found = []
    for component in components:
        own = [use for use in sites if use.definition in component.symbols]
        used = {use.path for use in own if use.zone is Zone.PRODUCTION}
        found.append(
            replace(
                component,
                paths_production=tuple(sorted(used)),
                paths_test=tuple(sorted({use.path for use in own if use.zone is Zone.TEST})),
                deprecated_in_use=tuple(sorted(used & deprecated)),
            )
        )
    return tuple(found)
