"""Tables of use sites: who uses which path, where."""

from __future__ import annotations

from audit.model.modules import Zone
from audit.model.snapshot import Snapshot
from audit.views.column import Column, Dtype, tell_count
from audit.views.table import Table, build_table

__all__ = ["build_use_table"]

USE_COLUMNS = (
    Column(key="path", title="Import path", dtype=Dtype.CODE, meaning="Path that is used."),
    Column(key="symbol", title="Symbol", dtype=Dtype.CODE, meaning="Definition; none: broken."),
    Column(key="importer", title="Importer", dtype=Dtype.CODE, meaning="Module that uses it."),
    Column(key="place", title="Place", dtype=Dtype.CODE, meaning="File and line."),
    Column(key="zone", title="Zone", meaning="Zone of the importer."),
    Column(key="kind", title="Kind", meaning="import, attribute or string."),
)


def build_use_table(
    snapshot: Snapshot, definition: str | None = None, *, limit: int | None = None
) -> Table:
    """Use sites of one definition (None: of all), production first, then by file and line."""
    order = {zone: place for place, zone in enumerate(Zone)}
    chosen = [each for each in snapshot.uses if definition in {None, each.definition}]
    chosen.sort(key=lambda each: (order[each.zone], each.file, each.line, each.path))
    counts = {zone: sum(each.zone is zone for each in chosen) for zone in Zone}
    split = ", ".join(f"{count:,} {zone.value}" for zone, count in counts.items() if count)
    sites = tell_count(len(chosen), "use site", "use sites")
    return build_table(
        title="Uses" if definition is None else f"Uses of {definition}",
        columns=USE_COLUMNS,
        rows=(
            (
                each.path,
                each.definition or None,
                each.importer,
                f"{each.file}:{each.line}",
                each.zone.value,
                each.kind.value,
            )
            for each in chosen
        ),
        note=f"{sites}: {split}." if split else f"{sites}.",
    ).head(limit)
