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
    really changed, those first that hold these paths, findings or the component's definitions.
    Those of a component's metric are of that component; `components` leads from ids to the
    definition paths that it has on either side. Empty when the comparison shows none.
    """
    parts = name.split(".")
    own = components.get(".".join(parts[1:-1])) if parts[0] == "component" else None
    told: list[str] = []
    names, holding = set(own or ()), set[str]()
    if parts[-1] in _PATHS:
        gone = [
            change
            for change in comparison.paths
            if change.state == "removed" and (own is None or change.definition in own)
        ]
        told += [f"no longer used: {change.path} ({change.path_class})" for change in gone]
        names |= {name for change in gone for name in (change.path, change.definition)}
    kind = _KINDS.get(parts[-1]) or _KINDS.get(parts[0])
    if kind is not None:
        resolved = [finding for finding in comparison.resolved if finding.kind is kind]
        told += [_resolved(finding) for finding in resolved]
        holding |= {place.file for finding in resolved for place in finding.locations}
    holding |= _files_of(names, changed)
    told += _tell_files(comparison, changed, holding)
    return tuple(dict.fromkeys(told))


def _tell_files(comparison: Comparison, changed: frozenset[str], holding: set[str]) -> list[str]:
    """The changed files in words: those of `holding` first; of each, removed ones, then by path."""
    rewritten = {new: old for old, new, _ in comparison.files.rewritten}
    removed = {path for path, _ in comparison.files.removed} - set(rewritten.values())
    rows = []
    for path in changed - set(rewritten.values()):
        old = rewritten.get(path, "")
        words = f"moved and changed: {old} → {path}" if old else f"changed: {path}"
        words = f"removed: {path}" if path in removed else words
        rows.append((not {path, old} & holding, path not in removed, path, words))
    return [words for _, _, _, words in sorted(rows)]


def _files_of(names: Iterable[str], files: Iterable[str]) -> set[str]:
    """The files whose path reads like the module of one of the dotted names."""
    endings = set()
    for name in names:
        owner = name.rpartition(".")[0]
        for module in (owner, owner.rpartition(".")[0]):
            if module:
                place = module.replace(".", "/")
                endings |= {f"/{place}.py", f"/{place}/__init__.py"}
    return {file for file in files if f"/{file}".endswith(tuple(endings))}


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
