"""`audit cache`: what the kit keeps to be faster, and how to be rid of it."""

from __future__ import annotations

import enum
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audit.cli.kept_answer import ANSWERS
from audit.cli.options import Format, FormatOption
from audit.cli.output import open_console, print_table, print_text

if TYPE_CHECKING:
    from audit.views.table import Table

__all__ = ["Action", "cache"]

STORES = ("facts", "snapshots", "families", "history", "trees")
FOLDERS = (ANSWERS, "packages", "benchmarks")
MEBIBYTE = 1024**2


class Action(enum.StrEnum):
    """What to do with the cache."""

    INFO = "info"
    PRUNE = "prune"
    CLEAR = "clear"


def cache(
    action: Annotated[
        Action,
        typer.Argument(
            metavar="info|prune|clear",
            help="Show what is kept, make it smaller, or remove all of it.",
            show_default=False,
        ),
    ],
    limit: Annotated[
        int,
        typer.Option("--limit", metavar="MB", min=0, help="prune: how much each part may keep."),
    ] = 1024,
    form: FormatOption = Format.TABLE,
) -> None:
    """Show, shrink or clear what is kept between runs.

    Facts of files by content, finished audits, judged pairs of classes, figures of revisions, which
    files of a folder are the same as before, downloaded packages: all of it can be made again, so
    clearing costs time only. Runs that are going on notice nothing.

    Example: audit cache prune --limit 500
    """
    from audit.cache_folder import find_cache_folder  # noqa: PLC0415

    home = find_cache_folder()
    if action is Action.PRUNE:
        _prune(home, limit * MEBIBYTE)
    elif action is Action.CLEAR:
        for name in (*STORES, *FOLDERS):
            shutil.rmtree(home / name, ignore_errors=True)
    _print(home, action, form)


def _prune(home: Path, limit: int) -> None:
    """Whole stores of other versions first, then the entries longest not asked for."""
    from audit.byte_store import ByteStore, find_stores, make_room  # noqa: PLC0415

    for name in STORES:
        stores = find_stores(home / name)
        newest = max(stores, key=lambda path: path.stat().st_mtime_ns, default=None)
        if newest is None:
            continue
        make_room(home / name, limit, keep=frozenset({newest}))
        store = ByteStore(newest, name=f"{name} cache", limit=limit)
        store.prune(limit)
        store.close()


def _print(home: Path, action: Action, form: Format) -> None:
    from audit.cli.documents import render_answer  # noqa: PLC0415

    table = _build_table(home)
    told = f"In {home}; set SSOT_AUDIT_CACHE to keep it elsewhere."
    if form is Format.JSON:
        fields = {"action": action.value, "folder": home.as_posix(), "parts": table.to_records()}
        print_text(render_answer("cache", fields))
    elif form is Format.CSV:
        print_text(table.render_csv())
    elif form is Format.MD:
        print_text(f"{table.render_markdown()}\n{told}")
    else:
        print_table(open_console(), table)
        print_text(told)


def _build_table(home: Path) -> Table:
    from audit.byte_store import find_stores, measure_store  # noqa: PLC0415
    from audit.views.column import Column, Dtype  # noqa: PLC0415
    from audit.views.table import build_table  # noqa: PLC0415

    rows: list[tuple[str, int, int | None, float]] = []
    for name in STORES:
        paths = find_stores(home / name)
        sizes = [size for path in paths if (size := measure_store(path)) is not None]
        used = sum(size.bytes for size in sizes)
        rows.append((name, len(paths), sum(size.entries for size in sizes), used / MEBIBYTE))
    for name in FOLDERS:
        files = [path for path in (home / name).rglob("*") if path.is_file()]
        used = sum(path.stat().st_size for path in files)
        rows.append((name, len(files), None, used / MEBIBYTE))
    return build_table(
        title="What is kept between runs",
        columns=(
            Column(key="part", title="Part", meaning="What it is for."),
            Column(key="files", title="Files", dtype=Dtype.INTEGER, meaning="Files on disk."),
            Column(key="entries", title="Entries", dtype=Dtype.INTEGER, meaning="Things kept."),
            Column(key="mebibytes", title="MiB", dtype=Dtype.NUMBER, meaning="Bytes in use / 2²⁰."),
        ),
        rows=((part, files, entries, round(used, 1)) for part, files, entries, used in rows),
    )
