"""Everything that is found in one codebase under one set of rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.analysis.class_records import build_class_records
from audit.analysis.components import build_component_figures, propose_components
from audit.analysis.cycles import find_cycles
from audit.analysis.families.build import build_families
from audit.analysis.families.pair_memory import PairMemory
from audit.analysis.families.surroundings import describe_surroundings
from audit.analysis.findings import build_findings, sort_findings
from audit.analysis.identity.build import build_identity_findings
from audit.analysis.identity.splits import find_identity_splits
from audit.analysis.ledger import build_ledger, count_by_zone
from audit.analysis.metrics import build_metrics
from audit.analysis.uses import find_uses
from audit.freed_memory import return_freed_memory
from audit.graph.codebase import Codebase
from audit.model.families import Family
from audit.model.findings import Finding
from audit.model.identity import IdentitySplit
from audit.model.imports import Bucket, Cycle
from audit.model.ledger import LedgerEntry, UseSite, ZoneCounts
from audit.model.loads import LoadSetting
from audit.model.metrics import Metric
from audit.model.rules import Component, Rules
from audit.model.snapshot import ComponentFigures, Coverage
from audit.model.source import FileHistory, SourceProblem

__all__ = ["Survey", "count_coverage", "survey_codebase"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The results of the analysis; `components` are the declared ones or the proposal."""

    coverage: Coverage
    components: tuple[Component, ...]
    ledger: tuple[LedgerEntry, ...]
    uses: tuple[UseSite, ...]
    families: tuple[Family, ...]
    cycles: tuple[Cycle, ...]
    findings: tuple[Finding, ...]
    figures: tuple[ComponentFigures, ...]
    metrics: tuple[Metric, ...]
    identity_splits: tuple[IdentitySplit, ...] = ()


def survey_codebase(
    codebase: Codebase,
    rules: Rules,
    *,
    problems: Sequence[SourceProblem] = (),
    proposed: Sequence[Component] = (),
    history: Mapping[str, FileHistory] | None = None,
    settings: Sequence[LoadSetting] = (),
    pairs: PairMemory | None = None,
) -> Survey:
    """Run the whole analysis.

    Components are those of the rules; without any, `proposed` (the proposal of the revision
    compared with), else the codebase's own proposal. `problems` are files that were not read,
    `history` what a repository knows of each file, `settings` what the project's settings say of
    how files are loaded. `pairs` spares what an earlier audit found out about pairs of classes.
    """
    uses = find_uses(codebase, settings)
    families = _find_families(codebase, uses, history, pairs)
    ledger = build_ledger(codebase, uses, rules, rules.components)
    components = rules.components or tuple(proposed) or propose_components(ledger, families)
    cycles = find_cycles(codebase.graph)
    splits = find_identity_splits(codebase, settings)
    findings = build_findings(
        codebase=codebase,
        problems=problems,
        components=components,
        ledger=ledger,
        uses=uses,
        families=families,
        cycles=cycles,
    )
    findings = sort_findings((*findings, *build_identity_findings(splits, components)))
    coverage = count_coverage(codebase, problems)
    figures = build_component_figures(codebase, components, ledger, uses, families)
    metrics = build_metrics(
        coverage=coverage,
        ledger=ledger,
        uses=uses,
        families=families,
        cycles=cycles,
        findings=findings,
        components=figures,
    )
    return Survey(
        coverage=coverage,
        components=components,
        ledger=ledger,
        uses=uses,
        families=families,
        cycles=cycles,
        findings=findings,
        figures=figures,
        metrics=metrics,
        identity_splits=splits,
    )


def _find_families(
    codebase: Codebase,
    uses: Sequence[UseSite],
    history: Mapping[str, FileHistory] | None,
    pairs: PairMemory | None,
) -> tuple[Family, ...]:
    classes = build_class_records(codebase, lazily=True)
    families = build_families(classes, uses=_uses_by_definition(uses), memory=pairs)
    del classes
    return_freed_memory(len(codebase.index.names))  # what comparing took is more than what follows
    return describe_surroundings(families, codebase, history)


def _uses_by_definition(uses: Sequence[UseSite]) -> dict[str, ZoneCounts]:
    grouped: dict[str, list[UseSite]] = defaultdict(list)
    for use in uses:
        grouped[use.definition].append(use)
    return {path: count_by_zone(sites) for path, sites in grouped.items() if path}


def count_coverage(codebase: Codebase, problems: Sequence[SourceProblem]) -> Coverage:
    """What was looked at; every import is in exactly one bucket, so the buckets add up."""
    modules = [codebase.index.module(name) for name in codebase.index.names]
    facts = {module.file: codebase.index.facts(module.name) for module in modules if module}
    lines = sum(fact.lines for fact in facts.values() if fact)
    broken_files = sum(1 for fact in facts.values() if fact and fact.problems)
    unread = sum(1 for problem in problems if problem.path.endswith(".py"))
    counts = dict.fromkeys((bucket.value for bucket in Bucket), 0)
    for item in codebase.imports:
        counts[item.bucket.value] += 1
    return Coverage(
        files=len(facts) + unread,
        files_parsed=len(facts) - broken_files,
        files_with_problems=broken_files + unread,
        modules=len(modules),
        lines=lines,
        imports=len(codebase.imports),
        buckets=tuple(sorted(counts.items())),
    )
