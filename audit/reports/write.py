"""Files written whole or not at all: reports, and what commands write for other tools."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

__all__ = ["save_whole"]


def save_whole(path: Path, content: str | bytes) -> None:
    """Write beside the place and move there, so that a killed run leaves no half file.

    Texts are UTF-8 with `\\n` at line ends; what UTF-8 cannot say is written as an escape. The
    folder has to be there. Raises OSError, which names `path`.
    """
    if isinstance(content, str):
        content = content.encode("utf-8", "backslashreplace")
    try:
        _replace(path, content)
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, os.strerror(error.errno), str(path)) from error


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
