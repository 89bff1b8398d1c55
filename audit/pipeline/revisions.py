"""Sources opened under rules, and their texts by path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from audit.errors import SourceError
from audit.model.rules import Rules
from audit.snapshots.store import is_snapshot
from audit.sources.locate import open_source
from audit.sources.source import Source

__all__ = ["build_reader", "find_saved", "open_under"]


def find_saved(specification: str, base: Path | None) -> Path | None:
    """The folder of a saved snapshot that a specification names; None when it names a source."""
    if ":" in specification or "\0" in specification:
        return None
    folder = (base or Path()) / specification
    return folder if is_snapshot(folder) else None


def open_under(specification: str, base: Path | None, rules: Rules) -> Source:
    """Open a source under the exclusions of the rules; relative ones start at `base`."""
    return open_source(specification, base=base, exclude=rules.exclude)


def build_reader(source: Source) -> Callable[[str], str | None]:
    """The texts of a source by path; None for a file that it has not or that is no UTF-8."""
    files = {file.path: file for file in source.tree.files}

    def read(path: str) -> str | None:
        try:
            return source.read(files[path]).decode("utf-8-sig") if path in files else None
        except (SourceError, UnicodeDecodeError):
            return None

    return read
