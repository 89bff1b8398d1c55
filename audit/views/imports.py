"""Tables of imports: the bucket that each ends in, and the broken ones."""

from __future__ import annotations

from audit.model.imports import Bucket, ResolvedImport
from audit.model.snapshot import Snapshot
from audit.views.column import Column, Dtype
from audit.views.table import Table, build_table

__all__ = ["build_broken_table", "build_bucket_table"]

BUCKET_COLUMNS = (
    Column(key="bucket", title="Bucket", meaning="Where the imports end; each ends in one bucket."),
    Column(key="imports", title="Imports", dtype=Dtype.INTEGER, meaning="How many."),
    Column(key="share", title="Share", dtype=Dtype.SHARE, meaning="Of all imports, 0–1."),
)

BROKEN_COLUMNS = (
    Column(key="path", title="Path", dtype=Dtype.CODE, meaning="The path that was asked for."),
    Column(key="importer", title="Importer", dtype=Dtype.CODE, meaning="Module that asks for it."),
    Column(key="place", title="Place", dtype=Dtype.CODE, meaning="File and line of the statement."),
    Column(key="kinds", title="Kinds", dtype=Dtype.LIST, meaning="All that is true of the import."),
    Column(key="reason", title="Why", meaning="Why the path leads nowhere."),
)


def build_bucket_table(snapshot: Snapshot) -> Table:
    """One row per bucket in the fixed order, empty ones too, and the sum; shares of all."""
    counts = dict(snapshot.coverage.buckets)
    total = sum(counts.values())
    ordered = [bucket.value for bucket in Bucket]
    ordered += sorted(set(counts) - set(ordered))
    rows = [
        (name, counts.get(name, 0), counts.get(name, 0) / total if total else None)
        for name in ordered
    ]
    agreement = "as many as" if total == snapshot.coverage.imports else "which is not"
    return build_table(
        title="Where every import ends",
        columns=BUCKET_COLUMNS,
        rows=[*rows, ("all", total, 1.0 if total else None)],
        note=(
            f"The buckets add up to {total:,}, {agreement} the {snapshot.coverage.imports:,} "
            f"imports read in {snapshot.coverage.modules:,} modules."
        ),
    )


def build_broken_table(snapshot: Snapshot, *, limit: int | None = None) -> Table:
    """Every first-party import whose module or name does not exist, by path and place."""
    broken = [each for each in snapshot.imports if each.bucket is Bucket.BROKEN]
    broken.sort(key=lambda each: (each.path, each.file, each.line))
    return build_table(
        title="Broken imports",
        columns=BROKEN_COLUMNS,
        rows=map(_describe_broken, broken),
        note=f"Broken: {len(broken):,} of {len(snapshot.imports):,} imports.",
    ).head(limit)


def _describe_broken(
    found: ResolvedImport,
) -> tuple[str, str, str, tuple[str, ...], str]:
    kinds = tuple(kind.value for kind in found.kinds)
    return (found.path, found.importer, f"{found.file}:{found.line}", kinds, found.reason)
