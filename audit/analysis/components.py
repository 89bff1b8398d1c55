"""Components: what their patterns match, and the proposal where none is declared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from audit.analysis.uses import find_calls
from audit.graph.codebase import Codebase
from audit.model.families import Family, Verdict
from audit.model.ledger import LedgerEntry, UseSite
from audit.model.modules import Zone
from audit.model.rules import Component
from audit.model.snapshot import ComponentFigures

__all__ = ["add_family_members", "build_component_figures", "propose_components"]

_MOST_PROPOSED = 5
_NOT_ONE_JOB = (Verdict.POLYMORPHISM, Verdict.UNRELATED)


def build_component_figures(
    codebase: Codebase,
    components: Iterable[Component],
    ledger: Sequence[LedgerEntry],
    uses: Sequence[UseSite],
    families: Sequence[Family],
) -> tuple[ComponentFigures, ...]:
    """The figures of each component, in the order of the configuration."""
    return tuple(_figures(codebase, component, ledger, uses, families) for component in components)


def _figures(
    codebase: Codebase,
    component: Component,
    ledger: Sequence[LedgerEntry],
    uses: Sequence[UseSite],
    families: Sequence[Family],
) -> ComponentFigures:
    symbols = component.select(entry.definition.path for entry in ledger)
    entries = [entry for entry in ledger if entry.definition.path in symbols]
    production = [u for u in uses if u.definition in symbols and u.zone is Zone.PRODUCTION]
    deprecated = {path.path for entry in entries for path in entry.paths if entry.is_old(path)}
    names = {path.rpartition(".")[2] for path in symbols}
    used = {use.path for use in production}
    return ComponentFigures(
        id=component.id,
        title=component.title,
        proposed=component.proposed,
        symbols=tuple(sorted(symbols)),
        canonical=tuple(
            sorted(component.canonical) or sorted(entry.canonical for entry in entries)
        ),
        paths_production=tuple(sorted(used)),
        paths_test=tuple(
            sorted({u.path for u in uses if u.definition in symbols and u.zone is Zone.TEST})
        ),
        definitions=_definitions(entries, families),
        deprecated_in_use=tuple(sorted(used & deprecated)),
        broken_in_use=tuple(
            sorted(
                {
                    use.path
                    for use in uses
                    if not use.definition
                    and use.zone is Zone.PRODUCTION
                    and use.path.rpartition(".")[2] in names
                }
            )
        ),
        bypasses=_bypasses(codebase, component, entries),
    )


def _definitions(entries: list[LedgerEntry], families: Sequence[Family]) -> tuple[str, ...]:
    """Production classes that do the component's job: its own, and their families' members."""
    own = (
        entry.definition.path
        for entry in entries
        if entry.definition.kind == "class" and entry.definition.zone is Zone.PRODUCTION
    )
    return add_family_members(own, families)


def add_family_members(own: Iterable[str], families: Iterable[Family]) -> tuple[str, ...]:
    """A component's own production classes with those that do one job with one of them, sorted."""
    known = frozenset(own)
    found = set(known)
    for family in families:
        if family.verdict in _NOT_ONE_JOB or not known & {m.path for m in family.members}:
            continue
        found |= {m.path for m in family.members if m.zone is Zone.PRODUCTION}
    return tuple(sorted(found))


def _bypasses(
    codebase: Codebase, component: Component, entries: list[LedgerEntry]
) -> tuple[str, ...]:
    """Production call sites ("file:line") of the component's classes outside the module of the
    declared factory; empty without a factory."""
    if not component.factory:
        return ()
    factory = codebase.symbols.follow(component.factory)[0]
    home = factory.definition.module if factory.definition is not None else ""
    classes = [e.definition.path for e in entries if e.definition.kind == "class"]
    sites = {
        f"{site.file}:{site.line}"
        for calls in find_calls(codebase, classes).values()
        for site in calls
        if site.zone is Zone.PRODUCTION and site.importer != home
    }
    return tuple(sorted(sites))


def propose_components(
    ledger: Sequence[LedgerEntry], families: Sequence[Family]
) -> tuple[Component, ...]:
    """The components worth looking at when none is declared: at most five.

    First the production families that claim duplication, those with most members first; then
    the symbols with most paths in production use, if more than one.
    """
    proposals: dict[str, Component] = {}
    duplicates = [f for f in families if f.duplicate and _production_members(f) > 1]
    for family in sorted(duplicates, key=lambda f: (-_production_members(f), f.fingerprint)):
        members = tuple(m.path for m in family.members if m.zone is Zone.PRODUCTION)
        _propose(proposals, family.name, members, family.reference)
    fragmented = [
        e for e in ledger if e.paths_production > 1 and e.definition.zone is Zone.PRODUCTION
    ]
    for entry in sorted(fragmented, key=lambda e: (-e.paths_production, e.definition.path)):
        name = entry.definition.qualname
        _propose(proposals, name, (entry.definition.path,), entry.canonical)
    return tuple(list(proposals.values())[:_MOST_PROPOSED])


def _production_members(family: Family) -> int:
    return sum(1 for member in family.members if member.zone is Zone.PRODUCTION)


def _propose(
    proposals: dict[str, Component], name: str, symbols: tuple[str, ...], canonical: str
) -> None:
    if len(proposals) >= _MOST_PROPOSED:
        return
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name.rpartition(".")[2]) or ["symbol"]
    identifier = "-".join(word.lower() for word in words)
    known = {symbol for component in proposals.values() for symbol in component.symbols}
    if identifier in proposals or known & set(symbols):
        return
    proposals[identifier] = Component(
        id=identifier,
        title=name.rpartition(".")[2],
        symbols=symbols,
        canonical=(canonical,),
        proposed=True,
    )
