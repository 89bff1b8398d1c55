"""Worker processes that know nothing of the program that starts them."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import types
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from typing import Any

__all__ = ["open_worker_pool"]


class _PlainProcess(SpawnProcess):
    """A spawned process that does not run the caller's main module again.

    Workers need nothing of it, and a script without `if __name__ == "__main__"` would start the
    whole audit once more in each of them.
    """

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802 - the name is multiprocessing's
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            return SpawnProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = main


class _PlainContext(SpawnContext):
    Process = _PlainProcess


def open_worker_pool(workers: int) -> ProcessPoolExecutor:
    """A pool of spawned workers; close it by leaving its `with` block. Workers end with the
    program, however that ends."""
    return ProcessPoolExecutor(workers, mp_context=_PlainContext(), initializer=_end_with_parent)


def _end_with_parent() -> None:
    """A program that is killed says nothing to its workers, and they would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
