"""The first screen, and the primary metrics behind it."""

from __future__ import annotations

from audit.model.figures import Figure
from audit.model.summary import ExecutiveSummary
from audit.model.summary_parts import Effort, NextTarget
from audit.reports.blocks import (
    Answers,
    Block,
    BlockCell,
    Bullets,
    Cards,
    Cautions,
    EvidenceMark,
    Grid,
    Label,
    Names,
    TargetVerdict,
)
from audit.reports.moves import FAILING_TESTS, NEXT_MOVES
from audit.reports.prose import (
    count_of,
    describe_goal,
    describe_judged_change,
    describe_origin,
    describe_reading,
    full_title,
)
from audit.reports.sections import find_origins, find_reasons

__all__ = ["FIRST_FIGURES", "build_metrics_blocks", "build_opening_blocks", "tell_effort"]

FIRST_FIGURES = 5


def build_opening_blocks(summary: ExecutiveSummary) -> list[Block]:
    """Status, the three questions, five figures, what must not be overlooked, the next moves;
    then what happened."""
    opening = summary.opening
    blocks: list[Block] = [
        TargetVerdict(status=summary.title.status, reason=opening.reason),
        Answers(items=opening.answers, gate_line=opening.gate_line),
    ]
    if summary.figures:
        blocks.append(Cards(figures=summary.figures[:FIRST_FIGURES]))
    if opening.warnings:
        blocks.append(Cautions(lines=opening.warnings))
    if summary.next_targets.items:
        blocks.append(_moves(summary.next_targets.items[:NEXT_MOVES], summary.next_targets.total))
    blocks.append(Label("What happened"))
    blocks.append(Bullets(items=tuple((line,) for line in opening.sentences)))
    return blocks


def _moves(moves: tuple[NextTarget, ...], total: int) -> Grid:
    shown = f" ({len(moves):,} of {total:,})" if total > len(moves) else ""
    return Grid(
        caption=f"The next moves{shown}, with their effort",
        header=("Move", "About", "Files", "Places", "Risk"),
        rows=tuple(
            (
                f"{move.action}{f' ({move.component})' if move.component else ''}",
                _tell_about(move),
                f"{move.effort.files:,}" if move.effort else "–",
                f"{move.effort.places:,}" if move.effort else "–",
                _tell_risk(move.effort),
            )
            for move in moves
        ),
        numbers="llrr",
    )


def _tell_about(move: NextTarget) -> BlockCell:
    if move.kind == FAILING_TESTS:
        return count_of(move.count, "test")
    if move.count == 1 and move.subjects.items:
        return Names(move.subjects)
    return count_of(move.count, "finding")


def _tell_risk(effort: Effort | None) -> str:
    return f"{effort.risk}, fan-in {effort.fan_in:,}" if effort is not None else "cannot be said"


def tell_effort(effort: Effort | None) -> str:
    """The risk of a move and the fan-in that it follows from."""
    if effort is None:
        return "cannot be said: no place is known"
    if not effort.fan_in:
        return f"{effort.risk}: no module imports what is edited"
    who = "1 module imports" if effort.fan_in == 1 else f"up to {effort.fan_in:,} modules import"
    return f"{effort.risk}: {who} what is edited"


def build_metrics_blocks(summary: ExecutiveSummary) -> list[Block]:
    """Every primary figure before → after → target with its evidence, and why some are missing."""
    grid = Grid(
        caption="Primary metrics, before and after",
        header=("Metric", "Before", "After", "Change", "Target", "Evidence"),
        rows=tuple(
            (
                full_title(figure),
                describe_reading(figure.before, share=figure.share),
                describe_reading(figure.after, share=figure.share),
                describe_judged_change(figure),
                describe_goal(figure.goal, share=figure.share),
                EvidenceMark(figure.origin.evidence),
            )
            for figure in summary.figures
        ),
        numbers="lrrr",
    )
    return [grid, *_footnotes(summary.figures)]


def _footnotes(figures: tuple[Figure, ...]) -> list[Block]:
    reasons = [f"{name} is not measurable: {why}" for name, why in find_reasons(figures)]
    origins = [f"Evidence, {describe_origin(origin)}" for origin in find_origins(figures)]
    return [Bullets(items=tuple((line,) for line in (*reasons, *origins)), style="notes")]
