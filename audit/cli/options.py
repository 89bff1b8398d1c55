"""Arguments and options that several commands share."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

__all__ = [
    "ComparedConfigOption",
    "ConfigOption",
    "Format",
    "FormatOption",
    "LimitOption",
    "PatternArgument",
    "PatternSourceArgument",
    "PhasesConfigOption",
    "SourceArgument",
    "find_limit",
    "split_names",
]

MOST_SHOWN = 20


class Format(enum.StrEnum):
    """How a command answers: for a terminal, for programs, for spreadsheets, for documents."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MD = "md"


FormatOption = Annotated[
    Format, typer.Option("--format", help="How to answer; JSON stands alone on standard output.")
]
ConfigOption = Annotated[
    str,
    typer.Option(
        "--config",
        metavar="FILE",
        help="audit.toml, pyproject.toml or a folder with one; default: that of SOURCE.",
        show_default=False,
    ),
]
ComparedConfigOption = Annotated[
    str,
    typer.Option(
        "--config",
        metavar="FILE",
        help="audit.toml, pyproject.toml or a folder with one; default: that of AFTER.",
        show_default=False,
    ),
]
PhasesConfigOption = Annotated[
    str,
    typer.Option(
        "--config",
        metavar="FILE",
        help="File or folder with rules and phases; default: that of this folder.",
        show_default=False,
    ),
]
LimitOption = Annotated[
    int | None,
    typer.Option(
        "--limit",
        metavar="N",
        min=0,
        help=f"How many to list; 0: all. Default: {MOST_SHOWN} in table and md, else all.",
        show_default=False,
    ),
]
SourceArgument = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="Folder, path@revision, wheel, pypi:NAME==VERSION, saved snapshot.",
        show_default=False,
    ),
]
PatternArgument = Annotated[
    str,
    typer.Argument(
        metavar="[PATTERN]",
        help="Dotted path with *, ?, [...]; without a dot the last name alone.",
        show_default=False,
    ),
]
PatternSourceArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="SOURCE",
        help="Folder, path@revision, wheel, pypi:NAME==VERSION, saved snapshot.",
        show_default=False,
    ),
]


def split_names(first: str, second: str | None) -> tuple[str, str]:
    """Pattern and source of `[PATTERN] SOURCE`: one argument alone is the source.

    Raises a usage error when there is none.
    """
    if second is not None:
        return first, second
    if not first:
        raise typer.BadParameter("Missing argument 'SOURCE'.")
    return "", first


def find_limit(limit: int | None, form: Format) -> int | None:
    """How many entries to list; None means all. Data formats are cut on request only."""
    if limit is None:
        return MOST_SHOWN if form in {Format.TABLE, Format.MD} else None
    return limit or None
