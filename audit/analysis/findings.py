"""Findings: what was observed, with its evidence and an identity without line numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from audit.analysis.cycles import find_conditions
from audit.analysis.hidden_findings import find_hidden_names
from audit.analysis.shared_state import build_state_findings
from audit.graph.codebase import Codebase
from audit.model.facts import ImportKind
from audit.model.families import Family, Verdict
from audit.model.finding_identity import finding_fingerprint
from audit.model.findings import Finding, FindingKind, Location, Severity
from audit.model.imports import Bucket, Cycle, ResolvedImport, View
from audit.model.ledger import LedgerEntry, UseSite
from audit.model.modules import Zone
from audit.model.rules import Component
from audit.model.source import SourceProblem
from audit.model.successor import find_successor

__all__ = ["build_findings", "sort_findings"]

_MOST_LOCATIONS = 20


def build_findings(
    *,
    codebase: Codebase,
    problems: Iterable[SourceProblem],
    components: Sequence[Component],
    ledger: Sequence[LedgerEntry],
    uses: Sequence[UseSite],
    families: Sequence[Family],
    cycles: Sequence[Cycle],
) -> tuple[Finding, ...]:
    """All findings, sorted by severity (errors first), kind, subject and fingerprint."""
    found = [
        *_fragmented(ledger, components),
        *_deprecated(ledger, uses, components),
        *_families(families, components),
        *_cycles(cycles, codebase),
        *_broken(codebase),
        *_boundaries(codebase, components),
        *_unread(codebase, problems),
        *_alias_cycles(codebase),
        *build_state_findings(codebase, components),
        *find_hidden_names(codebase, ledger, uses, families, components),
    ]
    return sort_findings(found)


def sort_findings(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by severity (errors first), kind, subject and fingerprint; the first of those
    with one fingerprint stands for all of them."""
    order = {severity: place for place, severity in enumerate(Severity)}
    unique = {finding.fingerprint: finding for finding in reversed(list(found))}
    return tuple(
        sorted(
            unique.values(),
            key=lambda f: (order[f.severity], f.kind.value, f.subject, f.fingerprint),
        )
    )


def _component_of(path: str, components: Sequence[Component]) -> str:
    return next((c.id for c in components if c.matches(path)), "")


def _site_location(site: str, text: str) -> Location:
    file, _, line = site.rpartition(":")
    return Location(file=file, line=int(line), text=text)


def _fragmented(
    ledger: Sequence[LedgerEntry], components: Sequence[Component]
) -> Iterator[Finding]:
    for entry in ledger:
        if not entry.fragmented:
            continue
        in_use = [path for path in entry.paths if path.uses.production]
        path = entry.definition.path
        others = [item.path for item in in_use if item.path != entry.canonical]
        yield Finding(
            kind=FindingKind.FRAGMENTED_SYMBOL,
            severity=Severity.WARNING,
            confidence=1.0,
            subject=path,
            message=f"{path} is reached through {len(in_use)} import paths in production; "
            f"{entry.max_paths} allowed",
            fingerprint=finding_fingerprint(FindingKind.FRAGMENTED_SYMBOL, path),
            zone=entry.definition.zone,
            locations=tuple(
                _site_location(item.first_sites[0], item.path)
                for item in in_use
                if item.first_sites
            )[:_MOST_LOCATIONS],
            component=_component_of(path, components),
            advice=f"import it as {entry.canonical} instead of {_listed(others)}",
        )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"


def _deprecated(
    ledger: Sequence[LedgerEntry], uses: Sequence[UseSite], components: Sequence[Component]
) -> Iterator[Finding]:
    sites: dict[str, list[UseSite]] = defaultdict(list)
    for use in uses:
        sites[use.path].append(use)
    for entry in ledger:
        for path in entry.paths:
            if not entry.is_old(path) or not path.uses.total:
                continue
            production = path.uses.production > 0
            yield Finding(
                kind=FindingKind.DEPRECATED_PATH,
                severity=Severity.WARNING if production else Severity.NOTE,
                confidence=1.0,
                subject=path.path,
                message=f"deprecated path {path.path} is used at {path.uses.total} places, "
                f"{path.uses.production} of them in production",
                fingerprint=finding_fingerprint(FindingKind.DEPRECATED_PATH, path.path),
                zone=Zone.PRODUCTION if production else Zone.TEST,
                locations=tuple(
                    Location(file=use.file, line=use.line, text=use.path)
                    for use in sites[path.path]
                )[:_MOST_LOCATIONS],
                component=_component_of(entry.definition.path, components),
                advice=find_successor(entry, path).advice,
            )


