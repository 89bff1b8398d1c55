"""Snapshots on disk: saved whole or not at all, read only when they are what was saved."""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import SnapshotError, UnknownNameError
from audit.model.snapshot import Snapshot
from audit.snapshots.codec import (
    check_files,
    decode_snapshot,
    decode_snapshot_table,
    encode_snapshot,
)
from audit.snapshots.columns import TABLES, table_file
from audit.snapshots.document import DOCUMENT, MARK
from audit.snapshots.replacement import find_folder, replace_folder

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "SNAPSHOT_SIZE_LIMIT",
    "is_snapshot",
    "load_snapshot",
    "load_table",
    "save_files",
    "save_snapshot",
]

SNAPSHOT_SIZE_LIMIT = 2 * 1024**3
"""Bytes of one file of a snapshot; a bigger one is not read."""

_FILES = frozenset({DOCUMENT, *(table_file(name) for name in TABLES)})


def save_snapshot(snapshot: Snapshot, folder: Path) -> Path:
    """Write the snapshot as `folder` and return `folder`; missing parents are created.

    An intact snapshot of this schema, or an empty folder, is replaced in one step: a run killed
    at any point leaves the old or the new one. Raises SnapshotError, with `folder` untouched,
    when it is anything else or when the disk is full or read-only.
    """
    save_files(encode_snapshot(snapshot), folder)
    return folder


def save_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write a snapshot that is encoded already, as `save_snapshot` does, with the same errors.

    A folder that holds these very files is left as it is.
    """
    try:
        replace_folder(files, folder, check=_check_replaceable)
    except OSError as error:
        raise SnapshotError(
            f"the snapshot was not saved: {error.strerror or error}",
            where=str(folder),
            hint="nothing was changed; free the disk or name another folder",
        ) from error


def load_snapshot(folder: Path) -> Snapshot:
    """The snapshot saved in `folder`.

    Raises SnapshotError naming the file that is missing, truncated, edited, foreign or of another
    schema version.
    """
    try:
        return decode_snapshot(_read_files(folder, sorted(_FILES)))
    except SnapshotError as error:
        raise _placed(error, folder) from error


def load_table(folder: Path, name: str) -> pd.DataFrame:
    """One table of the snapshot in `folder`, rows in file order.

    `name` is a key of `audit.snapshots.columns.TABLES`, which says what each column means.
    List columns hold arrays; a text that is no valid Unicode stands escaped. Only the document
    and this table are read. Raises UnknownNameError for another name, SnapshotError as
    `load_snapshot` does.
    """
    if name not in TABLES:
        near = difflib.get_close_matches(name, TABLES, n=1, cutoff=0.0)
        raise UnknownNameError(
            f"a snapshot has no table {name!r}",
            hint=f"nearest is {near[0]!r}; there are {', '.join(TABLES)}",
        )
    try:
        files = _read_files(folder, [DOCUMENT, table_file(name)])
        for file in (DOCUMENT, table_file(name)):
            if file not in files:
                raise SnapshotError("the file is missing", where=file, hint="take it again")
        table = decode_snapshot_table(name, files[DOCUMENT], files[table_file(name)])
    except SnapshotError as error:
        raise _placed(error, folder) from error
    frame: pd.DataFrame = table.to_pandas()
    return frame


def is_snapshot(folder: Path) -> bool:
    """Whether `folder` is meant to be a snapshot, be it damaged or of another schema.

    True for a folder whose `snapshot.json` starts as ours does or stands beside our tables.
    """
    home = find_folder(folder)
    document = home / DOCUMENT
    try:
        if not stat.S_ISREG(os.stat(document).st_mode):
            return False
        with open(document, "rb") as file:
            start = file.read(len(MARK) + 8).replace(b"\r\n", b"\n")
        return start.startswith(MARK) or any((home / table_file(name)).exists() for name in TABLES)
    except OSError:
        return False


def _check_replaceable(folder: Path) -> None:
    """Raise unless `folder` is empty or an intact snapshot with nothing beside it."""
    advice = "nothing was overwritten; name another folder or move this one away"
    if not folder.is_dir():
        raise SnapshotError("this is not a folder", where=str(folder), hint=advice)
    present = sorted(os.listdir(folder))
    if not present:
        return
    if DOCUMENT not in present:
        raise SnapshotError("the folder is not a snapshot", where=str(folder), hint=advice)
    foreign = [name for name in present if name not in _FILES]
    if foreign:
        what = f"the folder holds other files too: {foreign[0]!a}"
        raise SnapshotError(what, where=str(folder), hint=advice)
    try:
        check_files(_read_files(folder, present))
    except SnapshotError as error:
        what = f"the snapshot there is not intact: {error.what}"
        place = str(folder / error.where) if error.where else str(folder)
        raise SnapshotError(what, where=place, hint=advice) from error


def _read_files(folder: Path, names: Iterable[str]) -> dict[str, bytes]:
    """The bytes of those files that exist, all from one state of the folder."""
    wanted = list(names)
    for _ in range(10):
        home = find_folder(folder)
        try:
            before = os.stat(home).st_ino
            files = {name: data for name in wanted if (data := _read_file(home / name)) is not None}
            if os.stat(home).st_ino == before:
                return files
        except FileNotFoundError:
            continue
        except NotADirectoryError as error:
            raise SnapshotError("this is not a snapshot folder", hint="name a folder") from error
        except OSError as error:
            what = f"the folder cannot be read: {error.strerror}"
            raise SnapshotError(what, hint="check its permissions") from error
    hint = "check the path, or take the snapshot with `audit snapshot`"
    raise SnapshotError("there is no such snapshot", hint=hint)


def _read_file(path: Path) -> bytes | None:
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise SnapshotError("this is not a regular file", where=path.name, hint="remove it")
        if status.st_size > SNAPSHOT_SIZE_LIMIT:
            what = f"the file has {status.st_size} bytes, more than any snapshot's"
            raise SnapshotError(what, where=path.name, hint="take the snapshot again")
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise
    except OSError as error:
        what = f"the file cannot be read: {error.strerror}"
        raise SnapshotError(what, where=path.name, hint="check its permissions") from error


def _placed(error: SnapshotError, folder: Path) -> SnapshotError:
    """The same error with the folder before the file's name."""
    place = str(folder / error.where) if error.where else str(folder)
    return SnapshotError(error.what, where=place, hint=error.hint)
