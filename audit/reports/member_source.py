"""The source text of a class family's member, where the audited code is at hand."""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

from audit.model.families import FamilyMember

__all__ = ["find_member_text"]

LARGEST_FILE = 5_000_000


def find_member_text(source: str, member: FamilyMember) -> str | None:
    """The lines of the class, read from the folder `source` of the audited code.

    None when `source` is no folder or does not hold the file (a saved snapshot, an archive, a
    revision), when the file lies outside it, is larger than 5 MB, or cannot be decoded.
    """
    folder = Path(source)
    if not source or not folder.is_dir():
        return None
    path = (folder / member.file).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        return None
    if path.stat().st_size > LARGEST_FILE:
        return None
    content = path.read_bytes()
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(lines[member.line - 1 : member.end_line])
