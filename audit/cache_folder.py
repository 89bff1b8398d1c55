"""Where the kit keeps what it can always make again."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["CACHE_VARIABLE", "find_cache_folder"]

CACHE_VARIABLE = "SSOT_AUDIT_CACHE"
_FOLDER = "ssot-audit"


def find_cache_folder() -> Path:
    """Return the folder for cached facts and packages; it need not exist yet.

    `$SSOT_AUDIT_CACHE` when set and not empty; else the platform's user cache: `~/Library/Caches`
    on macOS, `%LOCALAPPDATA%` on Windows, `$XDG_CACHE_HOME` (absolute paths only, as the XDG Base
    Directory Specification asks) or `~/.cache` elsewhere, with `ssot-audit` below it.
    """
    chosen = os.environ.get(CACHE_VARIABLE, "")
    if chosen:
        return Path(chosen).expanduser()
    home = Path(os.path.expanduser("~"))
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / _FOLDER
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", "")
        return (Path(local) if local else home / "AppData" / "Local") / _FOLDER / "Cache"
    configured = os.environ.get("XDG_CACHE_HOME", "")
    folder = Path(configured) if configured.startswith("/") else home / ".cache"
    return folder / _FOLDER
