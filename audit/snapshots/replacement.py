"""A folder of files written whole or not at all, wherever the run is killed.

The files go to a hidden sibling folder and reach the disk first. A folder that stands in the way
is renamed to a second hidden sibling of the same token, the new one takes its name, and the old
one is deleted. Between the two renames the name is missing while both siblings exist: that pair,
and only that pair, is an interrupted replacement, and the new sibling is whole. Readers read it
there and the next writer finishes it. Writers of one parent folder wait for each other (a lock
that ends with its process), so what they find lying about belongs to dead runs.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

if sys.platform != "win32":
    import fcntl

__all__ = ["find_folder", "replace_folder"]


def replace_folder(
    files: Mapping[str, bytes], folder: Path, *, check: Callable[[Path], None]
) -> None:
    """Make `folder` hold exactly `files` (file name to bytes), missing parents included; when it
    does already, nothing is written.

    `check` is called with a folder that exists already and raises to keep it. On any error the
    folder is as it was and no file is left over. Raises OSError when the disk says no.
    """
    target = Path(os.path.realpath(folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    with _locked(target.parent) as alone:
        if alone:
            _finish_interrupted(target)
        if os.path.lexists(target):
            if _holds(target, files):
                return
            check(target)
        fresh, stale = _siblings(target, secrets.token_hex(8))
        try:
            _write(files, fresh)
            _swap(fresh, target, stale)
        except BaseException:
            if stale.exists() and not target.exists():
                os.rename(stale, target)
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        shutil.rmtree(stale, ignore_errors=True)


def find_folder(folder: Path) -> Path:
    """`folder`, or the sibling that holds its new content after an interrupted replacement."""
    target = Path(os.path.realpath(folder))
    if not os.path.lexists(target):
        for token in _leftover_tokens(target):
            fresh, stale = _siblings(target, token)
            if fresh.is_dir() and stale.is_dir():
                return fresh
    return target


def _holds(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether the folder holds these very files, as regular ones, and nothing beside them."""
    try:
        with os.scandir(folder) as entries:
            sizes = {
                entry.name: entry.stat(follow_symlinks=False).st_size
                for entry in entries
                if entry.is_file(follow_symlinks=False) or entry.name not in files
            }
        if sizes != {name: len(data) for name, data in files.items()}:
            return False
        return all((folder / name).read_bytes() == data for name, data in files.items())
    except OSError:
        return False


def _swap(fresh: Path, target: Path, stale: Path) -> None:
    if os.path.lexists(target):
        os.rename(target, stale)
    os.rename(fresh, target)
    _sync_folder(target.parent)


def _prefix(target: Path) -> str:
    """Of fixed length, so that a long name stays within the limits of the file system."""
    return f".snapshot-{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:16]}-"


def _siblings(target: Path, token: str) -> tuple[Path, Path]:
    start = _prefix(target) + token
    return target.with_name(f"{start}.new"), target.with_name(f"{start}.old")


def _leftover_tokens(target: Path) -> list[str]:
    prefix = _prefix(target)
    try:
        names = os.listdir(target.parent)
    except OSError:
        return []
    found = {name.removeprefix(prefix).split(".")[0] for name in names if name.startswith(prefix)}
    return sorted(found)


def _finish_interrupted(target: Path) -> None:
    """Complete the replacement of a killed run and delete what dead runs left."""
    home = find_folder(target)
    if home != target:
        os.rename(home, target)
    for token in _leftover_tokens(target):
        for sibling in _siblings(target, token):
            shutil.rmtree(sibling, ignore_errors=True)


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    os.mkdir(folder)
    for name, data in files.items():
        with open(folder / name, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Ask the disk to keep the folder's entries; not every system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _locked(parent: Path) -> Iterator[bool]:
    """Hold the lock on `parent`; yields False where no lock can be had."""
    with contextlib.ExitStack() as stack:
        yield _take_lock(parent, stack)


def _take_lock(parent: Path, stack: contextlib.ExitStack) -> bool:
    if sys.platform == "win32":  # simultaneous writers fail there instead of waiting
        return False
    try:
        descriptor = os.open(parent, os.O_RDONLY)
        stack.callback(os.close, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:
        return False
    return True
