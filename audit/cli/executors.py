"""Who parses: this machine, or the cluster that the user names."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audit.extraction.collect import Executor

__all__ = ["open_executor"]


@contextlib.contextmanager
def open_executor(scheduler: str) -> Iterator[Executor | None]:
    """The executor behind a scheduler's address; None, for local processes, without one."""
    if not scheduler:
        yield None
        return
    from audit.extraction.cluster import ClusterExecutor  # noqa: PLC0415 - an optional extra

    with ClusterExecutor(scheduler) as executor:
        yield executor
