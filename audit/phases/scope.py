"""How much of the code was looked at: the coverage of the audit itself."""

from __future__ import annotations

from audit.model.gate import Scope
from audit.model.modules import Zone
from audit.model.snapshot import Snapshot

__all__ = ["measure_scope"]


def measure_scope(snapshot: Snapshot, found: int | None) -> Scope:
    """The scope of a snapshot; `found` counts the Python files of its source, excluded ones
    included."""
    files = {module.file: module for module in reversed(snapshot.modules)}
    production = [module for module in files.values() if module.zone is Zone.PRODUCTION]
    return Scope(
        files=snapshot.coverage.files,
        found=found,
        modules=snapshot.coverage.modules,
        lines=snapshot.coverage.lines,
        statements=sum(module.statements for module in files.values()),
        production_files=len(production),
        production_statements=sum(module.statements for module in production),
    )
