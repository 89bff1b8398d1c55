"""`audit families`: several classes that do one job."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from audit.cli.options import (
    ConfigOption,
    Format,
    FormatOption,
    LimitOption,
    PatternArgument,
    PatternSourceArgument,
    find_limit,
    split_names,
)
from audit.cli.output import notice, open_console, print_dim, print_table, print_text

if TYPE_CHECKING:
    from audit.model.families import Family
    from audit.model.snapshot import Snapshot
    from audit.views.table import Table

__all__ = ["families"]

ROOMY = 110  # columns of a terminal that has room for the survivor's path


def families(
    pattern: PatternArgument = "",
    source: PatternSourceArgument = None,
    limit: LimitOption = None,
    config: ConfigOption = "",
    form: FormatOption = Format.TABLE,
) -> None:
    """Show class families: several classes doing one job.

    With PATTERN (name of a family or of a member) also the members and the interface matrix:
    how each method of each class compares with the proposed survivor's.

    Example: audit families '*Manager' data/sample/baseline
    """
    from audit.cli.reading import check_looked_at, read_snapshot  # noqa: PLC0415 - heavy
    from audit.cli.unknown import unknown_pattern  # noqa: PLC0415
    from audit.views.families import find_families  # noqa: PLC0415

    pattern, place = split_names(pattern, source)
    snapshot = read_snapshot(place, config, alone=not pattern)
    found = find_families(snapshot, pattern)
    if pattern and not found:
        known = [member.path for family in snapshot.families for member in family.members]
        known += [family.name for family in snapshot.families]
        raise unknown_pattern(pattern, "family", known, snapshot.provenance.label)
    _print(snapshot, pattern, found, form, find_limit(limit, form))
    check_looked_at(snapshot)


def _print(
    snapshot: Snapshot, pattern: str, found: Sequence[Family], form: Format, limit: int | None
) -> None:
    from audit.cli.documents import (  # noqa: PLC0415
        describe_audit,
        describe_family,
        render_answer,
        tell_coverage,
    )
    from audit.views.families import build_family_table  # noqa: PLC0415

    overview = build_family_table(snapshot, pattern=pattern, limit=limit)
    told = tell_coverage(snapshot)
    if form is Format.JSON:
        fields = {
            "audited": describe_audit(snapshot),
            "total": len(found),
            "families": [describe_family(each) for each in found[:limit]],
        }
        print_text(render_answer("families", fields))
    elif form is Format.CSV:
        print_text(_build_rows(found[:limit]).render_csv())
        notice(told)
    elif form is Format.MD:
        tables = [overview]
        if pattern:
            tables += [table for each in found[:limit] for table in _list_tables(each)]
        print_text("\n".join(each.render_markdown() for each in tables))
        print_text(f"\n{told}")
    else:
        console = open_console()
        if pattern:
            from audit.cli.family_page import print_family  # noqa: PLC0415

            for family in found[:limit]:
                print_family(console, family)
            print_dim(console, overview.note)
        else:
            print_table(console, _build_overview(found, overview, console.width))
        print_dim(console, told)


def _build_overview(found: Sequence[Family], whole: Table, width: int) -> Table:
    """A row per family: what a terminal has room for."""
    from audit.views.column import Column, Dtype  # noqa: PLC0415

    keys = ["family", "verdict", "confidence", "lines_saved"]
    chosen = whole.select(*keys, *(["reference"] if width >= ROOMY else []))
    count = Column(key="count", title="Members", dtype=Dtype.INTEGER, meaning="How many.")
    return dataclasses.replace(
        chosen,
        columns=(*chosen.columns[:2], count, *chosen.columns[2:]),
        rows=tuple(
            (*row[:2], len(family.members), *row[2:])
            for row, family in zip(chosen.rows, found, strict=False)
        ),
    )


def _list_tables(family: Family) -> tuple[Table, ...]:
    from audit.views.families import build_matrix_table, build_member_table  # noqa: PLC0415

    return (build_member_table(family), build_matrix_table(family))


def _build_rows(found: Sequence[Family]) -> Table:
    """One row per family and member, for a spreadsheet."""
    from audit.views.column import Column, Dtype  # noqa: PLC0415
    from audit.views.families import MEMBER_COLUMNS, build_member_table  # noqa: PLC0415
    from audit.views.table import build_table  # noqa: PLC0415

    own = (
        Column(key="fingerprint", title="Fingerprint", meaning="Identifies the family."),
        Column(key="family", title="Family", meaning="Name that the members share."),
        Column(key="family_verdict", title="Family", meaning="What the evidence supports."),
        Column(key="duplicate", title="Duplicate", dtype=Dtype.FLAG, meaning="Debt or not."),
        Column(key="family_confidence", title="Confidence", dtype=Dtype.NUMBER, meaning="0–1."),
    )
    return build_table(
        title="Members of class families",
        columns=(*own, *MEMBER_COLUMNS),
        rows=(
            (
                each.fingerprint,
                each.name,
                each.verdict.value,
                each.duplicate,
                each.confidence,
                *row,
            )
            for each in found
            for row in build_member_table(each).rows
        ),
    )
