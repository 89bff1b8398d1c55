"""`audit paths`: the path ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

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
    from rich.console import Console

    from audit.model.ledger import LedgerEntry
    from audit.model.snapshot import Snapshot
    from audit.views.table import Table

__all__ = ["paths"]


def paths(
    pattern: PatternArgument = "",
    source: PatternSourceArgument = None,
    component: Annotated[
        str,
        typer.Option(
            "--component", metavar="ID", help="The symbols of one component.", show_default=False
        ),
    ] = "",
    verify: Annotated[
        bool,
        typer.Option(
            "--verify",
            help="Import the paths in a subprocess and compare objects: runs the code of SOURCE.",
        ),
    ] = False,
    limit: LimitOption = None,
    config: ConfigOption = "",
    form: FormatOption = Format.TABLE,
) -> None:
    """Show through which import paths symbols are reached.

    For each symbol its definition, its paths with their class and uses by zone, and the canonical
    path with the reason. Without PATTERN: the symbols with more paths than allowed, worst first.

    Example: audit paths 'ReservationManager' data/sample/baseline
    """
    from audit.cli.reading import check_looked_at, read_snapshot  # noqa: PLC0415 - heavy

    pattern, place = split_names(pattern, source)
    snapshot = read_snapshot(place, config, alone=not pattern)
    entries = _find(snapshot, pattern, component)
    most = find_limit(limit, form)
    verified = _verify(place, entries[:most], config) if verify else None
    _print(snapshot, entries, form, most, whole=bool(pattern or component), verified=verified)
    check_looked_at(snapshot)


def _verify(source: str, entries: Sequence[LedgerEntry], config: str) -> Table:
    """What importing each path gave."""
    from audit.pipeline.verification import verify_entries  # noqa: PLC0415
    from audit.views.verification import build_verification_table  # noqa: PLC0415

    return build_verification_table(verify_entries(source, entries, configuration=config))


def _find(snapshot: Snapshot, pattern: str, component: str) -> tuple[LedgerEntry, ...]:
    """The symbols that were asked for; UnknownNameError when there is none."""
    from audit.cli.unknown import unknown_component, unknown_pattern  # noqa: PLC0415
    from audit.views.ledger import find_entries, find_most_fragmented  # noqa: PLC0415

    if not pattern and not component:
        return find_most_fragmented(snapshot)
    entries = find_entries(snapshot, pattern)
    if component:
        figures = next((each for each in snapshot.components if each.id == component), None)
        if figures is None:
            raise unknown_component(component, snapshot)
        entries = tuple(each for each in entries if each.definition.path in figures.symbols)
    if not entries:
        known = [each.definition.path for each in snapshot.ledger]
        raise unknown_pattern(pattern or component, "symbol", known, snapshot.provenance.label)
    return entries


def _print(
    snapshot: Snapshot,
    entries: Sequence[LedgerEntry],
    form: Format,
    limit: int | None,
    *,
    whole: bool,
    verified: Table | None,
) -> None:
    from audit.cli.documents import (  # noqa: PLC0415
        describe_audit,
        describe_entry,
        render_answer,
        tell_coverage,
    )
    from audit.views.ledger import (  # noqa: PLC0415
        build_fragmented_table,
        build_ledger_table,
        build_symbol_table,
    )

    told = tell_coverage(snapshot)
    if form is Format.JSON:
        fields = {
            "audited": describe_audit(snapshot),
            "total": len(entries),
            "symbols": [describe_entry(each) for each in entries[:limit]],
        }
        if verified is not None:
            fields["verified"] = verified.to_records()
        print_text(render_answer("paths", fields))
    elif form is Format.CSV:
        table = build_ledger_table(entries[:limit]) if whole else build_fragmented_table(snapshot)
        table = table.head(None if whole else limit)
        print_text((table if verified is None else verified).render_csv())
        notice(told)
    elif form is Format.MD:
        tables = [build_symbol_table(each) for each in entries[:limit]]
        if not whole:
            tables = [build_fragmented_table(snapshot, limit=limit)]
        tables += [verified] if verified is not None else []
        print_text("\n".join(each.render_markdown() for each in tables))
        print_text(f"\n{_tell_cut(len(entries), limit) if whole else ''}{told}")
    else:
        _print_terminal(snapshot, entries, limit, told, whole=whole)
        if verified is not None:
            print_table(open_console(), verified)


def _print_terminal(
    snapshot: Snapshot,
    entries: Sequence[LedgerEntry],
    limit: int | None,
    told: str,
    *,
    whole: bool,
) -> None:
    """A page for each symbol, or the overview of the fragmented ones."""
    from audit.cli.symbol_page import print_symbol  # noqa: PLC0415

    console = open_console()
    if not whole:
        _print_overview(console, snapshot, limit)
        print_dim(console, told)
        return
    for entry in entries[:limit]:
        print_symbol(console, entry)
    print_dim(console, f"{_tell_cut(len(entries), limit)}{told}")


def _tell_cut(total: int, limit: int | None) -> str:
    return "" if limit is None or total <= limit else f"The first {limit} of {total:,} symbols.\n\n"


def _print_overview(console: Console, snapshot: Snapshot, limit: int | None) -> None:
    from audit.views.ledger import build_fragmented_table  # noqa: PLC0415

    table = build_fragmented_table(snapshot, limit=limit)
    keys = ("symbol", "paths_production", "max_paths", "canonical_share", "shim_debt")
    print_table(console, table.select(*keys))
