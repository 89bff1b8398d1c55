"""Files of a report, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

__all__ = ["save_report_file"]


def save_report_file(path: Path, content: str | bytes) -> None:
    """Write beside the place and move there, so that a killed run leaves no half file. Texts are
    UTF-8 with `\\n` at line ends. Raises OSError."""
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
