"""Which changes explain an improved metric, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from audit.model.comparison import Comparison
from audit.model.findings import Finding, FindingKind
from audit.model.snapshot import Snapshot

__all__ = ["Components", "build_components", "explain_metric"]

Components = Mapping[str, frozenset[str]]
"""Component ids to definition paths."""


_KINDS = {
    "broken_imports": FindingKind.BROKEN_IMPORT,
    "broken_in_use": FindingKind.BROKEN_IMPORT,
    "broken_strings": FindingKind.BROKEN_STRING,
    "cycles": FindingKind.CYCLE,
    "definitions": FindingKind.CLASS_FAMILY,
    "deprecated_in_use": FindingKind.DEPRECATED_PATH,
    "deprecated_paths": FindingKind.DEPRECATED_PATH,
    "families": FindingKind.CLASS_FAMILY,
    "fragmented_symbols": FindingKind.FRAGMENTED_SYMBOL,
    "interface_drift": FindingKind.CLASS_FAMILY,
    "parse_problems": FindingKind.PARSE_PROBLEM,
    "production_imports_test": FindingKind.PRODUCTION_IMPORTS_TEST,
}
_PATHS = (
    "canonical_share",
    "deprecated_in_use",
    "fragmented_symbols",
    "paths_production",
    "shim_debt",
)


def explain_metric(
    name: str, comparison: Comparison, changed: frozenset[str], components: Components
) -> tuple[str, ...]:
    """The changes behind a metric, all of them, most telling first: import paths that left
    production use, findings of the metric's kind that were resolved, then production files that
    really changed. Those of a component's metric are of that component; `components` leads from
    ids to the definition paths that it has on either side. Empty when the comparison shows none.
    """
    parts = name.split(".")
    own = components.get(".".join(parts[1:-1])) if parts[0] == "component" else None
    told: list[str] = []
    if parts[-1] in _PATHS:
        told += [
            f"no longer used: {change.path} ({change.path_class})"
            for change in comparison.paths
            if change.state == "removed" and (own is None or change.definition in own)
        ]
    kind = _KINDS.get(parts[-1]) or _KINDS.get(parts[0])
    if kind is not None:
        told += [_resolved(finding) for finding in comparison.resolved if finding.kind is kind]
    rewritten = {new: old for old, new, _ in comparison.files.rewritten}
    removed = {path for path, _ in comparison.files.removed} - set(rewritten.values())
    told += [f"removed: {path}" for path in sorted(changed & removed)]
    for path in sorted(changed - removed - set(rewritten.values())):
        moved = f"moved and changed: {rewritten[path]} → {path}" if path in rewritten else ""
        told.append(moved or f"changed: {path}")
    return tuple(dict.fromkeys(told))


def build_components(snapshots: Iterable[Snapshot]) -> Components:
    """Component ids with their symbols and definitions in any of the snapshots."""
    found: dict[str, frozenset[str]] = {}
    for snapshot in snapshots:
        for component in snapshot.components:
            own = {*component.symbols, *component.definitions}
            found[component.id] = found.get(component.id, frozenset()) | own
    return found


def _resolved(finding: Finding) -> str:
    return f"resolved: {finding.subject}"
