"""Reports and paths checked again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from audit.errors import AuditError
from audit.model.claims import ReportData, Verification
from audit.model.ledger import LedgerEntry
from audit.model.verification import VerifiedPath
from audit.phases.claims import verify_report
from audit.phases.report_data import read_report_data
from audit.pipeline.configuration import load_configuration
from audit.pipeline.phase import PhaseResult
from audit.snapshots.store import is_snapshot
from audit.sources.locate import open_source
from audit.sources.roots import find_roots
from audit.sources.runtime import verify_paths

__all__ = ["read_report", "verify_entries", "verify_phase"]


def read_report(report: Path) -> ReportData:
    """What a written report carries: its phase, both revisions and every figure.

    Raises EvidenceError when it carries none or cannot be read.
    """
    return read_report_data(report)[0]


def verify_phase(report: Path, result: PhaseResult) -> Verification:
    """What a written report carries against a phase that was just measured again.

    Raises EvidenceError when the report carries no figures or cannot be read.
    """
    data, digest = read_report_data(report)
    return verify_report(
        report.name,
        data,
        comparison=result.comparison,
        runs=(result.tests_before, result.tests_after),
        status=result.status,
        text_digest=digest,
    )


def verify_entries(
    specification: str, entries: Sequence[LedgerEntry], *, configuration: str = ""
) -> tuple[VerifiedPath, ...]:
    """Import every path of the entries in a subprocess and compare it with the definition.

    Runs the audited code, so nothing calls it unless asked for by name. `specification` must be
    a folder: what is not on disk cannot be imported; AuditError says so.
    """
    folder = Path(specification)
    if not folder.is_dir() or is_snapshot(folder):
        raise AuditError(
            "only a folder can be verified, for its code is imported",
            where=specification,
            hint="name the checked-out source",
        )
    rules = load_configuration(configuration, source=specification).rules
    source = open_source(specification, exclude=rules.exclude)
    roots = find_roots(source, rules.roots)
    pairs = [(path.path, entry.definition.path) for entry in entries for path in entry.paths]
    package = source.tree.package
    above = folder.resolve().parents[package.count(".")] if package else folder
    return verify_paths([folder / root if root else above for root in roots], pairs)
