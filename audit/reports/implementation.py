"""What was done between the revisions: files by zone and findings by kind."""

from __future__ import annotations

from collections import Counter, defaultdict

from audit.model.changes import ModuleChange, RevisionChanges, SignatureChange, SymbolChange
from audit.model.comparison import Comparison, FileChanges, FindingChange
from audit.model.figures import Excerpt, Statement
from audit.model.modules import Zone
from audit.model.summary_parts import FindingShift, Implementation, RevisionWork, ZoneFiles
from audit.reports.excerpt import build_excerpt
from audit.reports.prose import join_words

__all__ = ["SHOWN_FILES", "build_implementation"]

SHOWN_FILES = 15
_SHOWN_MEMBERS = 5
_REWRITTEN = "moved and changed"
_ACTS = ("added", "removed", "changed", "moved")


def build_implementation(
    comparison: Comparison, changes: RevisionChanges | None = None
) -> Implementation:
    """Changed Python files by zone (production first) and matched findings by kind."""
    zones = _zones(comparison.files)
    return Implementation(
        production_changed=any(zone.zone == Zone.PRODUCTION for zone in zones),
        zones=zones,
        findings=_findings(comparison),
        work=_work(changes) if changes is not None else None,
        changed=build_excerpt(tuple(map(_tell_change, comparison.changed)), SHOWN_FILES),
        grown=sum(1 for change in comparison.changed if change.gained),
    )


def _tell_change(change: FindingChange) -> Statement:
    """Which cycle or family is another one than before, and the members that came or went."""
    told = [
        f"{len(names):,} {word}"
        for names, word in ((change.gained, "came"), (change.lost, "went"))
        if names
    ]
    names = (*change.gained, *change.lost)
    return Statement(
        text=f"{change.after.kind} {change.after.subject}: {join_words(tuple(told))}",
        names=build_excerpt(names, _SHOWN_MEMBERS),
    )


def _work(changes: RevisionChanges) -> RevisionWork:
    """Modules, symbols, signatures and commits; production stands before the other zones."""
    order = {str(zone): position for position, zone in enumerate(Zone)}

    def rank(item: ModuleChange | SymbolChange | SignatureChange) -> int:
        return order.get(item.zone, len(order))

    log = changes.commits
    return RevisionWork(
        lines=changes.lines,
        modules=build_excerpt(tuple(sorted(changes.modules, key=rank)), SHOWN_FILES),
        symbols=build_excerpt(tuple(sorted(changes.symbols, key=rank)), SHOWN_FILES),
        signatures=build_excerpt(
            tuple(sorted(changes.signatures, key=lambda item: (item.annotations, rank(item)))),
            SHOWN_FILES,
        ),
        annotations=sum(1 for item in changes.signatures if item.annotations),
        signatures_reason=changes.signatures_reason,
        commits=Excerpt(items=log.commits[:SHOWN_FILES], total=log.total),
        commits_reason=log.reason,
    )


def _zones(files: FileChanges) -> tuple[ZoneFiles, ...]:
    changes: dict[str, list[tuple[str, str]]] = defaultdict(list)
    paired = {path for old, new, _ in files.rewritten for path in (old, new)}
    for act, pairs in (
        ("added", files.added),
        ("removed", files.removed),
        ("changed", files.changed),
    ):
        for path, zone in pairs:
            if path not in paired:
                changes[zone].append((act, path))
    for act, moves in (("moved", files.moved), (_REWRITTEN, files.rewritten)):
        for old, new, zone in moves:
            changes[zone].append((act, f"{old} → {new}"))
    order = {str(zone): position for position, zone in enumerate(Zone)}
    return tuple(
        _zone_files(zone, changes[zone])
        for zone in sorted(changes, key=lambda zone: (order.get(zone, len(order)), zone))
    )


def _zone_files(zone: str, changes: list[tuple[str, str]]) -> ZoneFiles:
    counts = Counter(act for act, _ in changes)
    named = tuple(
        f"{act}: {path}" for act, path in sorted(changes, key=lambda item: (item[1], item[0]))
    )
    added, removed, changed, moved = (counts[act] for act in _ACTS)
    moved += counts[_REWRITTEN]
    return ZoneFiles(
        zone=zone,
        added=added,
        removed=removed,
        changed=changed,
        moved=moved,
        files=build_excerpt(named, SHOWN_FILES),
    )


def _findings(comparison: Comparison) -> tuple[FindingShift, ...]:
    introduced, resolved, remaining = (
        Counter(str(finding.kind) for finding in findings)
        for findings in (comparison.introduced, comparison.resolved, comparison.remaining)
    )
    return tuple(
        FindingShift(
            kind=kind,
            introduced=introduced[kind],
            resolved=resolved[kind],
            remaining=remaining[kind],
        )
        for kind in sorted({*introduced, *resolved, *remaining})
    )
