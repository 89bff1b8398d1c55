"""Findings: what was observed, with its evidence and an identity without line numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from audit.analysis.entry_points import find_broken_entry_points
from audit.analysis.hidden_findings import find_hidden_names
from audit.analysis.import_findings import build_import_findings
from audit.analysis.owners import Owners
from audit.analysis.shared_state import build_state_findings
from audit.analysis.told_names import tell_first
from audit.graph.codebase import Codebase
from audit.model.families import Family, Verdict
from audit.model.finding_identity import finding_fingerprint
from audit.model.findings import Finding, FindingKind, Location, Severity
from audit.model.imports import Cycle
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
    owners = Owners(components)
    found = [
        *_fragmented(ledger, owners),
        *_deprecated(ledger, uses, owners),
        *_families(families, owners),
        *find_broken_entry_points(codebase, uses, owners),
        *build_import_findings(codebase, cycles, problems, components),
        *build_state_findings(codebase, components),
        *find_hidden_names(codebase, ledger, uses, families, owners),
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


def _site_location(site: str, text: str) -> Location:
    file, _, line = site.rpartition(":")
    return Location(file=file, line=int(line), text=text)


def _fragmented(ledger: Sequence[LedgerEntry], owners: Owners) -> Iterator[Finding]:
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
            component=owners.identify(path),
            advice=f"import it as {entry.canonical} instead of {tell_first(others)}",
        )


def _deprecated(
    ledger: Sequence[LedgerEntry], uses: Sequence[UseSite], owners: Owners
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
                component=owners.identify(entry.definition.path),
                advice=find_successor(entry, path).advice,
            )


def _families(families: Sequence[Family], owners: Owners) -> Iterator[Finding]:
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
            message=f"{len(paths)} classes do one job ({_tell_verdicts(family)}): "
            + tell_first(paths),
            fingerprint=finding_fingerprint(FindingKind.CLASS_FAMILY, family.fingerprint),
            zone=Zone.PRODUCTION if production > 1 else min(zones),
            locations=tuple(
                Location(file=m.file, line=m.line, text=m.path) for m in family.members
            )[:_MOST_LOCATIONS],
            component=owners.identify(*paths),
            advice=f"keep {family.reference}: {family.reference_reason}",
        )


def _tell_verdicts(family: Family) -> str:
    """The family's verdict, and where the members' own ones differ how many of each."""
    counts = Counter(member.verdict for member in family.members if member.verdict)
    if len(counts) < 2:
        return family.verdict.value
    listed = (f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])
    return f"{family.verdict}; {', '.join(listed)}"
