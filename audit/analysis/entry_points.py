"""Entry points that name what does not exist: installed commands and plugins that fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from audit.analysis.owners import Owners
from audit.graph.codebase import Codebase
from audit.model.finding_identity import finding_fingerprint
from audit.model.findings import Finding, FindingKind, Location, Severity
from audit.model.ledger import UseKind, UseSite

__all__ = ["find_broken_entry_points"]


def find_broken_entry_points(
    codebase: Codebase, uses: Iterable[UseSite], owners: Owners
) -> Iterator[Finding]:
    """A finding for each entry point of a project's settings that leads to nothing.

    Strings in modules are told with the imports of their module; these stand in no module.
    """
    for use in uses:
        if use.definition or use.kind is not UseKind.STRING:
            continue
        if codebase.index.module(use.importer) is not None:
            continue
        kind, reason = FindingKind.BROKEN_STRING, codebase.symbols.follow(use.path)[0].reason
        yield Finding(
            kind=kind,
            severity=Severity.WARNING,
            confidence=0.8,
            subject=use.path,
            message=f"{use.file} names {use.path} as entry point: {reason}",
            fingerprint=finding_fingerprint(kind, use.importer, use.path),
            zone=use.zone,
            locations=(Location(file=use.file, line=use.line, text=use.path),),
            component=owners.identify(use.path),
            advice="mend or remove it",
        )
