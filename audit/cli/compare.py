"""`audit compare`: what changed between two revisions."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audit.cli.options import ComparedConfigOption, Format, FormatOption, LimitOption, find_limit
from audit.cli.output import notice, open_console, print_dim, print_table, print_text
from audit.cli.progress import show_progress

if TYPE_CHECKING:
    from audit.model.comparison import Comparison, FileChanges, FindingChange, MetricDelta
    from audit.pipeline.phase import PhaseResult
    from audit.views.column import Cell
    from audit.views.table import Table

__all__ = ["compare"]


def compare(
    before: Annotated[
        str, typer.Argument(metavar="BEFORE", help="Source or saved snapshot.", show_default=False)
    ],
    after: Annotated[
        str, typer.Argument(metavar="AFTER", help="Source or saved snapshot.", show_default=False)
    ],
    limit: LimitOption = None,
    config: ComparedConfigOption = "",
    form: FormatOption = Format.TABLE,
) -> None:
    """Show what was introduced and resolved, and what remains.

    Both sides are audited under one set of rules: FILE, else those of AFTER. Findings are matched
    by fingerprint, wherever their lines moved to.

    Example: audit compare pypi:pydantic==1.10.13 pypi:pydantic==2.11.7
    """
    from audit.cli.reading import check_looked_at, warn_of_unused_rules  # noqa: PLC0415
    from audit.pipeline.phase import compare_sources  # noqa: PLC0415

    warn_of_unused_rules(after, config)
    with show_progress(f"{before} and {after}") as progress:
        result = compare_sources(before, after, configuration=config, progress=progress)
    _print(result, form, find_limit(limit, form))
    check_looked_at(result.before, result.after)


def _print(result: PhaseResult, form: Format, limit: int | None) -> None:
    from audit.cli.documents import describe_audit, render_answer, tell_coverage  # noqa: PLC0415
    from audit.views.comparison import build_change_table  # noqa: PLC0415

    comparison = result.comparison
    told = tell_coverage(result.before, result.after)
    if form is Format.JSON:
        fields = {
            "before": describe_audit(result.before),
            "after": describe_audit(result.after),
            "reaudited": comparison.reaudited,
            **_describe(comparison, limit),
        }
        print_text(render_answer("compare", fields))
    elif form is Format.CSV:
        table = build_change_table(comparison, remaining=True, limit=limit)
        print_text(table.render_csv())
        notice(told)
    elif form is Format.MD:
        print_text("\n".join(each.render_markdown() for each in _list_tables(comparison, limit)))
        print_text(f"\n{told}".replace("\n", "\n\n"))
    else:
        _print_tables(comparison, limit, told)


def _describe(comparison: Comparison, limit: int | None) -> dict[str, Any]:
    """The findings by state, counted before they are cut, and all deltas, paths and files."""
    from audit.cli.documents import describe_finding  # noqa: PLC0415

    states = {
        "introduced": comparison.introduced,
        "resolved": comparison.resolved,
        "remaining": comparison.remaining,
    }
    return {
        "totals": {state: len(findings) for state, findings in states.items()},
        **{
            state: [describe_finding(each) for each in findings[:limit]]
            for state, findings in states.items()
        },
        "changed": [_describe_regrouped(each) for each in comparison.changed],
        "renamed": [describe_finding(each) for each in comparison.renamed],
        "metrics": [_describe_delta(each) for each in comparison.metrics],
        "paths": [
            {
                "definition": each.definition,
                "path": each.path,
                "path_class": each.path_class,
                "state": each.state,
            }
            for each in comparison.paths
        ],
        "files": _describe_files(comparison.files),
    }


def _describe_regrouped(change: FindingChange) -> dict[str, Any]:
    return {
        "fingerprint": change.after.fingerprint,
        "kind": change.after.kind.value,
        "subject": change.after.subject,
        "gained": list(change.gained),
        "lost": list(change.lost),
    }


def _describe_files(files: FileChanges) -> dict[str, list[dict[str, str]]]:
    alone = {"added": files.added, "removed": files.removed, "changed": files.changed}
    paired = {"moved": files.moved, "rewritten": files.rewritten}
    return {
        **{
            state: [{"file": file, "zone": zone} for file, zone in found]
            for state, found in alone.items()
        },
        **{
            state: [{"before": old, "after": new, "zone": zone} for old, new, zone in found]
            for state, found in paired.items()
        },
    }


def _describe_delta(delta: MetricDelta) -> dict[str, Any]:
    from audit.views.comparison import tell_trend  # noqa: PLC0415

    return {
        "id": delta.id,
        "title": delta.title,
        "unit": delta.unit,
        "direction": delta.direction.value,
        "before": delta.before,
        "after": delta.after,
        "change": delta.change,
        "reason": delta.reason,
        "trend": tell_trend(delta),
    }


def _list_tables(comparison: Comparison, limit: int | None) -> tuple[Table, ...]:
    from audit.views.comparison import (  # noqa: PLC0415
        build_change_table,
        build_delta_table,
        build_file_table,
        build_path_change_table,
        build_regrouped_table,
        build_renamed_table,
        build_state_table,
    )

    tables = (
        build_delta_table(comparison),
        build_state_table(comparison),
        build_change_table(comparison, limit=limit),
        build_path_change_table(comparison, limit=limit),
        build_file_table(comparison),
    )
    extra = [build_renamed_table(comparison)] if comparison.renamed else []
    extra += [build_regrouped_table(comparison)] if comparison.changed else []
    return (*tables, *extra)


def _print_tables(comparison: Comparison, limit: int | None, told: str) -> None:
    _, states, _, paths, files, *rest = _list_tables(comparison, limit)
    console = open_console()
    if comparison.renamed:  # before the figures that look better for it
        print_table(console, rest.pop(0).select("subject", "message", "confidence"))
    print_table(console, _build_deltas(comparison))
    print_table(console, states.select("state", "findings", "errors"))
    print_table(console, _build_changes(comparison, limit))
    for table in rest:
        print_table(console, table)
    print_table(console, paths.select("state", "path", "path_class"))
    print_table(console, files)
    print_dim(console, told)


def _build_deltas(comparison: Comparison) -> Table:
    """What changed; shares in per cent, so that small changes can be seen."""
    from audit.views.column import Column, Dtype, format_cell  # noqa: PLC0415
    from audit.views.comparison import build_delta_table  # noqa: PLC0415
    from audit.views.table import build_table  # noqa: PLC0415

    def tell(value: Cell, unit: Cell) -> Cell:
        if unit == "share" and isinstance(value, float):
            return f"{value:.2%}"
        return format_cell(value, Dtype.NUMBER)[0]

    table = build_delta_table(comparison, same=False)
    figures = ("before", "after", "change")
    known = (table.column(key) for key in ("title", "trend", "unit", *figures))
    return build_table(
        title=table.title,
        columns=(
            Column(key="title", title="Figure"),
            *(Column(key=key, title=key.capitalize(), dtype=Dtype.NUMBER) for key in figures),
            Column(key="trend", title="Trend"),
        ),
        rows=(
            (title, *(tell(value, unit) for value in values), trend)
            for title, trend, unit, *values in zip(*known, strict=True)
        ),
        note=table.note,
    )


def _build_changes(comparison: Comparison, limit: int | None) -> Table:
    """The findings that changed, each with its first place and how many more there are."""
    from audit.views.comparison import build_change_table  # noqa: PLC0415

    table = build_change_table(comparison, limit=limit).select("state", "kind", "subject", "places")
    rows = []
    for *start, places in table.rows:
        found = places if isinstance(places, tuple) else ()
        more = (f"and {len(found) - 1} more",) if len(found) > 1 else ()
        rows.append((*start, (*found[:1], *more)))
    return dataclasses.replace(table, rows=tuple(rows))
