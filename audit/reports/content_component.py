"""Technical consolidation: a component's paths as pictures, lists and tables."""

from __future__ import annotations

from audit.model.figures import Excerpt
from audit.model.summary import ExecutiveSummary
from audit.model.summary_parts import Consolidation, PathShift
from audit.reports.blocks import (
    Block,
    BlockCell,
    BlockPicture,
    Bullets,
    Drawings,
    Grid,
    Label,
    Name,
    Names,
    Paragraph,
    Subheading,
)
from audit.reports.charts import render_paths_bars, render_routes
from audit.reports.content_families import build_family_blocks
from audit.reports.prose import describe_more

__all__ = ["build_consolidation_blocks"]


def build_consolidation_blocks(summary: ExecutiveSummary) -> list[Block]:
    """Each component in its order."""
    return [
        block
        for number, item in enumerate(summary.consolidations, 1)
        for block in _tell_component(item, f"component-{number}", summary)
    ]


def _tell_component(item: Consolidation, key: str, summary: ExecutiveSummary) -> list[Block]:
    note = "proposed by the kit" if item.proposed else ""
    blocks: list[Block] = [Subheading(text=item.title, note=note)]
    if item.classes:
        blocks.append(_paths_picture(item, key))
    if item.routes.items:
        blocks.append(_routes_pictures(item, key, summary))
    if item.canonical:
        blocks += [Label("Canonical paths"), _name_list(item.canonical)]
    else:
        blocks.append(Paragraph(cells=("No canonical path is declared.",), faint=True))
    blocks += _shifts("Paths removed from production use", item.removed)
    blocks += _shifts("Paths new in production use", item.added)
    blocks.append(_paths_in_use(item))
    blocks += build_family_blocks(item.families)
    if item.enforcement:
        blocks.append(Label("What keeps it"))
        blocks.append(
            Bullets(items=tuple((line.text, Names(line.names)) for line in item.enforcement))
        )
    else:
        words = "Nothing in the evidence keeps these paths as they are."
        blocks.append(Paragraph(cells=(words,), faint=True))
    return blocks


def _paths_picture(item: Consolidation, key: str) -> BlockPicture:
    bars = [
        ("Before", tuple((row.path_class, row.before) for row in item.classes)),
        ("After", tuple((row.path_class, row.after) for row in item.classes)),
    ]
    return BlockPicture(
        caption="Import paths in production use, by class",
        svg=render_paths_bars(bars, f"{key}-paths", item.max_paths),
        twin=Grid(
            caption=f"{item.title}: import paths in production use, by class",
            header=("Class of path in production use", "Before", "After"),
            rows=tuple(
                (row.path_class, f"{row.before:,}", f"{row.after:,}") for row in item.classes
            ),
            numbers="lrr",
        ),
    )


def _routes_pictures(item: Consolidation, key: str, summary: ExecutiveSummary) -> Drawings:
    sides = ((False, f"Before: {summary.title.before}"), (True, f"After: {summary.title.after}"))
    return Drawings(
        items=tuple(
            BlockPicture(
                caption=caption,
                svg=render_routes(
                    item.routes.items,
                    f"{key}-routes-{'after' if after else 'before'}",
                    after=after,
                    more=item.routes.more,
                ),
            )
            for after, caption in sides
        )
    )


def _name_list(names: tuple[str, ...]) -> Bullets:
    return Bullets(items=tuple((Name(name),) for name in names), style="names")


def _shifts(title: str, shifts: Excerpt[PathShift]) -> list[Block]:
    if not shifts.items:
        return [Paragraph(cells=(f"{title}: none.",), faint=True)]
    more = describe_more(shifts)
    lines: tuple[tuple[BlockCell, ...], ...] = tuple(
        (Name(shift.path), f"({shift.path_class}){f', {shift.note}' if shift.note else ''}")
        for shift in shifts.items
    )
    return [Label(f"{title}{f' ({more})' if more else ''}"), Bullets(items=lines, style="names")]


def _paths_in_use(item: Consolidation) -> Block:
    if not item.in_use.items:
        return Paragraph(cells=("No path to it is in use.",), faint=True)
    more = describe_more(item.in_use)
    return Grid(
        caption=f"{item.title}: paths in use at the later revision{f' ({more})' if more else ''}",
        header=("Path in use", "Class", "Canonical", "Uses in production", "Uses in tests"),
        rows=tuple(
            (
                Name(use.path),
                use.path_class,
                "yes" if use.canonical else "no",
                f"{use.production:,}",
                f"{use.test:,}",
            )
            for use in item.in_use.items
        ),
        numbers="lllrr",
    )
