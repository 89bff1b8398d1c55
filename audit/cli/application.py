"""The `audit` command: its name, its version, its commands.

Each command lives in a module of its own that is imported when the command is asked for, and
imports what it needs when it runs: `audit --help` answers at once, and so does a kept audit.
"""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from audit.cli.failures import FailureGroup
from audit.cli.lazy_commands import LazyCommands
from audit.cli.process_end import run_and_leave
from audit.version import VERSION

__all__ = ["AuditGroup", "app", "run_commands"]

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


class _Without:
    """A library that these commands do not use: Arrow loads it to ask whether a list is one of
    its columns, which takes longer than all columns, and goes on where it is missing."""

    def __init__(self, library: str) -> None:
        self._library = library

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == self._library:
            raise ModuleNotFoundError(f"{name} is left out", name=name)


def run_commands(asking: bytes = b"") -> None:
    """Run the command of the process's arguments and leave with its exit code.

    `asking` is what was asked where the answer may be kept (`audit.cli.kept_answer`).
    """
    if sys.argv[1:2] and sys.argv[1] in ONE_AUDIT:
        sys.meta_path.insert(0, _Without("pandas"))
        run_and_leave(lambda: app(prog_name="audit", obj=asking))
    else:
        app(prog_name="audit")
