"""The `audit` command: its name, its version, its commands.

Each command lives in a module of its own and imports what it needs when it runs, so that
`audit --help` answers at once.
"""

from __future__ import annotations

import contextlib
import io
import sys
from typing import Annotated

import typer

from audit.cli.attribute import attribute
from audit.cli.cache import cache
from audit.cli.compare import compare
from audit.cli.cycles import cycles
from audit.cli.failures import FailureGroup
from audit.cli.families import families
from audit.cli.fleet import fleet
from audit.cli.graph import graph
from audit.cli.history import history
from audit.cli.init import init
from audit.cli.migration import migration
from audit.cli.paths import paths
from audit.cli.report import report
from audit.cli.resolve import resolve
from audit.cli.snapshot import snapshot
from audit.cli.usage import ManualCommand
from audit.cli.verify import verify
from audit.version import VERSION

__all__ = ["app", "run"]

COMMANDS = (
    init,
    snapshot,
    paths,
    resolve,
    families,
    cycles,
    migration,
    graph,
    compare,
    report,
    attribute,
    verify,
    history,
    fleet,
    cache,
)

app = typer.Typer(
    name="audit",
    cls=FailureGroup,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in COMMANDS:
    app.command(cls=ManualCommand)(command)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"audit {VERSION}")
        raise typer.Exit


@app.callback()
def _audit(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_tell_version,
            is_eager=True,
            hidden=True,
            help="Show the version.",
        ),
    ] = False,
) -> None:
    """Audit Python code for one source of truth. Exit code: 0 good, 1 missed, 2 not audited."""


def run() -> None:
    """Run the command line and leave with its exit code; the script `audit` calls this."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(ValueError):
                stream.reconfigure(errors="backslashreplace")
    app(prog_name="audit")
