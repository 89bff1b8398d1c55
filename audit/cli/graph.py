"""`audit graph`: the import graph for other tools."""

from __future__ import annotations

import enum
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audit.cli.options import ConfigOption, Format, SourceArgument
from audit.cli.output import notice, print_text
from audit.model.imports import View
from audit.model.modules import Zone
from audit.reports.graph_export import (
    ExportGraph,
    Level,
    build_export_graph,
    describe_graph,
    render_dot,
    render_graphml,
    render_mermaid,
)

if TYPE_CHECKING:
    from audit.model.snapshot import Snapshot
    from audit.views.table import Table

__all__ = ["Language", "graph"]

MOST_DRAWN = 40


class Language(enum.StrEnum):
    """What the graph is written in."""

    DOT = "dot"
    SVG = "svg"
    GRAPHML = "graphml"
    JSON = "json"
    MERMAID = "mermaid"


RENDERERS: dict[Language, Callable[[ExportGraph], str]] = {
    Language.DOT: render_dot,
    Language.GRAPHML: render_graphml,
    Language.MERMAID: render_mermaid,
}


def graph(  # noqa: PLR0913, PLR0917  # one parameter for each option
    source: SourceArgument,
    language: Annotated[Language, typer.Option("--as", help="Language of the export.")] = (
        Language.DOT
    ),
    view: Annotated[View, typer.Option("--view", help="Which imports count.")] = View.LOAD_TIME,
    level: Annotated[
        Level, typer.Option("--level", help="What a node is; svg always folds into packages.")
    ] = Level.MODULE,
    zone: Annotated[
        Zone | None,
        typer.Option("--zone", help="Modules of this zone only.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write to a file.", show_default=False),
    ] = None,
    config: ConfigOption = "",
    form: Annotated[
        Format | None,
        typer.Option("--format", help="A list of the edges instead of --as.", show_default=False),
    ] = None,
) -> None:
    """Export the import graph: dot, svg, graphml, json, mermaid.

    svg draws at most 40 packages; the other languages hold every module or package.

    Example: audit graph data/sample/baseline --as svg --out graph.svg
    """
    from audit.cli.documents import tell_coverage  # noqa: PLC0415 - heavy, and not for help
    from audit.cli.reading import check_looked_at, read_snapshot  # noqa: PLC0415
    from audit.reports.write import save_whole  # noqa: PLC0415

    if form is Format.JSON:
        language, form = Language.JSON, None
    snapshot = read_snapshot(source, config)
    found = build_export_graph(snapshot, view=view, level=level, zone=zone)
    if not found.nodes:
        notice(f"no module of {found.label} is in the zone {zone}")
    text = _list_edges(found, form) if form else _render(snapshot, found, language, zone)
    if out is not None:
        save_whole(out, text)
        drawn = not form and language is Language.SVG
        size = f": {len(found.nodes):,} nodes, {len(found.edges):,} edges"
        notice(f"Wrote {out}{'' if drawn else size}")
    else:
        print_text(text)
    if language is not Language.JSON:
        notice(tell_coverage(snapshot))
    check_looked_at(snapshot)


def _render(snapshot: Snapshot, found: ExportGraph, language: Language, zone: Zone | None) -> str:
    if language is Language.JSON:
        from audit.cli.documents import describe_audit, render_answer  # noqa: PLC0415

        fields = {"audited": describe_audit(snapshot), **describe_graph(found)}
        return render_answer("graph", fields)
    if language is Language.SVG:
        from audit.views.pictures import draw_package_graph  # noqa: PLC0415

        picture = draw_package_graph(snapshot, view=found.view, zone=zone, most=MOST_DRAWN)
        notice(picture.description)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{picture.svg}\n'
    return RENDERERS[language](found)


def _list_edges(found: ExportGraph, form: Format) -> str:
    """The edges as a table."""
    table = _build_edges(found)
    if form is Format.CSV:
        return table.render_csv()
    return table.render_markdown() if form is Format.MD else table.render_text()


def _build_edges(found: ExportGraph) -> Table:
    from audit.views.column import Column, Dtype, tell_count  # noqa: PLC0415
    from audit.views.table import build_table  # noqa: PLC0415

    nodes = tell_count(len(found.nodes), f"{found.level.value}", f"{found.level.value}s")
    return build_table(
        title=f"Imports of {found.label}, {found.view.value} view",
        columns=(
            Column(key="importer", title="Importer", dtype=Dtype.CODE, meaning="Who imports."),
            Column(key="imported", title="Imported", dtype=Dtype.CODE, meaning="What."),
            Column(key="imports", title="Imports", dtype=Dtype.INTEGER, meaning="How many."),
            Column(key="kinds", title="Kinds", dtype=Dtype.LIST, meaning="Kinds of the imports."),
            Column(key="place", title="First", dtype=Dtype.CODE, meaning="First file and line."),
        ),
        rows=((e.importer, e.imported, e.imports, e.kinds, e.place) for e in found.edges),
        note=f"{nodes}, {tell_count(len(found.edges), 'edge', 'edges')}.",
    )
