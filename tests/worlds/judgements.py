"""Judgements with harmless defaults, so that a test names only what it is about."""

from __future__ import annotations

from audit.model.claims import ReportSide
from audit.model.comparison import TestOutcome
from audit.model.gate import Judgement, TestJudgement
from audit.model.snapshot import Provenance

__all__ = ["make_report_side", "make_test_judgement"]


def make_test_judgement(name: str, judgement: Judgement) -> TestJudgement:
    """A test that failed before and passes after, judged; nothing else is known of it."""
    return TestJudgement(
        test=name,
        earlier=name,
        before=TestOutcome.FAILED,
        after=TestOutcome.PASSED,
        judgement=judgement,
        changes=(),
        code=(),
        reached=0,
        reason="Why.",
    )


def make_report_side(measured: Provenance) -> ReportSide:
    """What a true report says of a revision that was measured like this."""
    return ReportSide(
        label=measured.label,
        kind=measured.kind,
        revision=measured.revision,
        rules_digest=measured.rules_digest,
        tool_version=measured.tool_version,
        extractor_version=measured.extractor_version,
    )
