"""Class families of a component: members, the order of merging, and the interface matrix."""

from __future__ import annotations

from audit.model.families import MATRIX_LEGEND, CellState, Family, FamilyMember, MatrixRow
from audit.model.figures import Excerpt
from audit.reports.blocks import Block, BlockCell, Bullets, Grid, Label, Name, Names, Paragraph
from audit.reports.excerpt import build_excerpt
from audit.reports.prose import count_of, describe_more

__all__ = ["SHOWN_MEMBERS", "build_family_blocks"]

SHOWN_MEMBERS = 8
SHOWN_METHODS = 12
SHOWN_DIFFERENCES = 12
SHOWN_PORTS = 6


def build_family_blocks(families: Excerpt[Family]) -> list[Block]:
    """Each family in its order, then how many more there are."""
    blocks = [block for family in families.items for block in _tell_family(family)]
    if families.more:
        words = f"{count_of(families.more, 'more class family', 'more class families')}."
        blocks.append(Paragraph(cells=(words,), faint=True))
    return blocks


def _tell_family(family: Family) -> list[Block]:
    ordered = sorted(family.members, key=lambda each: (each.path != family.reference, each.path))
    members = build_excerpt(tuple(ordered), SHOWN_MEMBERS)
    claim = "could be merged" if family.duplicate else "no duplicates"
    blocks: list[Block] = [
        Label(f"Class family {family.name}: {family.verdict.value}, {claim}"),
        _members_grid(family, members),
    ]
    if family.matrix:
        blocks.append(_matrix_grid(family, members))
        blocks += _differences(family, members)
    return blocks


def _members_grid(family: Family, members: Excerpt[FamilyMember]) -> Grid:
    more = describe_more(members)
    saved = f"; lines that could go: {family.lines_saved:,}" if family.lines_saved else ""
    return Grid(
        caption=f"Members, number 1 the proposed survivor{saved}{f' ({more})' if more else ''}",
        header=("Member", "No.", "Zone", "Life", "What it is", "Merge as", "Port first"),
        rows=tuple(
            _describe_member(number, member, family)
            for number, member in enumerate(members.items, 1)
        ),
        numbers="lrlllrl",
    )


def _describe_member(number: int, member: FamilyMember, family: Family) -> tuple[BlockCell, ...]:
    verdict = "stays" if member.verdict is None else member.verdict.value
    apart = member.merge_rank and member.compared_with not in ("", family.reference)
    return (
        Name(member.path),
        str(number),
        member.zone.value,
        member.life.value,
        f"{verdict}, of {member.compared_with}" if apart else verdict,
        str(member.merge_rank) if member.merge_rank else "–",
        Names(build_excerpt(member.ports, SHOWN_PORTS), empty="nothing"),
    )


def _matrix_grid(family: Family, members: Excerpt[FamilyMember]) -> Grid:
    rows = build_excerpt(family.matrix, SHOWN_METHODS)
    more = describe_more(rows)
    title = f"Interface matrix, method by member{f' ({more})' if more else ''}"
    numbers = tuple(str(number) for number in range(1, len(members.items) + 1))
    return Grid(
        caption=f"{title}; {MATRIX_LEGEND}",
        header=("Method", *numbers),
        rows=tuple(
            (Name(row.method), *(_tell_state(row, member) for member in members.items))
            for row in rows.items
        ),
    )


def _tell_state(row: MatrixRow, member: FamilyMember) -> str:
    found = next((cell for cell in row.cells if cell.member == member.path), None)
    return CellState.MISSING.value if found is None else found.state.value


def _differences(family: Family, members: Excerpt[FamilyMember]) -> list[Block]:
    """What drifted, spelled out: by method, then by member."""
    spelled = tuple(
        (Name(row.method), f"in {number}: {'; '.join(cell.differences)}")
        for row in family.matrix
        for number, member in enumerate(members.items, 1)
        for cell in row.cells
        if cell.member == member.path and cell.differences
    )
    if not spelled:
        return []
    shown = build_excerpt(spelled, SHOWN_DIFFERENCES)
    more = describe_more(shown)
    title = f"What differs from number 1{f' ({more})' if more else ''}"
    return [Label(title), Bullets(items=shown.items, style="notes")]
