"""A progress bar on standard error for whatever takes longer than a second."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from audit.model.visible import escape_invisible

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

__all__ = ["DELAY_SECONDS", "show_progress"]

DELAY_SECONDS = 1.0


@contextlib.contextmanager
def show_progress(task: str) -> Iterator[Callable[[int, int], None] | None]:
    """Give a function that takes (files done, files in all), or None where no one would see it.

    The bar appears after a second and is gone at the end. Without a terminal on standard error
    nothing is written at all.
    """
    if not sys.stderr.isatty():
        yield None
        return
    bar = _LateBar(escape_invisible(task))
    timer = threading.Timer(DELAY_SECONDS, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield bar.tell
    finally:
        timer.cancel()
        timer.join()
        bar.stop()


class _LateBar:
    """A bar that is built when it is started: most runs are over by then."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._counted: tuple[int, int] | None = None
        self._drawn: tuple[Progress, TaskID] | None = None

    def start(self) -> None:
        bar = _build_bar()
        row = bar.add_task(f"opening {self._name}", total=None, told="")
        self._drawn = bar, row
        if self._counted is not None:
            self.tell(*self._counted)
        bar.start()

    def tell(self, done: int, total: int) -> None:
        self._counted = done, total
        if self._drawn is None:
            return
        bar, row = self._drawn
        if done < total:
            told = f"{done:,} of {total:,} files"
            name = f"reading {self._name}"
            bar.update(row, description=name, completed=done, total=total, told=told)
        else:
            name = f"weighing {self._name}"
            bar.update(row, description=name, total=None, told=f"{total:,} files")

    def stop(self) -> None:
        if self._drawn is not None:
            self._drawn[0].stop()


def _build_bar() -> Progress:
    from rich.console import Console  # noqa: PLC0415 - not for what is over within a second
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[told]}", markup=False),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
