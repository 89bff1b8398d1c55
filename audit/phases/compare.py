"""Two snapshots under the same rules, side by side."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from audit.errors import AuditError
from audit.model.comparison import (
    Comparison,
    FileChanges,
    FindingChange,
    MetricDelta,
    PathChange,
)
from audit.model.findings import Finding
from audit.model.metrics import Metric
from audit.model.modules import Module
from audit.model.snapshot import Snapshot
from audit.phases.left_pattern import find_left_pattern
from audit.phases.member_overlap import pair_by_members
from audit.phases.moves import Moves, find_moves

__all__ = ["compare_snapshots"]

_Key = Callable[[Finding], Hashable]


def compare_snapshots(before: Snapshot, after: Snapshot, *, reaudited: bool = False) -> Comparison:
    """What changed from `before` to `after`; `reaudited` says that `before` was audited anew.

    Findings keep the order of their snapshot and are matched one to one by fingerprint; one whose
    module or file moved with its bytes unchanged is matched under its new name, and a cycle or
    family that gained or lost members by the members that stayed. `remaining` holds the later
    record of each pair. Metrics are sorted by id, paths by definition and path, files by
    path. Raises AuditError when the snapshots were taken under different rules.
    """
    if before.provenance.rules_digest != after.provenance.rules_digest:
        labels = f"{before.provenance.label!r} and {after.provenance.label!r}"
        raise AuditError(
            f"the snapshots {labels} were taken under different rules",
            hint="audit the older revision again under the newer rules",
        )
    forward, backward = find_moves(before.modules, after.modules)
    matched = _match_findings(before, after, forward, backward)
    return Comparison(
        before=before.provenance,
        after=after.provenance,
        reaudited=reaudited,
        introduced=matched.introduced,
        resolved=matched.resolved,
        remaining=matched.remaining,
        changed=matched.changed,
        renamed=find_left_pattern(before, after, forward),
        metrics=_compare_metrics(_shared(before, after), _shared(after, before)),
        paths=_compare_paths(before, after),
        files=_compare_files(before.modules, after.modules, forward),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matched:
    introduced: tuple[Finding, ...]
    resolved: tuple[Finding, ...]
    remaining: tuple[Finding, ...]
    changed: tuple[FindingChange, ...]


def _match_findings(before: Snapshot, after: Snapshot, forward: Moves, backward: Moves) -> _Matched:
    """All findings, matched by ever weaker keys and at last by common members, each once."""
    stages: tuple[tuple[_Key, _Key], ...] = (
        (_same_place, _same_place),
        (_same_fingerprint, _same_fingerprint),
        (_moved_key(forward, backward, files=True), _own_key(forward, backward, files=True)),
        (_moved_key(forward, backward, files=False), _own_key(forward, backward, files=False)),
    )
    old, new = dict(enumerate(before.findings)), dict(enumerate(after.findings))
    remaining: set[int] = set()
    for old_key, new_key in stages:
        for left, right in _pair(old, new, old_key, new_key):
            del old[left], new[right]
            remaining.add(right)
    changed = pair_by_members(old, new, (before, after), forward)
    for left, right, _ in changed:
        del old[left], new[right]
        remaining.add(right)
    return _Matched(
        introduced=tuple(new.values()),
        resolved=tuple(old.values()),
        remaining=tuple(after.findings[index] for index in sorted(remaining)),
        changed=tuple(change for _, _, change in sorted(changed, key=itemgetter(1))),
    )


def _pair(
    old: dict[int, Finding], new: dict[int, Finding], old_key: _Key, new_key: _Key
) -> list[tuple[int, int]]:
    """Index pairs of equal keys, in order; a finding whose key is None takes no part."""
    waiting: dict[Hashable, list[int]] = {}
    for index in reversed(old):
        waiting.setdefault(old_key(old[index]), []).append(index)
    waiting.pop(None, None)
    pairs = []
    for index, finding in new.items():
        if candidates := waiting.get(new_key(finding)):
            pairs.append((candidates.pop(), index))
    return pairs


def _same_place(finding: Finding) -> Hashable:
    return finding.fingerprint, tuple((spot.file, spot.text) for spot in finding.locations)


def _same_fingerprint(finding: Finding) -> Hashable:
    return finding.fingerprint


def _identity(finding: Finding, moves: Moves | None, *, files: bool) -> tuple[str, ...]:
    """Subject and, if asked for, sorted files of a finding, translated by `moves`."""
    paths = {spot.file for spot in finding.locations} if files else set()
    if moves is None:
        return (finding.subject, *sorted(paths))
    moved = moves.translate_file(finding.subject)
    subject = moved if moved != finding.subject else moves.translate_name(finding.subject)
    return (subject, *sorted(moves.translate_file(path) for path in paths))


def _moved_key(forward: Moves, backward: Moves, *, files: bool) -> _Key:
    """The key of an earlier finding after the moves; None when they do not touch it."""

    def key(finding: Finding) -> Hashable:
        own = _identity(finding, None, files=files)
        moved = _identity(finding, forward, files=files)
        if moved == own:
            return None
        returned = _identity(_relocated(finding, forward), backward, files=files)
        return (finding.kind, finding.zone, moved) if returned == own else None

    return key


def _own_key(forward: Moves, backward: Moves, *, files: bool) -> _Key:
    """The key of a later finding that the moves touched, else None."""
    there = _moved_key(backward, forward, files=files)

    def key(finding: Finding) -> Hashable:
        own = _identity(finding, None, files=files)
        return None if there(finding) is None else (finding.kind, finding.zone, own)

    return key


def _relocated(finding: Finding, moves: Moves) -> Finding:
    """The finding with subject and files translated."""
    subject, *_ = _identity(finding, moves, files=False)
    spots = tuple(replace(s, file=moves.translate_file(s.file)) for s in finding.locations)
    return replace(finding, subject=subject, locations=spots)


def _metrics(snapshot: Snapshot) -> dict[str, Metric]:
    """The metrics by id; those that looked at nothing have no value but a reason.

    Nothing was looked at when no file was read, or, for the figures of a component
    (`component.<id>.…`), when its patterns match no symbol.
    """
    label = snapshot.provenance.label
    empty = {c.id for c in snapshot.components if not c.symbols}
    found: dict[str, Metric] = {}
    for metric in snapshot.metrics:
        reason = ""
        if not snapshot.coverage.files:
            reason = f"no Python file was looked at in {label!r}"
        elif metric.id.startswith("component"):
            inside = [name for name in sorted(empty) if f".{name}." in f"{metric.id}."]
            if inside:
                reason = f"the component {inside[0]!r} matches nothing in {label!r}"
        kept = replace(metric, value=None, reason=reason) if reason else metric
        found.setdefault(metric.id, kept)
    return found


def _shared(snapshot: Snapshot, other: Snapshot) -> dict[str, Metric]:
    """The metrics of one side, without those of components that the kit proposed for it alone:
    nobody asked for them, and the other side was not looked at for them."""
    known = {component.id for component in other.components}
    alone = tuple(
        f"component.{component.id}."
        for component in snapshot.components
        if component.proposed and component.id not in known
    )
    found = _metrics(snapshot)
    return {name: each for name, each in found.items() if not name.startswith(alone)}


def _compare_metrics(
    before: Mapping[str, Metric], after: Mapping[str, Metric]
) -> tuple[MetricDelta, ...]:
    deltas = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        shown = after[name] if name in after else before[name]
        old_value, new_value = old.value if old else None, new.value if new else None
        deltas.append(
            MetricDelta(
                id=name,
                title=shown.title,
                unit=shown.unit,
                direction=shown.direction,
                before=old_value,
                after=new_value,
                change=None if old_value is None or new_value is None else new_value - old_value,
                reason=_missing_reason(old, new),
            )
        )
    return tuple(deltas)


def _missing_reason(old: Metric | None, new: Metric | None) -> str:
    """Why a value is missing, the later side first; "" when both are there."""
    for metric, side in ((new, "after"), (old, "before")):
        if metric is None:
            return f"the snapshot {side} has no such metric"
        if metric.value is None:
            return metric.reason or f"the snapshot {side} has no value for it"
    return ""


def _compare_paths(before: Snapshot, after: Snapshot) -> tuple[PathChange, ...]:
    """Import paths in production use. A path that both sides use neither came nor went, wherever
    its definition moved and whatever makes the path lead there now."""
    old, new = _production_paths(before), _production_paths(after)
    known_old, known_new = ({path for _, path in paths} for paths in (old, new))
    changes = [
        PathChange(definition=key[0], path=key[1], path_class=path_class, state=state)
        for paths, known, state in ((new, known_old, "added"), (old, known_new, "removed"))
        for key, path_class in paths.items()
        if key[1] not in known
    ]
    return tuple(sorted(changes, key=lambda c: (c.definition, c.path, c.state, c.path_class)))


def _production_paths(snapshot: Snapshot) -> dict[tuple[str, str], str]:
    return {
        (entry.definition.path, path.path): path.path_class.value
        for entry in snapshot.ledger
        for path in entry.paths
        if path.uses.production
    }


def _compare_files(
    before: Sequence[Module], after: Sequence[Module], forward: Moves
) -> FileChanges:
    old, new = _files(before), _files(after)
    moved_from, moved_to = set(forward.files), set(forward.files.values())
    added = (new.keys() - old.keys()) - moved_to
    removed = (old.keys() - new.keys()) - moved_from
    homes = {module.name: module.file for module in reversed(after)}
    rewritten = {
        (module.file, homes[module.name])
        for module in before
        if module.file in removed and homes.get(module.name) in added
    }
    return FileChanges(
        added=_zoned(new, added),
        removed=_zoned(old, removed),
        changed=_zoned(new, (p for p in old.keys() & new.keys() if old[p][0] != new[p][0])),
        moved=tuple((path, target, new[target][1]) for path, target in forward.files.items()),
        rewritten=tuple((path, target, new[target][1]) for path, target in _one_to_one(rewritten)),
    )


def _one_to_one(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs in sorted order, each side at most once."""
    kept: dict[str, str] = {}
    for path, target in sorted(pairs):
        if path not in kept and target not in kept.values():
            kept[path] = target
    return list(kept.items())


def _files(modules: Sequence[Module]) -> dict[str, tuple[str, str]]:
    """Blob and zone by file path; a file with several names counts once."""
    return {m.file: (m.blob, m.zone.value) for m in reversed(modules)}


def _zoned(
    files: Mapping[str, tuple[str, str]], paths: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    return tuple((path, files[path][1]) for path in sorted(paths))
