"""Test results as reported: the runs in numbers, groups by fate, failures by cause."""

from __future__ import annotations

from audit.model.summary import ExecutiveSummary
from audit.model.summary_parts import Suite
from audit.reports.blocks import (
    Block,
    Bullets,
    Grid,
    Label,
    Name,
    Names,
    Paragraph,
)
from audit.reports.excerpt import build_excerpt
from audit.reports.prose import (
    describe_more,
    describe_origin,
    describe_rate,
)

__all__ = ["build_suite_blocks"]

_SHOWN_CHANGES = 3


def _caption(words: str, more: str) -> str:
    return f"{words} ({more})" if more else words


def build_suite_blocks(summary: ExecutiveSummary) -> list[Block]:
    """The runs in numbers, what makes them hard to compare, groups by fate, failures by cause."""
    suite = summary.suite
    if suite is None:
        return []
    rows = tuple(
        (name, *(f"{count:,}" for count in (t.passed, t.failed, t.errors, t.skipped, t.total)))
        for name, t in (("before", suite.before), ("after", suite.after))
        if t is not None
    )
    header = ("Run", "Passed", "Failed", "Errors", "Skipped", "All")
    grid = Grid(caption="Test results, as reported", header=header, rows=rows, numbers="lrrrrr")
    blocks: list[Block] = [grid]
    if suite.rate is not None:
        blocks.append(Paragraph(cells=(f"Success rate: {describe_rate(suite.rate)}.",)))
    if suite.notes:
        blocks.append(Bullets(items=tuple((n.text, Names(n.names)) for n in suite.notes)))
    if suite.themes.items:
        blocks.append(_themes(suite))
    for group in suite.groups:
        more = describe_more(group.tests)
        blocks.append(Label(f"{group.title} ({group.tests.total:,}{f', {more}' if more else ''})"))
        lines = tuple((Name(test),) for test in group.tests.items)
        blocks.append(Bullets(items=lines, style="names"))
    origin = f"Evidence, {describe_origin(suite.origin)}"
    blocks.append(Bullets(items=((origin,),), style="notes"))
    return blocks


def _themes(suite: Suite) -> Grid:
    return Grid(
        caption=_caption("Failures by cause", describe_more(suite.themes)),
        header=("Cause", "Tests", "What they say", "Where", "Next move"),
        rows=tuple(
            (
                theme.title,
                f"{len(theme.tests):,}",
                theme.message,
                Names(build_excerpt(theme.places, _SHOWN_CHANGES), "not located"),
                theme.action[:1].upper() + theme.action[1:],
            )
            for theme in suite.themes.items
        ),
        numbers="lr",
    )
