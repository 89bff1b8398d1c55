"""From what a user typed to a snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from audit.cli.output import notice
from audit.cli.progress import show_progress
from audit.errors import AuditError, UnknownNameError

if TYPE_CHECKING:
    from audit.model.snapshot import Snapshot, SnapshotHead

__all__ = ["check_looked_at", "names_snapshot", "read_snapshot", "warn_of_unused_rules"]


def check_looked_at(*snapshots: Snapshot | SnapshotHead) -> None:
    """Raise AuditError when nothing of a source could be read: that is never green.

    Commands call it last: what they found, each file with its reason, is printed by then.
    """
    for each in snapshots:
        if each.coverage.files and not each.coverage.files_parsed:
            raise AuditError(
                f"none of {each.coverage.files:,} Python files could be parsed whole",
                where=each.provenance.label,
            )


def names_snapshot(source: str) -> bool:
    """Whether the text names a saved snapshot."""
    from audit.snapshots.store import is_snapshot  # noqa: PLC0415 - heavy, and not for help

    return ":" not in source and "\0" not in source and is_snapshot(Path(source))


def warn_of_unused_rules(source: str, configuration: str) -> None:
    """Say that a saved snapshot brings its own rules, when others were named."""
    if configuration and names_snapshot(source):
        notice(f"{source} is a saved snapshot: it keeps its own rules, --config is not used")


def read_snapshot(source: str, configuration: str = "", *, alone: bool = False) -> Snapshot:
    """The saved snapshot that `source` names, else an audit of it under `configuration`.

    `alone`: it was the only argument where a pattern may stand before it, and a wrong one may
    have been meant as the pattern. Raises AuditError for whatever the user can mend.
    """
    from audit.pipeline.snapshot import take_snapshot  # noqa: PLC0415

    warn_of_unused_rules(source, configuration)
    try:
        with show_progress(source) as progress:
            return take_snapshot(source, configuration=configuration, progress=progress)
    except UnknownNameError as error:
        if alone and not error.hint and error.where == source:
            raise UnknownNameError(
                error.what, where=error.where, hint="one argument alone is the SOURCE"
            ) from error
        raise
