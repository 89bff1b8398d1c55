"""`snapshot.json`: the readable part of a snapshot as text, sealed with its own digest.

The text is ASCII: a name that reorders the line it stands in, or that is no valid Unicode, shows
as an escape. A record stands on one line where it fits; else its short fields share the first
lines and every long one has its own, so that a diff shows the field that changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from audit.errors import SnapshotError

__all__ = ["DOCUMENT", "FORMAT", "MARK", "parse_document", "render_document"]

DOCUMENT = "snapshot.json"
"""File name of the document inside a snapshot folder."""

FORMAT = "ssot-audit snapshot"
"""Value of the document's first key, `format`."""

MARK = f'{{\n "format": "{FORMAT}"'.encode()
"""The first bytes of every document."""

_WIDTH = 100
_SHORT = 40
_ENCODE = json.JSONEncoder(sort_keys=True).encode
_RETAKE = "take the snapshot again, or restore the folder"


def render_document(content: Mapping[str, Any]) -> bytes:
    """The document of `content`: keys in the given order after `format`, then `digest`.

    `digest` is the sha256 of the content as compact JSON with sorted keys, so line endings and
    layout may change without breaking it. Raises SnapshotError for a figure that is not finite.
    """
    whole = {"format": FORMAT, **content}
    try:
        whole["digest"] = _seal(whole)
    except ValueError as error:
        raise SnapshotError(
            "a figure is not a finite number", where=DOCUMENT, hint="report this as a defect"
        ) from error
    lines = [f" {json.dumps(key)}: {_layout(value, 1)}" for key, value in whole.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode("ascii")


def parse_document(data: bytes, *, schema_version: int) -> dict[str, Any]:
    """The content of a document whose digest is right.

    Raises SnapshotError when it is cut off or no JSON, foreign, of another schema version, or
    edited since it was written.
    """
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        what = "the document is truncated or not JSON"
        raise SnapshotError(what, where=DOCUMENT, hint=_RETAKE) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise SnapshotError(
            "this is not a snapshot of this kit", where=DOCUMENT, hint="name another folder"
        )
    _check_schema(content.get("schema_version"), schema_version)
    digest = content.pop("digest", None)
    if digest != _seal(content):
        what = "the document was edited: its content does not match its digest"
        raise SnapshotError(what, where=DOCUMENT, hint=_RETAKE)
    return content


def _check_schema(found: object, known: int) -> None:
    if type(found) is int and found == known:
        return
    what = f"the snapshot has schema version {found!r}; this version of the kit reads {known}"
    newer = type(found) is int and found > known
    hint = "update ssot-audit" if newer else "take the snapshot again with this version"
    raise SnapshotError(what, where=DOCUMENT, hint=hint)


def _seal(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return "sha256:" + hashlib.sha256(text.encode("ascii")).hexdigest()


def _layout(value: Any, depth: int) -> str:
    """The value as JSON: on one line where it fits, else one line per item or long field."""
    flat = _ENCODE(value)
    if len(flat) + depth <= _WIDTH or not isinstance(value, dict | list | tuple) or not value:
        return flat
    pad = "\n" + " " * (depth + 1)
    if isinstance(value, dict):
        return "{" + pad + ("," + pad).join(_field_lines(value, depth + 1)) + "}"
    return "[" + pad + ("," + pad).join(_layout(item, depth + 1) for item in value) + "]"


def _field_lines(record: Mapping[str, Any], depth: int) -> list[str]:
    """Short fields first, as many on a line as fit, then a line for each long one."""
    lines: list[str] = []
    long: list[str] = []
    for key in sorted(record):
        text = f"{_ENCODE(key)}: {_layout(record[key], depth)}"
        if len(text) - len(key) > _SHORT or "\n" in text:
            long.append(text)
        elif lines and len(lines[-1]) + len(text) + depth + 2 < _WIDTH:
            lines[-1] += f", {text}"
        else:
            lines.append(text)
    return lines + long
