"""`audit resolve`: where dotted paths lead."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audit.cli.options import ConfigOption, Format, FormatOption
from audit.cli.output import list_passed, notice, open_console, print_dim, print_table, print_text
from audit.cli.progress import show_progress
from audit.errors import AuditError
from audit.model.ledger import PathClass, Resolution

if TYPE_CHECKING:
    from audit.graph.codebase import Codebase
    from audit.views.column import Cell
    from audit.views.table import Table

__all__ = ["resolve"]

EMPTY = Resolution(
    path="",
    definitions=(),
    path_class=PathClass.BROKEN,
    chain=(),
    reason="the line is empty",
)
MOST_BYTES = 64 * 1024 * 1024


def resolve(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Folders, path@revision, wheels, packages; several are one import space.",
            show_default=False,
        ),
    ],
    paths: Annotated[
        str,
        typer.Option(
            "--paths",
            metavar="FILE",
            help="Dotted paths, one a line; - reads standard input.",
            show_default=False,
        ),
    ],
    config: ConfigOption = "",
    form: FormatOption = Format.TABLE,
) -> None:
    """Follow dotted paths to their definitions.

    A row for every line of FILE, in its order: definition with file and line, class of the path
    and the chain to it, or unresolvable with the reason.

    Example: audit resolve data/sample/baseline --paths paths.txt
    """
    from audit.analysis.paths import resolve_path  # noqa: PLC0415 - heavy, and not for help

    asked = _read_lines(paths)
    codebase, labels = _read_space(sources, config)
    found = [resolve_path(codebase, path) if path else EMPTY for path in asked]
    _print(found, codebase, labels, form)


def _read_lines(name: str) -> list[str]:
    """The lines without surrounding blanks, empty ones too. Raises AuditError."""
    try:
        if name == "-":
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise AuditError(f"cannot be read: {error.strerror}", where=name) from None
    if len(content) > MOST_BYTES:
        raise AuditError("has more than 64 MiB of paths", where=name)
    text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    if not lines:
        raise AuditError(
            "holds no path to resolve", where="standard input" if name == "-" else name
        )
    return [line.strip() for line in lines]


def _read_space(specifications: Sequence[str], config: str) -> tuple[Codebase, list[str]]:
    """The codebase of all sources together, and their labels."""
    from audit.cli.reading import names_snapshot  # noqa: PLC0415
    from audit.pipeline.codebase import read_import_space  # noqa: PLC0415
    from audit.pipeline.configuration import load_configuration  # noqa: PLC0415
    from audit.sources.locate import open_source  # noqa: PLC0415

    opened = []
    with show_progress(", ".join(specifications)) as progress:
        for specification in dict.fromkeys(specifications):
            if names_snapshot(specification):
                raise AuditError(
                    "is a saved snapshot; paths are followed in source code", where=specification
                )
            rules = load_configuration(config, source=specification).rules
            opened.append((open_source(specification, exclude=rules.exclude), rules))
        labels = [source.tree.label for source, _ in opened]
        if len(set(labels)) < len(labels):
            labels = [each.strip("/").removeprefix("./") for each in dict.fromkeys(specifications)]
            opened = [
                (
                    dataclasses.replace(source, tree=dataclasses.replace(source.tree, label=label)),
                    rules,
                )
                for (source, rules), label in zip(opened, labels, strict=True)
            ]
        return read_import_space(opened, progress=progress), labels


def _print(
    found: Sequence[Resolution], codebase: Codebase, labels: Sequence[str], form: Format
) -> None:
    from audit.cli.documents import render_answer  # noqa: PLC0415

    resolved = sum(bool(each.definitions) for each in found)
    modules = len(codebase.index.names)
    told = f"{resolved:,} of {len(found):,} paths resolved among {modules:,} modules."
    if form is Format.JSON:
        fields = {
            "sources": list(labels),
            "modules": modules,
            "resolved": resolved,
            "unresolvable": len(found) - resolved,
            "paths": [_describe(each) for each in found],
        }
        print_text(render_answer("resolve", fields))
    elif form is Format.CSV:
        print_text(_build_rows(found).render_csv())
        notice(told)
    elif form is Format.MD:
        print_text(f"{_build_rows(found).render_markdown()}\n{told}")
    else:
        console = open_console()
        print_table(console, _build_short(found))
        print_dim(console, told)


def _describe(found: Resolution) -> dict[str, Any]:
    from audit.cli.documents import describe_definition  # noqa: PLC0415

    definitions = [describe_definition(each) for each in found.definitions]
    return {
        "path": found.path,
        "status": "resolved" if definitions else "unresolvable",
        "definition": definitions[0] if definitions else None,
        "other_definitions": definitions[1:],
        "path_class": found.path_class.value,
        "chain": found.chain,
        "reason": found.reason,
    }


def _build_rows(found: Sequence[Resolution]) -> Table:
    """All columns, a row for each line that was asked."""
    from audit.views.column import Column, Dtype  # noqa: PLC0415
    from audit.views.table import build_table  # noqa: PLC0415

    code = Dtype.CODE
    columns = (
        Column(key="path", title="Path", dtype=code, meaning="As asked."),
        Column(key="status", title="Status", meaning="resolved or unresolvable."),
        Column(key="definition", title="Definition", dtype=code, meaning="Where it is written."),
        Column(key="kind", title="Kind", meaning="class, function, value or module."),
        Column(key="file", title="File", dtype=code, meaning="Relative to the source."),
        Column(key="qualname", title="Name", dtype=code, meaning="Qualified name in the module."),
        Column(key="line", title="Line", dtype=Dtype.INTEGER, meaning="First line, from 1."),
        Column(key="path_class", title="Class", meaning="What makes the path lead there."),
        Column(key="chain", title="Chain", dtype=Dtype.CODES, meaning="Paths passed on the way."),
        Column(key="others", title="Other definitions", dtype=Dtype.CODES, meaning="Branches."),
        Column(key="reason", title="Reason", meaning="Why it is unresolvable."),
    )
    rows = []
    for each in found:
        first = each.definitions[0] if each.definitions else None
        rows.append(
            (
                each.path,
                "resolved" if first else "unresolvable",
                first.path if first else None,
                first.kind if first else None,
                first.file if first else None,
                first.qualname if first else None,
                first.line if first else None,
                each.path_class.value,
                each.chain,
                tuple(
                    f"{other.path} ({other.file}:{other.line})" for other in each.definitions[1:]
                ),
                each.reason or None,
            )
        )
    return build_table(title="Where the paths lead", columns=columns, rows=rows)


def _build_short(found: Sequence[Resolution]) -> Table:
    """What fits a terminal: path, where it leads through what, its class."""
    from audit.views.column import Column, Dtype  # noqa: PLC0415
    from audit.views.table import build_table  # noqa: PLC0415

    rows: list[tuple[Cell, ...]] = []
    for each in found:
        passed = [f"  via {path}" for path in list_passed(each.path, each.chain)]
        ends = [other.path for other in each.definitions]
        leads = [*ends, *passed] if ends else [f"unresolvable: {each.reason}"]
        places = tuple(f"{other.file}:{other.line}" for other in each.definitions)
        kind = each.path_class.value if ends else None
        rows.append((each.path, tuple(leads), places, kind))
    return build_table(
        title="Where the paths lead",
        columns=(
            Column(key="path", title="Path", dtype=Dtype.CODE),
            Column(key="leads", title="Leads to", dtype=Dtype.CODES),
            Column(key="places", title="Place", dtype=Dtype.CODES),
            Column(key="path_class", title="Class"),
        ),
        rows=rows,
    )
