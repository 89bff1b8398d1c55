"""Promises: what people declared, the targets, and what was claimed beside what was measured."""

from __future__ import annotations

from audit.model.comparison import Status
from audit.model.figures import Goal
from audit.model.gate import JourneyEvidence
from audit.model.rules import Declared
from audit.model.summary import ExecutiveSummary
from audit.reports.blocks import (
    Block,
    BlockCell,
    BlockPicture,
    Bullets,
    Drawings,
    EvidenceMark,
    Grid,
    JudgementMark,
    Label,
    Name,
    Names,
    Paragraph,
    StatusMark,
)
from audit.reports.cautions import tell_sides
from audit.reports.charts import render_slope
from audit.reports.excerpt import build_excerpt
from audit.reports.prose import (
    describe_goal,
    describe_movement,
    describe_reading,
    full_title,
    target_title,
)

__all__ = ["build_business_blocks", "build_compliance_blocks", "build_risk_blocks"]


def _caption(words: str, more: str) -> str:
    return f"{words} ({more})" if more else words


def build_business_blocks(summary: ExecutiveSummary) -> list[Block]:
    """What people declared, and for a protected journey the evidence that exists."""
    blocks: list[Block] = []
    if summary.business:
        blocks.append(_declared("Business impact, as declared", summary.business))
    if summary.journeys:
        blocks.append(_journeys(summary.journeys))
        blocks += [
            block for item in summary.journeys if item.tests for block in _journey_tests(item)
        ]
    if summary.narrative:
        blocks.append(_declared("Narrative, as declared", summary.narrative))
    return blocks


def _declared(caption: str, items: tuple[Declared, ...]) -> Grid:
    return Grid(
        caption=caption,
        header=("Statement", "Value", "Declared by", "When", "Evidence"),
        rows=tuple(
            (
                item.title,
                item.value,
                item.declared_by or "not named",
                item.date or "not dated",
                EvidenceMark("declared"),
            )
            for item in items
        ),
    )


def _journeys(journeys: tuple[JourneyEvidence, ...]) -> Grid:
    return Grid(
        caption="Protected journeys, as declared, and what supports them",
        header=("Journey", "Declared by", "When", "Supported", "Why", "Modules changed"),
        rows=tuple(
            (
                item.journey.title + (f": {item.journey.value}" if item.journey.value else ""),
                item.journey.declared_by or "not named",
                item.journey.date or "not dated",
                "supported" if item.supported else "not supported",
                item.reason,
                f"{len(item.changed):,} of {item.modules:,}",
            )
            for item in journeys
        ),
        numbers="lllllr",
    )


def _journey_tests(item: JourneyEvidence) -> list[Block]:
    shown = item.tests[:15]
    more = f"{len(shown):,} of {len(item.tests):,} shown" if len(shown) < len(item.tests) else ""
    blocks: list[Block] = [
        Grid(
            caption=_caption(f"{item.journey.title}: its tests", more),
            header=("Test", "Before", "After"),
            rows=tuple(
                (Name(test), str(before or "not run"), str(after or "not run"))
                for test, before, after in shown
            ),
        )
    ]
    if item.changed:
        words = "Production modules on its import closure that changed:"
        blocks.append(Paragraph(cells=(words, Names(build_excerpt(item.changed, 15)))))
    return blocks


def build_risk_blocks(summary: ExecutiveSummary) -> list[Block]:
    """Risks as declared, and what got worse as measured."""
    blocks: list[Block] = []
    if summary.risks:
        blocks.append(_declared("Risks, as declared", summary.risks))
    worse = tuple(
        item
        for item in summary.provenance.figures
        if item.trend == "worse" and len(set(tell_sides(item))) == 2
    )
    if worse:
        blocks.append(Label("Worse than before, as measured or reported"))
        blocks.append(Bullets(items=tuple((f"{describe_movement(item)}.",) for item in worse)))
    grown = tuple(shift for shift in summary.implementation.findings if shift.introduced)
    if grown:
        rows = tuple((shift.kind, f"{shift.introduced:,}") for shift in grown)
        caption = "Findings that are new"
        blocks.append(Grid(caption=caption, header=("Kind", "New"), rows=rows, numbers="lr"))
    if summary.implementation.grown:
        words = f"Cycles and families that grew: {summary.implementation.grown:,}."
        blocks.append(Paragraph(cells=(words,)))
    return blocks


def build_compliance_blocks(summary: ExecutiveSummary) -> list[Block]:
    """The targets as slopes and as a table; then what was claimed beside what was measured."""
    blocks: list[Block] = []
    slopes = [
        BlockPicture(
            caption=target_title(figure),
            svg=svg,
            note=(
                f"{describe_goal(figure.goal, share=figure.share)}:",
                StatusMark(figure.goal.status),
            ),
        )
        for number, figure in enumerate(summary.compliance, 1)
        if figure.goal is not None and (svg := render_slope(figure, f"slope-{number}"))
    ]
    if slopes:
        blocks.append(Drawings(items=tuple(slopes)))
    if summary.compliance:
        blocks.append(_targets(summary))
    if summary.claims:
        blocks.append(_claims(summary))
    return blocks


def _targets(summary: ExecutiveSummary) -> Grid:
    owned = any(f.goal and (f.goal.owner or f.goal.due) for f in summary.compliance)
    judged = any(f.goal and f.goal.judgement for f in summary.compliance)
    header = ["Target", "Metric", "Before", "After", "Wanted", "Status"]
    header += ["Rests on"] if judged else []
    header += ["Owner", "Due"] if owned else []
    rows = []
    for figure in summary.compliance:
        goal = figure.goal
        if goal is None:
            continue
        row: list[BlockCell] = [
            target_title(figure),
            full_title(figure),
            describe_reading(figure.before, share=figure.share),
            describe_reading(figure.after, share=figure.share),
            describe_goal(goal, share=figure.share),
            StatusMark(goal.status),
        ]
        row += [JudgementMark(goal.judgement) if goal.judgement else "no improvement"] * judged
        row += [goal.owner or "not named", _tell_due(goal, summary.title.date)] * owned
        rows.append((*row, goal.reason))
    return Grid(
        caption="Targets, before and after",
        header=(*header, "Why"),
        rows=tuple(rows),
        numbers="llrr",
    )


def _tell_due(goal: Goal, date: str) -> str:
    """When it is due; past that day, at the date of the phase, an open target is overdue. Dates
    are `YYYY-MM-DD`, so their texts compare as they do."""
    if not goal.due:
        return "not dated"
    overdue = date > goal.due and goal.status is not Status.MET
    return f"{goal.due} (overdue)" if overdue else goal.due


def _claims(summary: ExecutiveSummary) -> Grid:
    return Grid(
        caption="What was claimed by hand, beside what was measured",
        header=("Figure", "Side", "Claimed", "Measured", "Result", "Claimed by", "Note"),
        rows=tuple(
            (
                Name(item.figure),
                item.side,
                item.claimed,
                item.measured,
                str(item.verdict),
                item.declared_by or "not named",
                item.reason,
            )
            for item in summary.claims
        ),
        numbers="llrr",
    )