def _families(families: Sequence[Family], components: Sequence[Component]) -> Iterator[Finding]:
    for family in families:
        if not family.duplicate:
            continue
        zones = {member.zone for member in family.members}
        production = sum(1 for m in family.members if m.zone is Zone.PRODUCTION)
        paths = [member.path for member in family.members]
        yield Finding(
            kind=FindingKind.CLASS_FAMILY,
            severity=Severity.WARNING if production > 1 else Severity.NOTE,
            confidence=family.confidence,
            subject=family.name,
            message=f"{len(paths)} classes do one job ({_tell_verdicts(family)}): {_listed(paths)}",
            fingerprint=finding_fingerprint(FindingKind.CLASS_FAMILY, family.fingerprint),
            zone=Zone.PRODUCTION if production > 1 else min(zones),
            locations=tuple(
                Location(file=m.file, line=m.line, text=m.path) for m in family.members
            )[:_MOST_LOCATIONS],
            component=next((c for p in paths if (c := _component_of(p, components))), ""),
            advice=f"keep {family.reference}: {family.reference_reason}",
        )


def _tell_verdicts(family: Family) -> str:
    """The family's verdict, and where the members' own ones differ how many of each."""
    counts = Counter(member.verdict for member in family.members if member.verdict)
    if len(counts) < 2:
        return family.verdict.value
    listed = (f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])
    return f"{family.verdict}; {', '.join(listed)}"


def _cycles(cycles: Sequence[Cycle], codebase: Codebase) -> Iterator[Finding]:
    """A cycle is reported in the narrowest view that has it."""
    seen: set[tuple[str, ...]] = set()
    severities = {
        View.LOAD_TIME: Severity.WARNING,
        View.RUN_TIME: Severity.NOTE,
        View.CONCEPTUAL: Severity.NOTE,
    }
    for cycle in cycles:
        if cycle.members in seen:
            continue
        seen.add(cycle.members)
        breakers = [f"{importer} → {imported}" for importer, imported, _, _ in cycle.breakers]
        yield Finding(
            kind=FindingKind.CYCLE,
            severity=severities[cycle.view],
            confidence=1.0,
            subject=" ".join(cycle.members[:3]) + (" …" if len(cycle.members) > 3 else ""),
            message=f"{len(cycle.members)} modules import each other in a circle "
            f"({cycle.view} view): {_listed(cycle.members)}{_only_under(cycle, codebase)}",
            fingerprint=finding_fingerprint(FindingKind.CYCLE, cycle.view, *cycle.members),
            zone=Zone.PRODUCTION,
            locations=tuple(
                Location(file=file, line=line, text=f"{importer} → {imported}")
                for importer, imported, file, line in cycle.breakers
            )[:_MOST_LOCATIONS],
            advice=f"cut {_listed(breakers)}",
        )


def _only_under(cycle: Cycle, codebase: Codebase) -> str:
    edges = codebase.graph.graph.edges
    imports = (item for pair in cycle.imports for item in edges[pair]["imports"])
    tests = find_conditions(cycle, imports) if cycle.view is View.LOAD_TIME else ()
    told = _listed([f"`{test}`" for test in tests])
    return f"; each way round passes an import that a test guards: {told}" if tests else ""


def _broken(codebase: Codebase) -> Iterator[Finding]:
    grouped: dict[tuple[str, str, bool], list[ResolvedImport]] = defaultdict(list)
    for item in codebase.imports:
        if item.bucket is Bucket.BROKEN:
            grouped[item.importer, item.path, ImportKind.STRING in item.kinds].append(item)
    for (importer, path, is_string), items in sorted(grouped.items()):
        module = codebase.index.module(importer)
        zone = module.zone if module is not None else Zone.PRODUCTION
        kind = FindingKind.BROKEN_STRING if is_string else FindingKind.BROKEN_IMPORT
        what = "string names" if is_string else "imports"
        yield Finding(
            kind=kind,
            severity=_broken_severity(items[0], zone),
            confidence=0.8 if is_string else 1.0,
            subject=path,
            message=f"{importer} {what} {path}: {items[0].reason}",
            fingerprint=finding_fingerprint(kind, importer, path),
            zone=zone,
            locations=tuple(Location(file=i.file, line=i.line, text=i.path) for i in items)[
                :_MOST_LOCATIONS
            ],
            advice="mend or remove it",
        )


