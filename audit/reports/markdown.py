"""The summary as Markdown that reads well on a code host: no raw HTML, every name escaped."""

from __future__ import annotations

from audit.model.claims import render_markdown_block
from audit.model.figures import Figure
from audit.model.summary import ExecutiveSummary
from audit.reports.blocks import (
    Answers,
    Block,
    BlockCell,
    BlockPicture,
    Bullets,
    Cards,
    Cautions,
    Drawings,
    EvidenceMark,
    Grid,
    Label,
    Links,
    Name,
    Names,
    Paragraph,
    Steps,
    Subheading,
    TargetVerdict,
)
from audit.reports.content import build_blocks
from audit.reports.markdown_text import code, code_list, guard_start, heading, table, text
from audit.reports.payload import build_report_data
from audit.reports.prose import (
    describe_goal,
    describe_judged_change,
    describe_reading,
    full_title,
)
from audit.reports.sections import HEADINGS, Section, find_facts

__all__ = ["render_markdown", "render_markdown_blocks", "render_section", "render_title"]


def render_markdown(summary: ExecutiveSummary) -> str:
    """The whole summary: title block, then every section in its order, and at the end, unseen by
    readers, the figures as data. Ends with a newline."""
    parts = [render_title(summary)]
    for section in Section:
        parts += [heading(HEADINGS[section], 2), render_section(summary, section)]
    words = "\n\n".join(part for part in parts if part) + "\n"
    return f"{words}\n{render_markdown_block(build_report_data(summary, words))}\n"


def render_title(summary: ExecutiveSummary) -> str:
    """The title and the facts under it; what was not declared is left out."""
    facts = [f"**{text(name)}:** {text(value)}" for name, value in find_facts(summary.title)]
    return f"{heading(summary.title.title, 1)}\n\n" + "  \n".join(facts)


def render_section(summary: ExecutiveSummary, section: Section) -> str:
    """One section without its heading; a section without evidence says so in one line."""
    return render_markdown_blocks(build_blocks(summary, section))


def render_markdown_blocks(blocks: tuple[Block, ...]) -> str:
    """Blocks one after the other, an empty line between them."""
    return "\n\n".join(part for part in map(_render_block, blocks) if part)


def _render_block(block: Block) -> str:  # noqa: C901, PLR0911  # one line for each kind
    match block:
        case Paragraph():
            return guard_start(_line(block.cells))
        case Label():
            return f"**{text(block.text)}**"
        case Subheading():
            note = f" ({block.note})" if block.note else ""
            return heading(f"{block.text}{note}", block.level)
        case Bullets():
            return "\n".join(f"- {guard_start(_line(item))}" for item in block.items)
        case Steps():
            return _steps(block)
        case Grid():
            return _grid(block)
        case BlockPicture():
            return _grid(block.twin) if block.twin is not None else ""
        case Drawings():
            return render_markdown_blocks(block.items)
        case TargetVerdict():
            return f"**Status: {text(block.status)}.** {text(block.reason)}"
        case Answers():
            return _answers(block)
        case Cautions():
            return "\n".join(f"> **Note:** {text(line)}  " for line in block.lines)
        case Cards():
            return _figures(block.figures)


def _line(cells: tuple[BlockCell, ...]) -> str:
    return " ".join(part for part in map(_cell, cells) if part)


def _cell(cell: BlockCell) -> str:
    if isinstance(cell, str):
        return text(cell)
    if isinstance(cell, Name):
        return code(cell.text)
    if isinstance(cell, Names):
        return code_list(cell.found) if cell.found.items else text(cell.empty)
    if isinstance(cell, Links):
        return ", ".join(f"[{text(each.text)}]({each.target})" for each in cell.items)
    return f"**{text(cell.word)}**" if not isinstance(cell, EvidenceMark) else text(cell.word)


def _grid(grid: Grid) -> str:
    header = tuple(text(each) for each in grid.header)
    rows = [tuple(map(_cell, row)) for row in grid.rows]
    return f"*{text(grid.caption)}*\n\n{table(header, rows, grid.numbers)}"


def _steps(steps: Steps) -> str:
    lines = []
    for number, step in enumerate(steps.items, 1):
        lines.append(f"{number}. {guard_start(_line(step.action))}  ")
        lines.append(f"   Evidence: {text(step.evidence)}")
    return "\n".join(lines)


def _answers(answers: Answers) -> str:
    lines = [f"- **{text(item.question)}** {text(item.sentence)}" for item in answers.items]
    return "\n".join((*lines, f"- **What the improvements rest on:** {text(answers.gate_line)}"))


def _figures(figures: tuple[Figure, ...]) -> str:
    rows = []
    for figure in figures:
        goal = describe_goal(figure.goal, share=figure.share)
        status = f": **{text(figure.goal.status)}**" if figure.goal is not None else ""
        if figure.goal is not None and figure.goal.judgement:
            status += f", {text(figure.goal.judgement)}"
        rows.append(
            (
                text(full_title(figure)),
                text(describe_reading(figure.before, share=figure.share)),
                text(describe_reading(figure.after, share=figure.share)),
                text(describe_judged_change(figure)),
                f"{text(goal)}{status}",
                text(figure.origin.evidence),
            )
        )
    header = ("Figure", "Before", "After", "Change", "Target", "Evidence")
    return table(header, rows, "lrrr")
