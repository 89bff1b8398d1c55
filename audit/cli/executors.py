"""Who parses: this machine, or the cluster that the user names."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from audit.extraction.collect import Executor

__all__ = ["SchedulerOption", "open_executor"]

SchedulerOption = Annotated[
    str,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="Dask scheduler whose workers parse; default: this machine.",
        show_default=False,
    ),
]


@contextlib.contextmanager
def open_executor(scheduler: str) -> Iterator[Executor | None]:
    """The executor behind a scheduler's address; None, for local processes, without one."""
    if not scheduler:
        yield None
        return
    from audit.extraction.cluster import ClusterExecutor  # noqa: PLC0415 - an optional extra

    with ClusterExecutor(scheduler) as executor:
        yield executor
