"""`audit compare`: what changed between two revisions."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audit.cli.options import ComparedConfigOption, Format, FormatOption, LimitOption, find_limit
from audit.cli.output import notice, open_console, print_dim, print_table, print_text
from audit.cli.progress import show_progress

if TYPE_CHECKING:
    from audit.model.comparison import Comparison
    from audit.pipeline import PhaseResult
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

    Example: audit compare pypi:celery==4.4.7 pypi:celery==5.4.0
    """
    from audit.cli.reading import warn_of_unused_rules  # noqa: PLC0415 - heavy, and not for help
    from audit.pipeline import compare_sources  # noqa: PLC0415

    warn_of_unused_rules(after, config)
    with show_progress(f"{before} and {after}") as progress:
        result = compare_sources(before, after, configuration=config, progress=progress)
    _print(result, form, find_limit(limit, form))


def _print(result: PhaseResult, form: Format, limit: int | None) -> None:
    from audit.cli.documents import describe_audit, render_document, tell_coverage  # noqa: PLC0415
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
        print_text(render_document("compare", fields))
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
    from audit.views.comparison import tell_trend  # noqa: PLC0415

    states = {
        "introduced": comparison.introduced,
        "resolved": comparison.resolved,
        "remaining": comparison.remaining,
    }
    return {
        "totals": {state: len(findings) for state, findings in states.items()},
        **{
            state: [dataclasses.asdict(each) for each in findings[:limit]]
            for state, findings in states.items()
        },
        "metrics": [
            {**dataclasses.asdict(each), "trend": tell_trend(each)} for each in comparison.metrics
        ],
        "paths": [dataclasses.asdict(each) for each in comparison.paths],
        "files": {
            "added": [{"file": file, "zone": zone} for file, zone in comparison.files.added],
            "removed": [{"file": file, "zone": zone} for file, zone in comparison.files.removed],
            "changed": [{"file": file, "zone": zone} for file, zone in comparison.files.changed],
            "moved": [
                {"before": old, "after": new, "zone": zone}
                for old, new, zone in comparison.files.moved
            ],
        },
    }


def _list_tables(comparison: Comparison, limit: int | None) -> tuple[Table, ...]:
    from audit.views.comparison import (  # noqa: PLC0415
        build_change_table,
        build_delta_table,
        build_file_table,
        build_path_change_table,
        build_state_table,
    )

    return (
        build_delta_table(comparison),
        build_state_table(comparison),
        build_change_table(comparison, limit=limit),
        build_path_change_table(comparison, limit=limit),
        build_file_table(comparison),
    )


def _print_tables(comparison: Comparison, limit: int | None, told: str) -> None:
    console = open_console()
    deltas, states, changes, paths, files = _list_tables(comparison, limit)
    same = sum(trend == "same" for trend in deltas.column("trend"))
    moved = dataclasses.replace(
        deltas,
        rows=tuple(row for row in deltas.rows if row[-1] != "same"),
        note=f"{deltas.note} Figures that did not change: {same} of {len(deltas.rows)}.",
    )
    print_table(console, moved.select("title", "before", "after", "change", "trend"))
    print_table(console, states.select("state", "findings", "errors"))
    print_table(console, changes.select("state", "kind", "subject", "places"))
    print_table(console, paths.select("state", "path", "path_class"))
    print_table(console, files)
    print_dim(console, told)
