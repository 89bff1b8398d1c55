"""From a source to its snapshot: audited now, kept from before, or loaded."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.config.configuration import rules_digest
from audit.freed_memory import return_freed_memory
from audit.model.rules import Component, Rules
from audit.model.snapshot import SCHEMA_VERSION, Provenance, Snapshot, SnapshotHead
from audit.model.source import FileHistory, SourceTree
from audit.paused_collector import paused_collector
from audit.pipeline.codebase import Progress, read_codebase
from audit.pipeline.configuration import load_configuration
from audit.pipeline.revisions import find_saved
from audit.snapshots.codec import decode_head, encode_snapshot
from audit.snapshots.memory import SnapshotMemory, code_digest, is_lasting, memory_key
from audit.snapshots.store import load_snapshot, save_files
from audit.sources.locate import open_source
from audit.sources.source import LookedAt, Source
from audit.version import VERSION

if TYPE_CHECKING:
    from audit.analysis.survey import Survey
    from audit.graph.codebase import Codebase
    from audit.model.modules import Module

__all__ = [
    "AuditedSource",
    "SavedAudit",
    "audit_source",
    "recall_audit",
    "save_audit",
    "take_snapshot",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedSource:
    """A codebase that was just read, with what was found in it."""

    tree: SourceTree
    roots: tuple[str, ...]
    codebase: Codebase
    survey: Survey
    snapshot: Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAudit:
    """Where a snapshot was saved, and what it says in figures. `looked_at` is where its source was
    looked at; None for what is no folder, and where another audit of the same bytes might find
    something else."""

    folder: Path
    head: SnapshotHead
    looked_at: LookedAt | None


def audit_source(
    source: Source,
    rules: Rules,
    *,
    proposed: tuple[Component, ...] = (),
    progress: Progress | None = None,
) -> AuditedSource:
    """From a source to everything found in it, and the snapshot of that."""
    with paused_collector():
        return _audit_source(source, rules, proposed, progress)


def _audit_source(
    source: Source, rules: Rules, proposed: tuple[Component, ...], progress: Progress | None
) -> AuditedSource:
    from audit.analysis.survey import survey_codebase  # noqa: PLC0415 - not for a kept audit
    from audit.pipeline.pairs import remember_pairs  # noqa: PLC0415
    from audit.sources.load_settings import read_load_settings  # noqa: PLC0415

    codebase, roots = read_codebase(source, rules, progress=progress)
    history = source.read_history()
    with remember_pairs(source.tree) as pairs:
        survey = survey_codebase(
            codebase,
            rules,
            problems=source.tree.problems,
            proposed=proposed,
            history=history,
            settings=read_load_settings(source),
            pairs=pairs,
        )
    return AuditedSource(
        tree=source.tree,
        roots=roots,
        codebase=codebase,
        survey=survey,
        snapshot=_build_snapshot(source.tree, rules, codebase, survey, history),
    )


def _build_snapshot(
    tree: SourceTree,
    rules: Rules,
    codebase: Codebase,
    survey: Survey,
    history: Mapping[str, FileHistory],
) -> Snapshot:
    from audit.extraction.extractor_version import EXTRACTOR_VERSION  # noqa: PLC0415 - not for a kept audit

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
        modules=tuple(_add_churn(module, history) for module in modules if module is not None),
        imports=codebase.imports,
        ledger=survey.ledger,
        uses=survey.uses,
        families=survey.families,
        cycles=survey.cycles,
        identity_splits=survey.identity_splits,
    )


def _add_churn(module: Module, history: Mapping[str, FileHistory]) -> Module:
    past = history.get(module.file)
    return dataclasses.replace(module, commits=past.commits) if past else module


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
    key = _key(source, rules, proposed)
    memory = SnapshotMemory()
    try:
        kept = memory.get(key)
        if kept is not None:
            return kept
        snapshot, components = _audit_alone(source, rules, proposed, progress)
        if is_lasting(snapshot):
            memory.put(key, encode_snapshot(snapshot), components)
        return snapshot, components
    finally:
        memory.close()


def save_audit(
    specification: str,
    place: Callable[[str], Path],
    *,
    configuration: str = "",
    label: str = "",
    progress: Progress | None = None,
) -> SavedAudit:
    """Audit a source and save what was found.

    `place` says to which folder, given the label. The same as `take_snapshot` and `save_snapshot`
    one after the other, but what is kept from an earlier audit is copied, never read.
    """
    with paused_collector():
        rules = load_configuration(configuration, source=specification).rules
        source = open_source(specification, label=label, exclude=rules.exclude)
        folder = place(source.tree.label)
        files, head, lasting = _recall_files(source, rules, progress)
        save_files(files, folder)
        whole = lasting and not source.tree.problems  # a file may be readable next time
        looked_at = source.looked_at if whole else None
        return SavedAudit(folder=folder, head=head, looked_at=looked_at)


def _recall_files(
    source: Source, rules: Rules, progress: Progress | None
) -> tuple[Mapping[str, bytes], SnapshotHead, bool]:
    """The files of a source's snapshot, what their document says, and whether they last: kept
    from an earlier audit, else made now."""
    key = _key(source, rules, ())
    memory = SnapshotMemory()
    try:
        kept = memory.get_files(key)
        if kept is not None:
            return *kept, True
        snapshot, components = _audit_alone(source, rules, (), progress)
        files = encode_snapshot(snapshot)
        lasting = is_lasting(snapshot)
        if lasting:
            memory.put(key, files, components)
        return files, decode_head(files), lasting
    finally:
        memory.close()


def _audit_alone(
    source: Source, rules: Rules, proposed: tuple[Component, ...], progress: Progress | None
) -> tuple[Snapshot, tuple[Component, ...]]:
    """The snapshot and its components without the codebase, which is let go of: what comes next
    needs the memory."""
    audited = audit_source(source, rules, proposed=proposed, progress=progress)
    snapshot, components = audited.snapshot, audited.survey.components
    audited.codebase.symbols.release()
    del audited
    return_freed_memory(len(snapshot.modules))
    return snapshot, components


def _key(source: Source, rules: Rules, proposed: tuple[Component, ...]) -> str:
    """A digest over all that decides what is found."""
    version = list(sys.version_info[:2])
    parts = (source.tree, source.fixed_roots, source.past_revision, rules, proposed)
    return memory_key(*parts, code_digest(), version)
