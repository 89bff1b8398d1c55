"""Where the kit keeps what it can always make again."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # a kept answer is given without `typing` and `pathlib`
if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CACHE_VARIABLE", "find_cache_folder", "spell_cache_folder"]

CACHE_VARIABLE = "SSOT_AUDIT_CACHE"
_FOLDER = "ssot-audit"


def find_cache_folder() -> Path:
    """Return the folder for cached facts and packages; it need not exist yet.

    `$SSOT_AUDIT_CACHE` when set and not empty; else the platform's user cache: `~/Library/Caches`
    on macOS, `%LOCALAPPDATA%` on Windows, `$XDG_CACHE_HOME` (absolute paths only, as the XDG Base
    Directory Specification asks) or `~/.cache` elsewhere, with `ssot-audit` below it.
    """
    from pathlib import Path  # noqa: PLC0415

    return Path(spell_cache_folder())


def spell_cache_folder() -> str:
    """The same folder as text."""
    chosen = os.environ.get(CACHE_VARIABLE, "")
    if chosen:
        return os.path.expanduser(chosen)
    home = os.path.expanduser("~")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", _FOLDER)
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", "") or os.path.join(home, "AppData", "Local")
        return os.path.join(local, _FOLDER, "Cache")
    configured = os.environ.get("XDG_CACHE_HOME", "")
    folder = configured if configured.startswith("/") else os.path.join(home, ".cache")
    return os.path.join(folder, _FOLDER)
