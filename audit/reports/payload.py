"""The summary as data: what an executed notebook carries, and reports are written from."""

from __future__ import annotations

import msgspec

from audit.errors import ReportError
from audit.model.summary import ExecutiveSummary

__all__ = ["SUMMARY_MEDIA_TYPE", "decode_summary", "encode_summary"]

SUMMARY_MEDIA_TYPE = "application/vnd.ssot-audit.summary.v1+json"


def encode_summary(summary: ExecutiveSummary) -> object:
    """The summary as plain JSON values: dictionaries by field name, lists, texts, numbers."""
    built: object = msgspec.to_builtins(summary)
    return built


def decode_summary(document: object) -> ExecutiveSummary:
    """The summary back from `encode_summary`'s values. Raises `ReportError` when they are not
    such a document: edited, cut, or written by another version."""
    try:
        return msgspec.convert(document, ExecutiveSummary)
    except (msgspec.ValidationError, RecursionError) as error:
        raise ReportError(
            f"the notebook's summary cannot be read: {error}",
            hint="run the report again with this version of the kit",
        ) from error
