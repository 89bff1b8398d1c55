"""A progress bar on standard error for whatever takes longer than a second."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator

from audit.model.visible import escape_invisible

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
    from rich.console import Console  # noqa: PLC0415 - not needed for help
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[told]}", markup=False),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    name = escape_invisible(task)
    row = bar.add_task(f"opening {name}", total=None, told="")

    def tell(done: int, total: int) -> None:
        if done < total:
            told = f"{done:,} of {total:,} files"
            bar.update(row, description=f"reading {name}", completed=done, total=total, told=told)
        else:
            bar.update(row, description=f"weighing {name}", total=None, told=f"{total:,} files")

    timer = threading.Timer(DELAY_SECONDS, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield tell
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