def _broken_severity(item: ResolvedImport, zone: Zone) -> Severity:
    if ImportKind.OPTIONAL in item.kinds or ImportKind.TYPING in item.kinds:
        return Severity.NOTE
    if zone is Zone.PRODUCTION and ImportKind.STRING not in item.kinds:
        return Severity.ERROR
    return Severity.WARNING


def _boundaries(codebase: Codebase, components: Sequence[Component]) -> Iterator[Finding]:
    """Production code that imports tests, and imports of a component's internal modules."""
    for importer, imported, statements in codebase.graph.graph.edges(data="imports"):
        source, target = codebase.index.module(importer), codebase.index.module(imported)
        if source is None or target is None or not statements:
            continue
        locations = tuple(Location(file=i.file, line=i.line, text=i.path) for i in statements)[
            :_MOST_LOCATIONS
        ]
        if source.zone is Zone.PRODUCTION and target.zone is Zone.TEST:
            kind = FindingKind.PRODUCTION_IMPORTS_TEST
            yield Finding(
                kind=kind,
                severity=Severity.ERROR,
                confidence=1.0,
                subject=f"{importer} → {imported}",
                message=f"production module {importer} imports test module {imported}",
                fingerprint=finding_fingerprint(kind, importer, imported),
                zone=Zone.PRODUCTION,
                locations=locations,
                advice=f"move what it needs out of {imported}",
            )
        for component in components:
            if _crosses(component, importer, imported):
                kind = FindingKind.INTERNAL_IMPORT
                yield Finding(
                    kind=kind,
                    severity=Severity.WARNING,
                    confidence=1.0,
                    subject=f"{importer} → {imported}",
                    message=f"{importer} imports {imported}, which is internal to {component.id}",
                    fingerprint=finding_fingerprint(kind, component.id, importer, imported),
                    zone=source.zone,
                    locations=locations,
                    component=component.id,
                    advice=f"import {_listed(component.canonical) or 'its public path'} instead",
                )


def _crosses(component: Component, importer: str, imported: str) -> bool:
    if not component.is_internal(imported) or component.is_internal(importer):
        return False
    homes = {path.rpartition(".")[0] for path in (*component.canonical, *component.symbols)}
    return importer not in homes


def _unread(codebase: Codebase, problems: Iterable[SourceProblem]) -> Iterator[Finding]:
    for name in codebase.index.names:
        module, facts = codebase.index.module(name), codebase.index.facts(name)
        if module is None or facts is None or not facts.problems:
            continue
        kind = FindingKind.PARSE_PROBLEM
        yield Finding(
            kind=kind,
            severity=Severity.ERROR if module.zone is Zone.PRODUCTION else Severity.WARNING,
            confidence=1.0,
            subject=module.file,
            message=f"{module.file} does not parse: {facts.problems[0].message}",
            fingerprint=finding_fingerprint(kind, module.file),
            zone=module.zone,
            locations=tuple(
                Location(file=module.file, line=p.line, text=p.message) for p in facts.problems
            )[:_MOST_LOCATIONS],
            advice="what could be read of it is counted, the rest is not",
        )
    for problem in problems:
        kind = FindingKind.UNREADABLE_FILE
        yield Finding(
            kind=kind,
            severity=Severity.WARNING,
            confidence=1.0,
            subject=problem.path,
            message=f"{problem.path} was not read: {problem.reason}",
            fingerprint=finding_fingerprint(kind, problem.path),
            zone=Zone.PRODUCTION,
            locations=(Location(file=problem.path, line=0, text=problem.reason),),
            advice="nothing in it is counted",
        )


def _alias_cycles(codebase: Codebase) -> Iterator[Finding]:
    for members in sorted(codebase.symbols.alias_cycles):
        kind = FindingKind.ALIAS_CYCLE
        yield Finding(
            kind=kind,
            severity=Severity.ERROR,
            confidence=0.9,
            subject=members[0],
            message=f"names that stand only for each other: {_listed(members)}",
            fingerprint=finding_fingerprint(kind, *members),
            zone=Zone.PRODUCTION,
            advice="give one of them a definition",
        )
