"""Findings about names: what hides behind them, told with evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.analysis.hidden_names import (
    find_always_raising,
    find_disguised_aliases,
    find_split_names,
    find_warned_canonical_paths,
)
from audit.analysis.owners import Owners
from audit.graph.codebase import Codebase
from audit.model.families import Family
from audit.model.finding_identity import finding_fingerprint
from audit.model.findings import Finding, FindingKind, Location, Severity
from audit.model.ledger import LedgerEntry, UseSite
from audit.model.modules import Zone

__all__ = ["find_hidden_names"]

_MOST_LOCATIONS = 20


def find_hidden_names(
    codebase: Codebase,
    ledger: Sequence[LedgerEntry],
    uses: Sequence[UseSite],
    families: Sequence[Family],
    owners: Owners,
) -> Iterator[Finding]:
    """Disguised aliases, split names, what can only raise, canonical paths that warn.

    A split name is reported where it can be mistaken: its definitions are members of one family
    that claims duplication, or symbols of one component.
    """
    yield from _disguised(codebase, owners)
    yield from _split(codebase, uses, families, owners)
    yield from _raising(codebase, ledger, owners)
    yield from _warned(codebase, ledger, owners)


def _disguised(codebase: Codebase, owners: Owners) -> Iterator[Finding]:
    for alias in find_disguised_aliases(codebase):
        production = alias.zone is Zone.PRODUCTION
        yield Finding(
            kind=FindingKind.DISGUISED_ALIAS,
            severity=Severity.WARNING if production else Severity.NOTE,
            confidence=0.8,
            subject=f"{alias.importer}.{alias.name}",
            message=f"{alias.importer} imports {alias.real} under the name {alias.name}, "
            f"which is another symbol's: {alias.namesakes[0]}",
            fingerprint=finding_fingerprint(
                FindingKind.DISGUISED_ALIAS, alias.importer, alias.name, alias.real
            ),
            zone=alias.zone,
            locations=(alias.location,),
            component=owners.identify(alias.namesakes[0]),
            advice=f"import it under its own name, or import {alias.namesakes[0]}",
        )


def _split(
    codebase: Codebase,
    uses: Sequence[UseSite],
    families: Sequence[Family],
    owners: Owners,
) -> Iterator[Finding]:
    groups = [{m.path for m in family.members} for family in families if family.duplicate]
    for split in find_split_names(uses, codebase):
        paths = [path for path, _ in split.callers]
        owner = owners.identify(paths[0])
        together = owner and all(owners.identify(path) == owner for path in paths)
        if not together and not any(len(group & set(paths)) > 1 for group in groups):
            continue
        yield Finding(
            kind=FindingKind.SPLIT_NAME,
            severity=Severity.WARNING,
            confidence=0.9,
            subject=split.name,
            message=f"production imports {split.name} with {len(paths)} meanings: "
            + ", ".join(paths[:3]),
            fingerprint=finding_fingerprint(FindingKind.SPLIT_NAME, split.name, *paths),
            zone=Zone.PRODUCTION,
            locations=tuple(
                Location(file=site.rpartition(":")[0], line=int(site.rpartition(":")[2]), text=path)
                for path, sites in split.callers
                for site in sites[:2]
            )[:_MOST_LOCATIONS],
            component=owner,
            advice="let every caller mean the same definition",
        )


def _raising(
    codebase: Codebase, ledger: Sequence[LedgerEntry], owners: Owners
) -> Iterator[Finding]:
    for stub in find_always_raising(codebase, ledger):
        yield Finding(
            kind=FindingKind.ALWAYS_RAISING,
            severity=Severity.WARNING if stub.zone is Zone.PRODUCTION else Severity.NOTE,
            confidence=0.9,
            subject=stub.definition,
            message=f"{stub.definition} can only raise, and is called at {len(stub.calls)} places",
            fingerprint=finding_fingerprint(FindingKind.ALWAYS_RAISING, stub.definition),
            zone=stub.zone,
            locations=(
                Location(file=stub.file, line=stub.line, text=stub.definition),
                *stub.calls,
            )[:_MOST_LOCATIONS],
            component=owners.identify(stub.definition),
            advice="call what replaced it",
        )


def _warned(codebase: Codebase, ledger: Sequence[LedgerEntry], owners: Owners) -> Iterator[Finding]:
    for warned in find_warned_canonical_paths(codebase, ledger):
        yield Finding(
            kind=FindingKind.WARNED_CANONICAL_PATH,
            severity=Severity.WARNING,
            confidence=0.9,
            subject=warned.canonical,
            message=f"importing {warned.canonical} runs {warned.module}, which warns",
            fingerprint=finding_fingerprint(
                FindingKind.WARNED_CANONICAL_PATH, warned.definition, warned.module
            ),
            zone=Zone.PRODUCTION,
            locations=(warned.location,),
            component=owners.identify(warned.definition),
            advice="move its home, or choose a canonical path outside the deprecated module",
        )
