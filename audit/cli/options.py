"""Arguments and options that several commands share."""

from __future__ import annotations

import enum
import os
from pathlib import Path
from typing import Annotated

import typer

from audit.errors import AuditError

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
    "check_out_folder",
    "find_limit",
    "miscounted_sources",
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


class _MissingSource(typer.BadParameter):
    """Told as the framework tells it of an argument that it misses itself."""

    def format_message(self) -> str:
        return self.message


def split_names(first: str, second: str | None) -> tuple[str, str]:
    """Pattern and source of `[PATTERN] SOURCE`: one argument alone is the source.

    Raises a usage error when there is none.
    """
    if second is not None:
        return first, second
    if not first:
        raise _MissingSource("Missing argument 'SOURCE'.")
    return "", first


def miscounted_sources(count: int) -> AuditError:
    """What to raise where `[BEFORE AFTER]` has another number of sources than two."""
    noun = "source" if count == 1 else "sources"
    return AuditError(f"{count} {noun} given", hint="give two, BEFORE and AFTER")


def check_out_folder(out: Path | None) -> None:
    """Raise AuditError when what is to be a folder is there and is none: before the work."""
    if out is not None and os.path.lexists(out) and not out.is_dir():
        raise AuditError("is no folder", where=str(out), hint="name another with --out")


def find_limit(limit: int | None, form: Format) -> int | None:
    """How many entries to list; None means all. Data formats are cut on request only."""
    if limit is None:
        return MOST_SHOWN if form in {Format.TABLE, Format.MD} else None
    return limit or None
