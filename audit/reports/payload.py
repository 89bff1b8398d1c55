"""The summary as data: what an executed notebook carries, and what every report can prove."""

from __future__ import annotations

import msgspec

from audit.errors import ReportError
from audit.model.claims import ClaimedFigure, ReportData, ReportSide, digest_report_text
from audit.model.summary import ExecutiveSummary, Side

__all__ = ["SUMMARY_MEDIA_TYPE", "build_report_data", "decode_summary", "encode_summary"]

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


def build_report_data(summary: ExecutiveSummary, words: str = "") -> ReportData:
    """The figures and revisions of a summary, as a report carries them. `words` is the report's
    text without the block."""
    figures = {
        figure.id: ClaimedFigure(id=figure.id, before=figure.before.value, after=figure.after.value)
        for figure in (*summary.compliance, *summary.provenance.figures)
    }
    return ReportData(
        phase=summary.title.phase,
        status=str(summary.title.status),
        before=_side(summary.provenance.before),
        after=_side(summary.provenance.after),
        figures=tuple(figures[name] for name in sorted(figures)),
        text_digest=digest_report_text(words) if words else "",
    )


def _side(side: Side) -> ReportSide:
    return ReportSide(
        label=side.label,
        kind=side.kind,
        revision=side.revision,
        rules_digest=side.rules_digest,
        tool_version=side.tool_version,
        extractor_version=side.extractor_version,
    )
