"""From a source to its snapshot: audited now, kept from before, or loaded."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.config.configuration import rules_digest
from audit.model.rules import Component, Rules
from audit.model.snapshot import SCHEMA_VERSION, Provenance, Snapshot
from audit.model.source import SourceTree
from audit.pipeline.codebase import Progress, read_codebase
from audit.pipeline.configuration import load_configuration
from audit.pipeline.revisions import find_saved
from audit.snapshots.memory import SnapshotMemory, code_digest, is_lasting, memory_key
from audit.snapshots.store import load_snapshot
from audit.sources.locate import open_source
from audit.sources.source import Source
from audit.version import VERSION

if TYPE_CHECKING:
    from audit.analysis.survey import Survey
    from audit.graph.codebase import Codebase

__all__ = ["AuditedSource", "audit_source", "recall_audit", "take_snapshot"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedSource:
    """A codebase that was just read, with what was found in it."""

    tree: SourceTree
    roots: tuple[str, ...]
    codebase: Codebase
    survey: Survey
    snapshot: Snapshot


def audit_source(
    source: Source,
    rules: Rules,
    *,
    proposed: tuple[Component, ...] = (),
    progress: Progress | None = None,
) -> AuditedSource:
    """From a source to everything found in it, and the snapshot of that."""
    from audit.analysis.survey import survey_codebase  # noqa: PLC0415 - not for a kept audit

    codebase, roots = read_codebase(source, rules, progress=progress)
    survey = survey_codebase(
        codebase,
        rules,
        problems=source.tree.problems,
        proposed=proposed,
        history=source.read_history(),
    )
    return AuditedSource(
        tree=source.tree,
        roots=roots,
        codebase=codebase,
        survey=survey,
        snapshot=_build_snapshot(source.tree, rules, codebase, survey),
    )


def _build_snapshot(tree: SourceTree, rules: Rules, codebase: Codebase, survey: Survey) -> Snapshot:
    from audit.extraction.extract import EXTRACTOR_VERSION  # noqa: PLC0415 - not for a kept audit

    modules = (codebase.index.module(name) for name in codebase.index.names)
    return Snapshot(
        schema_version=SCHEMA_VERSION,
        provenance=Provenance(
            label=tree.label,
            kind=tree.kind.value,
            revision=tree.revision,
            rules_digest=rules_digest(rules),
            tool_version=VERSION,
            extractor_version=EXTRACTOR_VERSION,
        ),
        rules=rules,
        coverage=survey.coverage,
        metrics=survey.metrics,
        components=survey.figures,
        findings=survey.findings,
        modules=tuple(module for module in modules if module is not None),
        imports=codebase.imports,
        ledger=survey.ledger,
        uses=survey.uses,
        families=survey.families,
        cycles=survey.cycles,
    )


def take_snapshot(
    specification: str,
    *,
    configuration: str = "",
    base: Path | None = None,
    label: str = "",
    progress: Progress | None = None,
) -> Snapshot:
    """A snapshot of what `specification` names: loaded when it is a saved one, else audited.

    `configuration` is a file or folder; without it the source's own is used. Relative
    specifications start at `base` (default: the current folder).
    """
    saved = find_saved(specification, base)
    if saved is not None:
        return load_snapshot(saved)
    located = str((base or Path()) / specification)
    rules = load_configuration(configuration, source=located).rules
    source = open_source(specification, base=base, label=label, exclude=rules.exclude)
    return recall_audit(source, rules, progress=progress)[0]


def recall_audit(
    source: Source,
    rules: Rules,
    *,
    proposed: tuple[Component, ...] = (),
    progress: Progress | None = None,
) -> tuple[Snapshot, tuple[Component, ...]]:
    """The snapshot of a source and its components: kept from an earlier audit of the very same
    bytes under the same rules by the same code, else made now."""
    version = list(sys.version_info[:2])
    key = memory_key(
        source.tree,
        source.fixed_roots,
        source.past_revision,
        rules,
        proposed,
        code_digest(),
        version,
    )
    memory = SnapshotMemory()
    try:
        kept = memory.get(key)
        if kept is not None:
            return kept
        audited = audit_source(source, rules, proposed=proposed, progress=progress)
        if is_lasting(audited.snapshot):
            memory.put(key, audited.snapshot, audited.survey.components)
        return audited.snapshot, audited.survey.components
    finally:
        memory.close()
