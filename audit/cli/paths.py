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

    from audit.model.identity import IdentitySplit
    from audit.model.ledger import LedgerEntry
    from audit.model.snapshot import Snapshot
    from audit.views.table import Table

__all__ = ["paths"]

_SHOWN_PLACES = 3


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

    For each symbol its definition, its paths with their class and uses by zone, the canonical
    path with the reason, the lines to change. Without PATTERN: the most fragmented symbols, and
    files that load under several names.

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
    from audit.cli.documents import tell_coverage  # noqa: PLC0415
    from audit.views.ledger import build_fragmented_table, build_ledger_table  # noqa: PLC0415

    told = tell_coverage(snapshot)
    if form is Format.JSON:
        _print_json(snapshot, entries, limit, whole=whole, verified=verified)
    elif form is Format.CSV:
        table = build_ledger_table(entries[:limit]) if whole else build_fragmented_table(snapshot)
        table = table.head(None if whole else limit)
        print_text((table if verified is None else verified).render_csv())
        notice(told)
    elif form is Format.MD:
        tables = _build_tables(snapshot, entries[:limit], limit, whole=whole)
        tables += [verified] if verified is not None else []
        print_text("\n".join(each.render_markdown() for each in tables))
        print_text(f"\n{_tell_cut(len(entries), limit) if whole else ''}{told}")
    else:
        _print_terminal(snapshot, entries, limit, told, whole=whole)
        if verified is not None:
            print_table(open_console(), verified)


def _print_json(
    snapshot: Snapshot,
    entries: Sequence[LedgerEntry],
    limit: int | None,
    *,
    whole: bool,
    verified: Table | None,
) -> None:
    from audit.cli.documents import (  # noqa: PLC0415
        describe_audit,
        describe_edit,
        describe_entry,
        describe_finding,
        describe_split,
        render_answer,
    )
    from audit.views.hidden import find_hidden  # noqa: PLC0415
    from audit.views.replacements import find_replacements  # noqa: PLC0415

    symbols = []
    for entry in entries[:limit]:
        found = find_replacements(snapshot, entry)
        edits = [describe_edit(each) for each in found.edits]
        symbols.append({**describe_entry(entry), "replacements": edits})
    splits = _find_splits(snapshot, entries, whole=whole)
    fields = {
        "audited": describe_audit(snapshot),
        "total": len(entries),
        "symbols": symbols,
        "hidden": [
            describe_finding(each) for each in find_hidden(snapshot, entries if whole else None)
        ],
        "identity_splits": [describe_split(each) for each in splits],
    }
    if verified is not None:
        fields["verified"] = verified.to_records()
    print_text(render_answer("paths", fields))


def _find_splits(
    snapshot: Snapshot, entries: Sequence[LedgerEntry], *, whole: bool
) -> tuple[IdentitySplit, ...]:
    """Files that load under several module names: those of the symbols, or all of them."""
    files = {entry.definition.file for entry in entries}
    return tuple(each for each in snapshot.identity_splits if not whole or each.file in files)


def _build_tables(
    snapshot: Snapshot, entries: Sequence[LedgerEntry], limit: int | None, *, whole: bool
) -> list[Table]:
    from audit.views.hidden import build_hidden_table, find_hidden  # noqa: PLC0415
    from audit.views.identity import build_split_table  # noqa: PLC0415
    from audit.views.ledger import build_fragmented_table, build_symbol_table  # noqa: PLC0415
    from audit.views.replacements import (  # noqa: PLC0415
        build_replacement_table,
        find_replacements,
    )

    tables = [] if whole else [build_fragmented_table(snapshot, limit=limit)]
    for entry in entries if whole else ():
        tables.append(build_symbol_table(entry))
        found = find_replacements(snapshot, entry)
        if found.edits:
            tables.append(build_replacement_table(entry, found).head(limit))
    hidden = find_hidden(snapshot, entries if whole else None)
    splits = _find_splits(snapshot, entries, whole=whole)
    tables += [build_hidden_table(hidden, limit=limit)] if hidden else []
    return [*tables, build_split_table(splits, limit=limit)] if splits else tables


def _print_terminal(
    snapshot: Snapshot,
    entries: Sequence[LedgerEntry],
    limit: int | None,
    told: str,
    *,
    whole: bool,
) -> None:
    """A page for each symbol with the lines to change, or the overview of the fragmented ones."""
    from audit.cli.symbol_page import print_replacements, print_symbol  # noqa: PLC0415

    console = open_console()
    if not whole:
        _print_overview(console, snapshot, limit)
        _print_hidden(console, snapshot, None, limit)
        _print_splits(console, _find_splits(snapshot, entries, whole=False), limit)
        print_dim(console, told)
        return
    for entry in entries[:limit]:
        print_symbol(console, entry)
        print_replacements(console, snapshot, entry, limit)
    _print_hidden(console, snapshot, entries[:limit], limit)
    _print_splits(console, _find_splits(snapshot, entries[:limit], whole=True), limit)
    print_dim(console, f"{_tell_cut(len(entries), limit)}{told}")


def _tell_cut(total: int, limit: int | None) -> str:
    return "" if limit is None or total <= limit else f"The first {limit} of {total:,} symbols.\n\n"


def _print_overview(console: Console, snapshot: Snapshot, limit: int | None) -> None:
    from audit.views.ledger import build_fragmented_table  # noqa: PLC0415

    table = build_fragmented_table(snapshot, limit=limit)
    keys = ("symbol", "paths_production", "max_paths", "canonical_share", "shim_debt")
    print_table(console, table.select(*keys))


def _print_hidden(
    console: Console, snapshot: Snapshot, entries: Sequence[LedgerEntry] | None, limit: int | None
) -> None:
    from audit.views.hidden import build_hidden_table, find_hidden  # noqa: PLC0415

    found = find_hidden(snapshot, entries)
    if found:
        table = build_hidden_table(found, limit=limit)
        print_table(console, table.select("kind", "message", "zone"))


def _print_splits(console: Console, splits: Sequence[IdentitySplit], limit: int | None) -> None:
    from audit.views.identity import build_split_table  # noqa: PLC0415

    if splits:
        table = build_split_table(splits, limit=limit, places=_SHOWN_PLACES)
        print_table(console, table.select("file", "names", "cause", "certain", "evidence"))
