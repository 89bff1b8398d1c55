"""Metrics: every number of a snapshot, with its definition, direction and cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from audit.model.families import CellState, Family
from audit.model.findings import Finding, FindingKind
from audit.model.imports import Cycle, View
from audit.model.ledger import LedgerEntry, UseSite
from audit.model.metrics import Direction, Metric
from audit.model.modules import Zone
from audit.model.snapshot import ComponentFigures, Coverage

__all__ = ["build_metrics"]


def build_metrics(
    *,
    coverage: Coverage,
    ledger: Sequence[LedgerEntry],
    uses: Sequence[UseSite],
    families: Sequence[Family],
    cycles: Sequence[Cycle],
    findings: Sequence[Finding],
    components: Sequence[ComponentFigures],
) -> tuple[Metric, ...]:
    """All metrics, sorted by id. A metric that cannot be measured has no value but a reason.

    Counts are whole numbers from 0 on, and fewer is better; shares are 0–1, rounded to 6 decimals,
    and more is better; a share of nothing cannot be measured.

    - `modules`, `lines`: modules, and lines of the files read; neither way is better.
    - `coverage.files_parsed`: files parsed whole / Python files found.
    - `coverage.imports_decided`: imports that end in another bucket than ambiguous or
      unresolvable / imports found.
    - `fragmented_symbols`: symbols that production uses by more paths than `max_paths` allows.
    - `canonical_share`: production use sites on their symbol's canonical path / all of them.
    - `shim_debt`: production use sites through shims or deprecated paths.
    - `families.duplicates`: families that claim duplication, with two production members or more;
      `families.duplicate_lines`: what merging them would save (see `Family`).
    - `cycles.VIEW`: strongly connected components of two modules or more, in that view.
    - `broken_imports`, `broken_strings`, `deprecated_paths`, `production_imports_test`,
      `parse_problems`: findings of that kind.
    - `component.ID.…`: `paths_production`, `paths_test`, `deprecated_in_use`, `broken_in_use`:
      distinct paths; `definitions`: production classes that do its job; `bypasses`: production
      calls that construct its classes outside the declared factory's module; `interface_drift`:
      cells of its families' matrices, production members only, that differ or are missing;
      `shim_debt` and `canonical_share`: as above, over its symbols.

    Example: `app` takes a class by `pkg.Thing` and by `pkg.core.Thing`, where it is written and
    which is canonical, `pkg` takes it from there too: a canonical share of 2/3, and one fragmented
    symbol when one path is allowed.
    """
    entries = {entry.definition.path: entry for entry in ledger}
    production: dict[str, list[UseSite]] = defaultdict(list)
    for use in uses:
        if use.definition and use.zone is Zone.PRODUCTION:
            production[use.definition].append(use)
    metrics = [
        *_coverage_metrics(coverage),
        *_ledger_metrics(entries, production),
        *_family_metrics(families),
        *_cycle_metrics(cycles, coverage),
        *_finding_metrics(findings, coverage),
    ]
    for component in components:
        metrics += _component_metrics(component, entries, production, families)
    return tuple(sorted(metrics, key=lambda metric: metric.id))


def _count(
    identifier: str, title: str, value: int, unit: str, covers: str, *, neutral: bool = False
) -> Metric:
    return Metric(
        id=identifier,
        title=title,
        value=float(value),
        unit=unit,
        direction=Direction.NEUTRAL if neutral else Direction.LOWER,
        covers=covers,
    )


def _share(identifier: str, title: str, part: int, whole: int, covers: str) -> Metric:
    return Metric(
        id=identifier,
        title=title,
        value=round(part / whole, 6) if whole else None,
        unit="share",
        direction=Direction.HIGHER,
        covers=covers,
        numerator=part,
        denominator=whole,
        reason="" if whole else f"nothing to divide by: no {covers}",
    )


def _coverage_metrics(coverage: Coverage) -> list[Metric]:
    buckets = dict(coverage.buckets)
    decided = coverage.imports - buckets.get("unresolvable", 0) - buckets.get("ambiguous", 0)
    return [
        _count("modules", "Modules", coverage.modules, "modules", "Python files", neutral=True),
        _count("lines", "Lines", coverage.lines, "lines", "Python files", neutral=True),
        _share(
            "coverage.files_parsed",
            "Files that parse whole",
            coverage.files_parsed,
            coverage.files,
            "Python files found",
        ),
        _share(
            "coverage.imports_decided",
            "Imports whose target is known",
            decided,
            coverage.imports,
            "imports found",
        ),
    ]


def _ledger_metrics(
    entries: Mapping[str, LedgerEntry], production: Mapping[str, Sequence[UseSite]]
) -> list[Metric]:
    ledger = entries.values()
    on_canonical = sum(
        _count_canonical(entries[path], sites)
        for path, sites in production.items()
        if path in entries
    )
    total = sum(map(len, production.values()))
    covers = "production use sites of first-party symbols"
    return [
        _count(
            "fragmented_symbols",
            "Fragmented symbols",
            sum(1 for entry in ledger if entry.fragmented),
            "symbols",
            f"{len(ledger)} first-party symbols",
        ),
        _share("canonical_share", "Canonical share", on_canonical, total, covers),
        _count(
            "shim_debt",
            "Uses through shims and deprecated paths",
            sum(entry.shim_debt for entry in ledger),
            "use sites",
            covers,
        ),
    ]


def _family_metrics(families: Sequence[Family]) -> list[Metric]:
    duplicates = [
        family
        for family in families
        if family.duplicate
        and sum(1 for member in family.members if member.zone is Zone.PRODUCTION) > 1
    ]
    return [
        _count(
            "families.duplicates",
            "Families of duplicate classes",
            len(duplicates),
            "families",
            "production classes",
        ),
        _count(
            "families.duplicate_lines",
            "Lines that merging duplicates would save",
            sum(family.lines_saved for family in duplicates),
            "lines",
            "production classes",
        ),
    ]


def _cycle_metrics(cycles: Sequence[Cycle], coverage: Coverage) -> list[Metric]:
    covers = f"{coverage.modules} modules"
    return [
        _count(
            f"cycles.{view.value.replace('-', '_')}",
            f"Import cycles, {view.value} view",
            sum(1 for cycle in cycles if cycle.view is view),
            "cycles",
            covers,
        )
        for view in View
    ]


def _finding_metrics(findings: Sequence[Finding], coverage: Coverage) -> list[Metric]:
    """Counts of findings by kind; each covers all imports or files that were looked at."""
    imports = f"{coverage.imports} imports"
    rows = (
        ("broken_imports", "Broken imports", FindingKind.BROKEN_IMPORT, "imports", imports),
        ("broken_strings", "Broken dotted strings", FindingKind.BROKEN_STRING, "strings", imports),
        (
            "deprecated_paths",
            "Deprecated paths in use",
            FindingKind.DEPRECATED_PATH,
            "paths",
            imports,
        ),
        (
            "production_imports_test",
            "Production imports of test code",
            FindingKind.PRODUCTION_IMPORTS_TEST,
            "imports",
            imports,
        ),
        (
            "parse_problems",
            "Files that do not parse",
            FindingKind.PARSE_PROBLEM,
            "files",
            f"{coverage.files} files",
        ),
    )
    return [
        _count(name, title, sum(1 for f in findings if f.kind is kind), unit, covers)
        for name, title, kind, unit, covers in rows
    ]


def _component_metrics(
    component: ComponentFigures,
    all_entries: Mapping[str, LedgerEntry],
    all_production: Mapping[str, Sequence[UseSite]],
    families: Sequence[Family],
) -> list[Metric]:
    """A component that matches no symbol has metrics without values: nothing was measured."""
    prefix, title = f"component.{component.id}", component.title
    entries = [all_entries[path] for path in component.symbols if path in all_entries]
    production = {path: all_production.get(path, ()) for path in component.symbols}
    covers = f"{len(component.symbols)} symbols of component {component.id}"
    counts = [
        _count(f"{prefix}.{name}", f"{title}: {words}", value, unit, covers)
        for name, words, value, unit in _count_component(component, entries, families)
    ]
    share = _share(
        f"{prefix}.canonical_share",
        f"{title}: canonical share",
        sum(_count_canonical(e, production[e.definition.path]) for e in entries),
        sum(map(len, production.values())),
        f"production use sites of component {component.id}",
    )
    return [_unmeasured(metric, component) for metric in (*counts, share)]


def _count_component(
    component: ComponentFigures, entries: Iterable[LedgerEntry], families: Iterable[Family]
) -> tuple[tuple[str, str, int, str], ...]:
    """Each count of a component: last part of its id, words, value, unit."""
    used, tested = len(component.paths_production), len(component.paths_test)
    deprecated, broken = len(component.deprecated_in_use), len(component.broken_in_use)
    return (
        ("paths_production", "paths in production use", used, "paths"),
        ("paths_test", "paths in test use", tested, "paths"),
        ("definitions", "classes doing its job", len(component.definitions), "classes"),
        ("deprecated_in_use", "deprecated paths in use", deprecated, "paths"),
        ("broken_in_use", "broken paths in use", broken, "paths"),
        ("bypasses", "constructions beside the factory", len(component.bypasses), "call sites"),
        ("interface_drift", "drifted or missing methods", _drift(component, families), "cells"),
        ("shim_debt", "uses through shims", sum(e.shim_debt for e in entries), "use sites"),
    )


def _count_canonical(entry: LedgerEntry, sites: Iterable[UseSite]) -> int:
    """How many of the symbol's use sites use its canonical path."""
    return sum(1 for site in sites if site.path == entry.canonical)


def _unmeasured(metric: Metric, component: ComponentFigures) -> Metric:
    if component.symbols:
        return metric
    return Metric(
        id=metric.id,
        title=metric.title,
        value=None,
        unit=metric.unit,
        direction=metric.direction,
        covers=metric.covers,
        reason=f"the patterns of component {component.id} match no symbol",
    )


def _drift(component: ComponentFigures, families: Iterable[Family]) -> int:
    own = set(component.definitions)
    return sum(
        1
        for family in families
        if own & {member.path for member in family.members}
        for row in family.matrix
        for cell in row.cells
        if cell.member in own and cell.state is not CellState.SAME
    )
