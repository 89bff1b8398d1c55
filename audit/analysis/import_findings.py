"""Findings about modules and imports: cycles, broken ones, crossed boundaries, unread files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from audit.analysis.suite_modules import SuiteModules
from audit.analysis.told_names import tell_first
from audit.graph.codebase import Codebase
from audit.graph.cycle_conditions import find_conditions
from audit.model.facts import ImportKind
from audit.model.finding_identity import finding_fingerprint
from audit.model.findings import Finding, FindingKind, Location, Severity
from audit.model.imports import Bucket, Cycle, ResolvedImport, View
from audit.model.modules import Zone
from audit.model.rules import Component
from audit.model.source import SourceProblem

__all__ = ["build_import_findings"]

_MOST_LOCATIONS = 20


def build_import_findings(
    codebase: Codebase,
    cycles: Sequence[Cycle],
    problems: Iterable[SourceProblem],
    components: Sequence[Component],
) -> Iterator[Finding]:
    """Cycles, imports and strings that lead nowhere, crossed boundaries, files that cannot be
    read, and names that stand only for each other; in no order."""
    yield from _cycles(cycles, codebase)
    yield from _broken(codebase)
    yield from _tests_in_production(codebase)
    yield from _internal_imports(codebase, components)
    yield from _unparsed(codebase)
    yield from _unread(problems)
    yield from _alias_cycles(codebase)


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
            f"({cycle.view} view): {tell_first(cycle.members)}{_only_under(cycle, codebase)}",
            fingerprint=finding_fingerprint(FindingKind.CYCLE, cycle.view, *cycle.members),
            zone=Zone.PRODUCTION,
            locations=tuple(
                Location(file=file, line=line, text=f"{importer} → {imported}")
                for importer, imported, file, line in cycle.breakers
            )[:_MOST_LOCATIONS],
            advice=f"cut {tell_first(breakers)}",
        )


def _only_under(cycle: Cycle, codebase: Codebase) -> str:
    edges = codebase.graph.graph.edges
    imports = (item for pair in cycle.imports for item in edges[pair]["imports"])
    tests = find_conditions(cycle, imports) if cycle.view is View.LOAD_TIME else ()
    told = tell_first([f"`{test}`" for test in tests])
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
            locations=_statement_locations(items),
            advice="mend or remove it",
        )


def _broken_severity(item: ResolvedImport, zone: Zone) -> Severity:
    if ImportKind.OPTIONAL in item.kinds or ImportKind.TYPING in item.kinds:
        return Severity.NOTE
    if zone is Zone.PRODUCTION and ImportKind.STRING not in item.kinds:
        return Severity.ERROR
    return Severity.WARNING


def _tests_in_production(codebase: Codebase) -> Iterator[Finding]:
    """Production code that imports tests."""
    kind = FindingKind.PRODUCTION_IMPORTS_TEST
    tests = SuiteModules(codebase)
    for importer, imported, statements in codebase.graph.graph.edges(data="imports"):
        module = codebase.index.module(importer)
        if module is None or module.zone is not Zone.PRODUCTION:
            continue
        if statements and tests.holds(imported):
            yield Finding(
                kind=kind,
                severity=Severity.ERROR,
                confidence=1.0,
                subject=f"{importer} → {imported}",
                message=f"production module {importer} imports test module {imported}",
                fingerprint=finding_fingerprint(kind, importer, imported),
                zone=Zone.PRODUCTION,
                locations=_statement_locations(statements),
                advice=f"move what it needs out of {imported}",
            )


def _internal_imports(codebase: Codebase, components: Sequence[Component]) -> Iterator[Finding]:
    """Imports of a component's internal modules from outside of it."""
    kind = FindingKind.INTERNAL_IMPORT
    guarded = [component for component in components if component.internal]
    for importer, imported, statements in (
        codebase.graph.graph.edges(data="imports") if guarded else ()
    ):
        source = codebase.index.module(importer)
        for component in guarded:
            if source is None or not statements or not _crosses(component, importer, imported):
                continue
            yield Finding(
                kind=kind,
                severity=Severity.WARNING,
                confidence=1.0,
                subject=f"{importer} → {imported}",
                message=f"{importer} imports {imported}, which is internal to {component.id}",
                fingerprint=finding_fingerprint(kind, component.id, importer, imported),
                zone=source.zone,
                locations=_statement_locations(statements),
                component=component.id,
                advice=f"import {tell_first(component.canonical) or 'its public path'} instead",
            )


def _statement_locations(statements: Iterable[ResolvedImport]) -> tuple[Location, ...]:
    shown = islice(statements, _MOST_LOCATIONS)
    return tuple(Location(file=item.file, line=item.line, text=item.path) for item in shown)


def _crosses(component: Component, importer: str, imported: str) -> bool:
    if not component.is_internal(imported) or component.is_internal(importer):
        return False
    homes = {path.rpartition(".")[0] for path in (*component.canonical, *component.symbols)}
    return importer not in homes


def _unparsed(codebase: Codebase) -> Iterator[Finding]:
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


def _unread(problems: Iterable[SourceProblem]) -> Iterator[Finding]:
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
            message=f"names that stand only for each other: {tell_first(members)}",
            fingerprint=finding_fingerprint(kind, *members),
            zone=Zone.PRODUCTION,
            advice="give one of them a definition",
        )
