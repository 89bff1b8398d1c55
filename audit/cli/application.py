"""The `audit` command: its name, its version, its commands.

Each command lives in a module of its own that is imported when the command is asked for, and
imports what it needs when it runs: `audit --help` answers at once, and so does a kept audit.
"""

from __future__ import annotations

import contextlib
import io
import sys
from typing import Annotated, Any

import typer

from audit.cli.failures import FailureGroup
from audit.cli.lazy_commands import LazyCommands
from audit.cli.process_end import run_and_leave
from audit.version import VERSION

__all__ = ["AuditGroup", "app", "run"]

COMMANDS = {
    "init": "audit.cli.init:init",
    "snapshot": "audit.cli.snapshot:snapshot",
    "paths": "audit.cli.paths:paths",
    "resolve": "audit.cli.resolve:resolve",
    "families": "audit.cli.families:families",
    "cycles": "audit.cli.cycles:cycles",
    "migration": "audit.cli.migration:migration",
    "graph": "audit.cli.graph:graph",
    "compare": "audit.cli.compare:compare",
    "report": "audit.cli.report:report",
    "attribute": "audit.cli.attribute:attribute",
    "verify": "audit.cli.verify:verify",
    "history": "audit.cli.history:history",
    "fleet": "audit.cli.fleet:fleet",
    "cache": "audit.cli.cache:cache",
}

ONE_AUDIT = ("init", "snapshot", "paths", "resolve", "families", "cycles", "migration", "graph")


class AuditGroup(FailureGroup):
    """The commands of the kit, in the manual's order."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        commands: Any = LazyCommands(COMMANDS)
        self.commands = commands

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands; none is imported."""
        return list(self.commands)


app = typer.Typer(
    name="audit",
    cls=AuditGroup,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
    if sys.argv[1:2] and sys.argv[1] in ONE_AUDIT:
        run_and_leave(lambda: app(prog_name="audit"))
    else:
        app(prog_name="audit")
