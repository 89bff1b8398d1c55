"""The figures that a written report carries, read back from Markdown, HTML or a notebook."""

from __future__ import annotations

import base64
import binascii
import json
import re
from pathlib import Path
from typing import Any

import msgspec

from audit.errors import EvidenceError
from audit.model.claims import (
    BLOCK_LABEL,
    BLOCK_MEDIA_TYPE,
    ClaimedFigure,
    ReportData,
    ReportSide,
    digest_report_text,
)

__all__ = ["REPORT_SIZE_LIMIT", "read_report_data"]

REPORT_SIZE_LIMIT = 256 * 1024**2
"""Bytes of a report; a bigger one is not read."""

_MARKDOWN = re.compile(
    rf"^\[{BLOCK_LABEL}\]: <data:{re.escape(BLOCK_MEDIA_TYPE)};base64,([A-Za-z0-9+/=]+)>\s*$",
    re.MULTILINE,
)
_HTML = re.compile(
    rf'<script type="{re.escape(BLOCK_MEDIA_TYPE)}" id="{BLOCK_LABEL}">([^<]*)</script>'
)
_SUMMARY = re.compile(r"application/vnd\.ssot-audit\.summary\.v\d+\+json")
_HINT = "reports of this kit end in .md, .html or .ipynb and carry their figures"


def read_report_data(path: Path) -> tuple[ReportData, str]:
    """What the report at `path` carries, and the digest of its text as it is now ("" for a
    notebook). Raises EvidenceError when it cannot be read or carries no figures."""
    try:
        if path.stat().st_size > REPORT_SIZE_LIMIT:
            raise EvidenceError("the report is too large to read", where=str(path))
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise EvidenceError(
            f"the report cannot be read: {error.strerror}", where=str(path), hint=_HINT
        ) from error
    except UnicodeDecodeError as error:
        raise EvidenceError("the report is not UTF-8", where=str(path), hint=_HINT) from error
    if path.suffix == ".ipynb":
        return _from_notebook(text, path), ""
    pattern = _HTML if path.suffix in (".html", ".htm") else _MARKDOWN
    found = pattern.findall(text)
    if len(found) != 1:
        what = "no figures" if not found else f"{len(found)} blocks of figures"
        raise EvidenceError(f"the report carries {what}", where=str(path), hint=_HINT)
    try:
        raw = found[0] if pattern is _HTML else base64.b64decode(found[0], validate=True)
        data = msgspec.json.decode(raw, type=ReportData)
    except (msgspec.DecodeError, binascii.Error, RecursionError) as error:
        raise EvidenceError(
            f"the figures of the report cannot be read: {error}",
            where=str(path),
            hint="the block was edited or cut; make the report again",
        ) from error
    return data, digest_report_text(text)


class _Reading(msgspec.Struct):
    value: float | None


class _Figure(msgspec.Struct):
    id: str
    before: _Reading
    after: _Reading


class _Provenance(msgspec.Struct):
    before: ReportSide
    after: ReportSide
    figures: list[_Figure]


class _Title(msgspec.Struct):
    phase: str
    status: str


class _Summary(msgspec.Struct):
    """The part of a notebook's summary that can be measured again."""

    title: _Title
    provenance: _Provenance


def _from_notebook(text: str, path: Path) -> ReportData:
    try:
        document = json.loads(text)
        payload = _find_summary(document)
        if payload is None:
            raise EvidenceError("the notebook carries no summary", where=str(path), hint=_HINT)
        summary = msgspec.convert(payload, _Summary)
    except (json.JSONDecodeError, msgspec.ValidationError, RecursionError) as error:
        raise EvidenceError(
            f"the notebook's summary cannot be read: {error}",
            where=str(path),
            hint="run the report again with this version of the kit",
        ) from error
    figures = tuple(
        ClaimedFigure(id=each.id, before=each.before.value, after=each.after.value)
        for each in summary.provenance.figures
    )
    return ReportData(
        phase=summary.title.phase,
        status=summary.title.status,
        before=summary.provenance.before,
        after=summary.provenance.after,
        figures=figures,
    )


def _find_summary(document: Any) -> Any:
    """The first output under the summary's media type."""
    cells = document.get("cells", []) if isinstance(document, dict) else []
    for cell in cells if isinstance(cells, list) else []:
        outputs = cell.get("outputs", []) if isinstance(cell, dict) else []
        for output in outputs if isinstance(outputs, list) else []:
            data = output.get("data", {}) if isinstance(output, dict) else {}
            for key, value in data.items() if isinstance(data, dict) else ():
                if _SUMMARY.fullmatch(key):
                    return value
    return None
