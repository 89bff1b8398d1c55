"""`audit snapshot`: audit a source and save what was found."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audit.cli.options import ConfigOption, Format, FormatOption, SourceArgument
from audit.cli.output import notice, open_console, print_table, print_text
from audit.cli.progress import show_progress
from audit.errors import AuditError

if TYPE_CHECKING:
    from audit.model.snapshot import SnapshotHead
    from audit.views.column import Cell
    from audit.views.table import Table

__all__ = ["snapshot"]

HOME = Path(".audit", "snapshots")


def snapshot(
    context: typer.Context,
    source: SourceArgument,
    label: Annotated[
        str, typer.Option("--label", metavar="L", help="Name of the snapshot.", show_default=False)
    ] = "",
    out: Annotated[
        str,
        typer.Option(
            "--out",
            metavar="DIR",
            help=f"Folder to save to; default: {HOME}/LABEL.",
            show_default=False,
        ),
    ] = "",
    config: ConfigOption = "",
    form: FormatOption = Format.TABLE,
) -> None:
    """Audit a source and save what was found.

    Prints the headline figures. Other commands read the folder as a SOURCE.

    Example: audit snapshot pypi:celery==5.4.0 --label before
    """
    from audit.cli.answer_recorder import AnswerRecorder  # noqa: PLC0415 - heavy
    from audit.cli.reading import check_looked_at, names_snapshot  # noqa: PLC0415
    from audit.pipeline.snapshot import save_audit  # noqa: PLC0415

    if names_snapshot(source):
        raise AuditError("is a saved snapshot already", where=source)
    recorder = AnswerRecorder(context.obj)
    with show_progress(source) as progress:
        saved = save_audit(
            source,
            lambda given: Path(out) if out else HOME / _name_folder(given),
            configuration=config,
            label=label,
            progress=progress,
        )
    with recorder.hear():
        _print(saved.head, saved.folder, form)
    check_looked_at(saved.head)
    recorder.keep(saved, source, config)


def _name_folder(label: str) -> str:
    """A folder name that stays where it is put, whatever the label."""
    return re.sub(r"[^\w.@=+-]+", "-", label).lstrip(".-") or "snapshot"


def _print(taken: SnapshotHead, folder: Path, form: Format) -> None:
    from audit.cli.documents import (  # noqa: PLC0415
        describe_audit,
        render_answer,
        tell_coverage,
    )
    from audit.views.headline import build_component_table, build_headline_table  # noqa: PLC0415

    headline, components = build_headline_table(taken), build_component_table(taken)
    if form is Format.JSON:
        fields = {
            "audited": describe_audit(taken),
            "saved_to": folder.as_posix(),
            "metrics": headline.to_records(),
            "components": components.to_records(),
        }
        print_text(render_answer("snapshot", fields))
    elif form is Format.CSV:
        print_text(headline.render_csv())
        notice(tell_coverage(taken))
    elif form is Format.MD:
        print_text(f"{headline.render_markdown()}\n{components.render_markdown()}")
        print_text(f"\n{tell_coverage(taken)}")
    else:
        _print_tables(headline, components, tell_coverage(taken))
    if form is not Format.JSON:
        notice(f"Saved to {folder}")


def _print_tables(headline: Table, components: Table, told: str) -> None:
    from audit.cli.output import shown  # noqa: PLC0415
    from audit.views.column import Column, Dtype  # noqa: PLC0415
    from audit.views.table import build_table  # noqa: PLC0415

    known = zip(
        *(headline.column(key) for key in ("title", "value", "unit", "metric")), strict=True
    )
    short = build_table(
        title=headline.title,
        columns=(
            Column(key="title", title="Figure"),
            Column(key="value", title="Value", dtype=Dtype.NUMBER),
            Column(key="unit", title="Unit"),
            Column(key="metric", title="Metric", dtype=Dtype.CODE),
        ),
        rows=((title, *_tell_value(value, unit), metric) for title, value, unit, metric in known),
        note=headline.note,
    )
    console = open_console()
    print_table(console, short)
    keys = ("id", "origin", "definitions", "paths_production", "paths_test", "deprecated", "broken")
    if components.rows:
        print_table(console, components.select(*keys), note=False)
    console.print(shown(told, "dim"))


def _tell_value(value: Cell, unit: Cell) -> tuple[Cell, Cell]:
    """Value and unit as people read them: a share in per cent."""
    from audit.views.column import Dtype, format_cell  # noqa: PLC0415

    if unit == "share" and value is not None:
        return (format_cell(value, Dtype.SHARE)[0], "")
    return ("not measurable" if value is None else value, unit)
