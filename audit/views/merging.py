"""Tables of what to do with a family: the order of merging, and how its objects are made."""

from __future__ import annotations

from audit.model.families import Family
from audit.views.column import Column, Dtype, tell_count
from audit.views.table import Table, build_table

__all__ = ["build_access_table", "build_construction_table", "build_merge_table"]

MERGE_COLUMNS = (
    Column(key="order", title="Order", dtype=Dtype.INTEGER, meaning="Place in the order, from 1."),
    Column(key="member", title="Member", dtype=Dtype.CODE, meaning="Path of the definition."),
    Column(
        key="verdict", title="Verdict", meaning="What it is to the survivor or its nearest member."
    ),
    Column(
        key="life",
        title="Life",
        meaning="live, only tests, or dead, as far as imports and its own module show.",
    ),
    Column(
        key="ports",
        title="Port first",
        dtype=Dtype.CODES,
        meaning="What the one that it goes into lacks: methods and parameters.",
    ),
    Column(key="lines", title="Lines", dtype=Dtype.INTEGER, meaning="Lines of the class."),
    Column(key="reason", title="Why there", meaning="Why it has this place in the order."),
)
ACCESS_COLUMNS = (
    Column(
        key="kind",
        title="Kind",
        meaning="Factory function, module-level instance or class-level singleton.",
    ),
    Column(key="path", title="Path", dtype=Dtype.CODE, meaning="Dotted path of what hands it out."),
    Column(key="zone", title="Zone", meaning="Zone of its module."),
    Column(key="place", title="Place", dtype=Dtype.CODE, meaning="File and line."),
    Column(
        key="members", title="Hands out", dtype=Dtype.CODES, meaning="Members that come out of it."
    ),
)
CONSTRUCTION_COLUMNS = (
    Column(key="member", title="Member", dtype=Dtype.CODE, meaning="Path of the definition."),
    Column(
        key="production",
        title="Production",
        dtype=Dtype.INTEGER,
        meaning="Call sites in production that construct it directly.",
    ),
    Column(
        key="test",
        title="Tests",
        dtype=Dtype.INTEGER,
        meaning="Call sites in tests that construct it directly.",
    ),
    Column(
        key="tool",
        title="Tools",
        dtype=Dtype.INTEGER,
        meaning="Call sites in tools that construct it directly.",
    ),
)


def build_merge_table(family: Family) -> Table:
    """One row per member that could go into the proposed survivor, in the order of merging."""
    order = family.merge_order
    saved = f"lines that could go: {family.lines_saved:,}"
    return build_table(
        title=f"Order of merging into {family.reference}",
        columns=MERGE_COLUMNS,
        rows=(
            (
                each.merge_rank,
                each.path,
                each.verdict.value if each.verdict is not None else "",
                each.life.value,
                each.ports,
                each.end_line - each.line + 1,
                each.merge_reason,
            )
            for each in order
        ),
        note=f"{tell_count(len(order), 'member', 'members')} to merge; {saved}.",
    )


def build_access_table(family: Family) -> Table:
    """What hands out objects of the family: one row per factory, instance or singleton, by kind,
    path and place."""
    points: dict[tuple[str, str, str, int, str], list[str]] = {}
    for member in family.members:
        for point in member.access:
            key = (point.kind.value, point.path, point.file, point.line, point.zone.value)
            points.setdefault(key, []).append(member.path)
    found = tell_count(len(points), "access point", "access points")
    return build_table(
        title=f"What hands out objects of the family {family.name}",
        columns=ACCESS_COLUMNS,
        rows=(
            (kind, path, zone, f"{file}:{line}", tuple(sorted(members)))
            for (kind, path, file, line, zone), members in sorted(points.items())
        ),
        note=f"{found}.",
    )


def build_construction_table(family: Family) -> Table:
    """Where members are constructed past every factory: call sites by zone, members with any,
    in the family's order."""
    rows = [
        (
            each.path,
            each.constructed_production,
            each.constructed_test,
            each.constructed_tool,
        )
        for each in family.members
        if each.constructed_production or each.constructed_test or each.constructed_tool
    ]
    sites = sum(row[1] + row[2] + row[3] for row in rows)
    return build_table(
        title=f"Direct constructions in the family {family.name}",
        columns=CONSTRUCTION_COLUMNS,
        rows=rows,
        note=f"{tell_count(sites, 'call site', 'call sites')} past the factories.",
    )
