"""What was done between the revisions: files by zone and findings by kind."""

from __future__ import annotations

from collections import Counter, defaultdict

from audit.model.comparison import Comparison, FileChanges
from audit.model.modules import Zone
from audit.model.summary import FindingShift, Implementation, ZoneFiles
from audit.reports.excerpt import build_excerpt

__all__ = ["SHOWN_FILES", "build_implementation"]

SHOWN_FILES = 15
_ACTS = ("added", "removed", "changed", "moved")


def build_implementation(comparison: Comparison) -> Implementation:
    """Changed Python files by zone (production first) and matched findings by kind."""
    zones = _zones(comparison.files)
    return Implementation(
        production_changed=any(zone.zone == Zone.PRODUCTION for zone in zones),
        zones=zones,
        findings=_findings(comparison),
    )


def _zones(files: FileChanges) -> tuple[ZoneFiles, ...]:
    changes: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for act, pairs in (
        ("added", files.added),
        ("removed", files.removed),
        ("changed", files.changed),
    ):
        for path, zone in pairs:
            changes[zone].append((act, path))
    for old, new, zone in files.moved:
        changes[zone].append(("moved", f"{old} → {new}"))
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
