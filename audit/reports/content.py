"""What each section says, as blocks: the one place that every format takes its content from."""

from __future__ import annotations

from audit.model.summary import ExecutiveSummary
from audit.reports.blocks import Block, Paragraph
from audit.reports.content_component import build_consolidation_blocks
from audit.reports.content_gate import build_gate_blocks
from audit.reports.content_opening import build_metrics_blocks, build_opening_blocks
from audit.reports.content_promises import (
    build_business_blocks,
    build_compliance_blocks,
    build_risk_blocks,
)
from audit.reports.content_provenance import build_provenance_blocks
from audit.reports.content_suite import build_suite_blocks
from audit.reports.content_work import (
    build_conclusion_blocks,
    build_implementation_blocks,
    build_next_blocks,
    build_recommendation_blocks,
    build_remaining_blocks,
)
from audit.reports.sections import EMPTY_LINES, Section, is_empty

__all__ = ["build_blocks"]

_BUILDERS = {
    Section.EXECUTIVE_SUMMARY: build_opening_blocks,
    Section.PRIMARY_METRICS: build_metrics_blocks,
    Section.GATE: build_gate_blocks,
    Section.CONSOLIDATION: build_consolidation_blocks,
    Section.TEST_RESULTS: build_suite_blocks,
    Section.BUSINESS_IMPACT: build_business_blocks,
    Section.RISKS: build_risk_blocks,
    Section.COMPLIANCE: build_compliance_blocks,
    Section.IMPLEMENTATION: build_implementation_blocks,
    Section.REMAINING_WORK: build_remaining_blocks,
    Section.NEXT_TARGETS: build_next_blocks,
    Section.RECOMMENDATIONS: build_recommendation_blocks,
    Section.CONCLUSION: build_conclusion_blocks,
    Section.PROVENANCE: build_provenance_blocks,
}


def build_blocks(summary: ExecutiveSummary, section: Section) -> tuple[Block, ...]:
    """The blocks of a section without its heading; one without evidence says so in one line."""
    if is_empty(summary, section):
        return (Paragraph(cells=(EMPTY_LINES[section],), faint=True),)
    return tuple(_BUILDERS[section](summary))
