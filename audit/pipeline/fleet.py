"""The corridor for many repositories: each audited as ever, all in one table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from audit.errors import AuditError, UnknownNameError
from audit.extraction.cache import FactCache
from audit.extraction.collect import Executor, collect_encoded
from audit.extraction.extractor_version import EXTRACTOR_VERSION
from audit.model.fleet import FleetEntry
from audit.pipeline.codebase import Progress
from audit.pipeline.configuration import load_configuration
from audit.pipeline.snapshot import take_snapshot
from audit.snapshots.store import is_snapshot
from audit.sources.locate import open_source

__all__ = ["audit_fleet", "read_fleet"]

MOST_BYTES = 1024 * 1024


def read_fleet(listing: Path) -> tuple[str, ...]:
    """The sources that a file lists, one a line, in its order; `#` begins a comment.

    Raises UnknownNameError when there is no such file, AuditError when it lists nothing or is no
    list that anybody wrote (more than `MOST_BYTES`).
    """
    try:
        with listing.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnknownNameError(f"cannot be read: {error.strerror}", where=str(listing)) from None
    if len(content) > MOST_BYTES:
        raise AuditError(
            f"is longer than {MOST_BYTES:,} bytes", where=str(listing), hint="split the list"
        )
    text = content.decode("utf-8-sig", "replace")
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    sources = tuple(dict.fromkeys(line for line in lines if line))
    if not sources:
        raise AuditError("lists no source", where=str(listing), hint="one SOURCE a line")
    return sources


def audit_fleet(
    sources: Sequence[str],
    *,
    base: Path | None = None,
    configuration: str = "",
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> tuple[FleetEntry, ...]:
    """One entry for each source, in order; one that cannot be audited has its reason.

    With an `executor` the files that are not cached yet are parsed there first: what comes back
    goes to the cache, and the audit itself is the same. `progress` is told (sources done, in all).
    """
    entries = []
    for done, source in enumerate(sources):
        if progress is not None:
            progress(done, len(sources))
        try:
            entries.append(_audit(source, base, configuration, executor))
        except AuditError as error:
            entries.append(FleetEntry(source=source, problem=str(error)))
    return tuple(entries)


def _audit(
    source: str, base: Path | None, configuration: str, executor: Executor | None
) -> FleetEntry:
    if executor is not None and not _is_saved(source, base):
        located = str((base or Path()) / source)
        rules = load_configuration(configuration, source=located).rules
        opened = open_source(source, base=base, exclude=rules.exclude)
        with FactCache(EXTRACTOR_VERSION) as cache:
            collect_encoded(opened.tree.files, opened.read, cache=cache, executor=executor)
    taken = take_snapshot(source, configuration=configuration, base=base)
    return FleetEntry(
        source=source,
        provenance=taken.provenance,
        coverage=taken.coverage,
        metrics=taken.metrics,
    )


def _is_saved(source: str, base: Path | None) -> bool:
    return ":" not in source and is_snapshot((base or Path()) / source)
