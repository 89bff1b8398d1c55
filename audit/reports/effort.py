"""What a move costs: files, places to edit, and the risk that follows from fan-in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from audit.model.findings import Finding, FindingKind
from audit.model.imports import Bucket, Cycle
from audit.model.ledger import UseSite
from audit.model.snapshot import Snapshot
from audit.model.summary_parts import Effort

__all__ = ["HIGH_FAN_IN", "MEDIUM_FAN_IN", "EffortTable"]

MEDIUM_FAN_IN = 5
"""From here on an edited module is imported from more places than one glance covers."""
HIGH_FAN_IN = 20
"""From here on most changes of an interface break somebody unseen."""

Place = tuple[str, int]


class EffortTable:
    """Effort of a group of findings, read from one snapshot.

    Places are what would be edited: for a fragmented symbol every use site outside the canonical
    paths, for a class family every use of the members that would go and the classes themselves,
    for a cycle the imports that break it, for a deprecated path its use sites, for an import over
    a boundary its statements, for anything else the finding's own locations. Fan-in
    counts the first-party modules that import a module, under any kind of import.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._modules = {module.file: module.name for module in snapshot.modules}
        self._ledger = {entry.definition.path: entry for entry in snapshot.ledger}
        self._declared = {path for item in snapshot.components for path in item.canonical}
        self._families = {
            (family.name, family.members[0].path): family
            for family in snapshot.families
            if family.duplicate and family.members
        }
        self._breakers: dict[str, set[Place]] = defaultdict(set)
        for cycle in snapshot.cycles:
            self._breakers[_name_cycle(cycle)].update(place[2:] for place in cycle.breakers)
        self._uses: dict[str, list[UseSite]] = defaultdict(list)
        self._paths: dict[str, set[Place]] = defaultdict(set)
        for use in snapshot.uses:
            self._uses[use.definition].append(use)
            self._paths[use.path].add((use.file, use.line))
        self._statements: dict[str, set[Place]] = defaultdict(set)
        importers: dict[str, set[str]] = defaultdict(set)
        for item in snapshot.imports:
            if item.bucket is Bucket.FIRST_PARTY and item.importer != item.imported:
                importers[item.imported].add(item.importer)
                pair = f"{item.importer} → {item.imported}"
                self._statements[pair].add((item.file, item.line))
        self._fan_in = {module: len(found) for module, found in importers.items()}

    def measure(self, findings: Sequence[Finding]) -> Effort | None:
        """The effort for findings of one kind taken together; None when they name no place."""
        places: set[Place] = set()
        for finding in findings:
            places.update(self._find_places(finding))
        return self._weigh(places)

    def _weigh(self, places: set[Place]) -> Effort | None:
        if not places:
            return None
        files = {file for file, _ in places}
        named = {self._modules[file] for file in files if file in self._modules}
        module = min(named, key=lambda name: (-self._fan_in.get(name, 0), name), default="")
        fan_in = self._fan_in.get(module, 0)
        risk = "low" if fan_in < MEDIUM_FAN_IN else "medium" if fan_in < HIGH_FAN_IN else "high"
        return Effort(files=len(files), places=len(places), fan_in=fan_in, module=module, risk=risk)

    def _find_places(self, finding: Finding) -> set[Place]:
        """Counted from the snapshot where it holds them all: a finding cuts its own locations."""
        kind, subject = finding.kind, finding.subject
        found: set[Place] = set()
        if kind is FindingKind.FRAGMENTED_SYMBOL:
            found = self._find_uses_elsewhere(subject)
        elif kind is FindingKind.CLASS_FAMILY:
            found = self._find_members_going(finding)
        elif kind is FindingKind.CYCLE:
            found = self._breakers.get(subject, set())
        elif kind is FindingKind.DEPRECATED_PATH:
            found = self._paths.get(subject, set())
        elif kind in {FindingKind.PRODUCTION_IMPORTS_TEST, FindingKind.INTERNAL_IMPORT}:
            found = self._statements.get(subject, set())
        return found or {(place.file, place.line) for place in finding.locations}

    def _find_uses_elsewhere(self, definition: str) -> set[Place]:
        """Use sites, in any zone, on a path that is neither canonical nor declared so."""
        entry = self._ledger.get(definition)
        kept = {*self._declared, entry.canonical if entry is not None else ""}
        return {(u.file, u.line) for u in self._uses[definition] if u.path not in kept}

    def _find_members_going(self, finding: Finding) -> set[Place]:
        """The classes of the family that would go, and every use of them."""
        first = finding.locations[0].text if finding.locations else ""
        family = self._families.get((finding.subject, first))
        if family is None:
            return set()
        going = family.merge_order
        found = {(each.file, each.line) for each in going}
        return found | {(u.file, u.line) for each in going for u in self._uses[each.path]}


def _name_cycle(cycle: Cycle) -> str:
    """The subject of the finding about a cycle."""
    return " ".join(cycle.members[:3]) + (" …" if len(cycle.members) > 3 else "")
