"""Members of a component that left its name pattern between two revisions.

A class that is renamed or moved out of the pattern is no longer counted: the component's figures
improve although nothing did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.model.finding_identity import finding_fingerprint
from audit.model.findings import Finding, FindingKind, Location, Severity
from audit.model.ledger import LedgerEntry
from audit.model.modules import Zone
from audit.model.snapshot import ComponentFigures, Snapshot
from audit.phases.moves import Moves

__all__ = ["find_left_pattern"]

_BODY = 0.9
_CALLERS = 0.6
_FEWEST_CALLERS = 2
_MOST_LOCATIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    """A member that is gone, what it seems to be now, and why: the callers that both share."""

    old: LedgerEntry
    new: LedgerEntry
    same_body: bool
    callers: tuple[str, ...]
    former: int


def find_left_pattern(before: Snapshot, after: Snapshot, forward: Moves) -> tuple[Finding, ...]:
    """One finding per member that is gone from a component of both snapshots, while a new symbol
    outside it has the same body, or at least half of its production callers and two of them.

    `forward` are the moves of files. Sorted by component and old name; a new symbol stands for
    one old one.
    """
    earlier = {figures.id: figures for figures in before.components}
    callers = _find_callers(before, forward), _find_callers(after, None)
    found = []
    for figures in after.components:
        old = earlier.get(figures.id)
        matches = _match(before, after, old, figures, forward, callers) if old else []
        found += [_build_finding(match, figures) for match in matches]
    return tuple(sorted(found, key=lambda each: (each.component, each.subject)))


def _find_callers(snapshot: Snapshot, forward: Moves | None) -> Mapping[str, set[str]]:
    """The production modules that use each definition, its own left out, under later names."""
    found: dict[str, set[str]] = defaultdict(set)
    for use in snapshot.uses:
        if use.zone is Zone.PRODUCTION and use.definition.rpartition(".")[0] != use.importer:
            name = forward.translate_name(use.importer) if forward else use.importer
            found[use.definition].add(name)
    return found


def _match(
    before: Snapshot,
    after: Snapshot,
    old: ComponentFigures,
    new: ComponentFigures,
    forward: Moves,
    callers: tuple[Mapping[str, set[str]], Mapping[str, set[str]]],
) -> list[_Match]:
    there = {entry.definition.path for entry in after.ledger}
    known = {forward.translate_name(entry.definition.path) for entry in before.ledger}
    members, matched = set(old.symbols), set(new.symbols)
    gone = [
        entry
        for entry in before.ledger
        if entry.definition.path in members
        and forward.translate_name(entry.definition.path) not in there
    ]
    come = [
        entry
        for entry in after.ledger
        if entry.definition.path not in known and entry.definition.path not in matched
    ]
    candidates = [
        match
        for left in gone
        for right in come
        if (match := _compare(left, right, *callers)) is not None
    ]
    return _choose(candidates)


def _compare(
    old: LedgerEntry,
    new: LedgerEntry,
    before: Mapping[str, set[str]],
    after: Mapping[str, set[str]],
) -> _Match | None:
    kinds = {old.definition.kind, new.definition.kind}
    if len(kinds) > 1 or new.definition.zone is not old.definition.zone:
        return None
    former = before.get(old.definition.path, set())
    shared = former & after.get(new.definition.path, set())
    same_body = bool(old.body) and old.body == new.body
    enough = len(shared) >= _FEWEST_CALLERS and 2 * len(shared) >= len(former)
    if not same_body and not enough:
        return None
    return _Match(
        old=old, new=new, same_body=same_body, callers=tuple(sorted(shared)), former=len(former)
    )


def _choose(candidates: Sequence[_Match]) -> list[_Match]:
    """The best match of each member and each new symbol: by body, then by callers, then by name."""
    ranked = sorted(
        candidates,
        key=lambda each: (
            not each.same_body,
            -len(each.callers),
            each.old.definition.path,
            each.new.definition.path,
        ),
    )
    chosen: list[_Match] = []
    taken: set[str] = set()
    for match in ranked:
        pair = {f"old {match.old.definition.path}", f"new {match.new.definition.path}"}
        if not pair & taken:
            taken |= pair
            chosen.append(match)
    return chosen


def _build_finding(match: _Match, component: ComponentFigures) -> Finding:
    old, new = match.old.definition, match.new.definition
    kind = FindingKind.LEFT_PATTERN
    sites = [site for path in match.new.paths for site in path.first_sites]
    places = [(site.rpartition(":")[0], int(site.rpartition(":")[2])) for site in sites]
    return Finding(
        kind=kind,
        severity=Severity.WARNING,
        confidence=_BODY if match.same_body else _CALLERS,
        subject=f"{old.path} → {new.path}",
        message=f"{old.path} left the component {component.title} as {new.path}: "
        f"{_tell_evidence(match)}; the component's figures no longer count it",
        fingerprint=finding_fingerprint(kind, component.id, old.path, new.path),
        zone=new.zone,
        locations=(
            Location(file=new.file, line=new.line, text=new.path),
            *(Location(file=file, line=line, text=new.path) for file, line in sorted(set(places))),
        )[:_MOST_LOCATIONS],
        component=component.id,
        advice=f"let the component's patterns match {new.path}, or give it its old name",
    )


def _tell_evidence(match: _Match) -> str:
    told = ["the same body"] if match.same_body else []
    if match.callers:
        total = f"{len(match.callers)} of its {match.former}"
        told.append(f"{total} production {'caller' if match.former == 1 else 'callers'}")
    return " and ".join(told)
