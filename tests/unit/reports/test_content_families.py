"""A component's class families in the report: members, order of merging, interface matrix."""

from __future__ import annotations

from dataclasses import replace

from audit.model.families import CellState, Verdict
from audit.model.figures import Excerpt
from audit.reports.blocks import Bullets, Grid, Label, Name, Paragraph
from audit.reports.content_families import SHOWN_MEMBERS, build_family_blocks
from tests.worlds.small_records import make_family
from tests.worlds.tills import find_family


def test_a_family_tells_members_and_matrix() -> None:
    """The survivor is number 1, each member says what it is; the matrix follows."""
    label, members, matrix, *_ = build_family_blocks(Excerpt(items=(find_family(),), total=1))
    assert label == Label("Class family Till: drifted copy, could be merged")
    assert isinstance(members, Grid)
    assert isinstance(matrix, Grid)
    assert [row[:2] for row in members.rows] == [
        (Name("shop.till.Till"), "1"),
        (Name("shop.old.Till"), "2"),
    ]
    assert [row[4:6] for row in members.rows] == [("stays", "–"), ("drifted copy", "1")]
    assert (Name("count"), "missing", "same") in matrix.rows
    assert {row[0] for row in matrix.rows} >= {Name("refund"), Name("close_day")}


def test_long_families_are_cut_with_a_count() -> None:
    """More members than fit are counted, and families that are not shown are counted too."""
    paths = tuple(f"m{number}.Cart" for number in range(SHOWN_MEMBERS + 3))
    found = Excerpt(items=(make_family("Cart", paths),), total=3)
    _, members, *_, last = build_family_blocks(found)
    assert isinstance(members, Grid)
    assert len(members.rows) == SHOWN_MEMBERS
    assert f"{SHOWN_MEMBERS} of {len(paths)} shown" in members.caption
    assert last == Paragraph(cells=("2 more class families.",), faint=True)


def test_what_is_no_copy_of_the_survivor_says_of_what() -> None:
    """A member that goes into another one than the survivor names that one."""
    family = make_family("Cart", ("a.Cart", "b.Cart", "c.Cart"))
    first, second, third = family.members
    second = replace(second, verdict=Verdict.EXACT, compared_with="a.Cart", merge_rank=2)
    third = replace(third, verdict=Verdict.EXACT, compared_with="b.Cart", merge_rank=1)
    told = replace(family, members=(first, second, third))
    _, members, *_ = build_family_blocks(Excerpt(items=(told,), total=1))
    assert isinstance(members, Grid)
    assert [row[4] for row in members.rows][1:] == ["exact copy", "exact copy, of b.Cart"]


def test_the_matrix_says_that_signatures_are_compared() -> None:
    """Equal signatures say nothing of the bodies, and the matrix says so."""
    _, _, matrix, *_ = build_family_blocks(Excerpt(items=(find_family(),), total=1))
    assert isinstance(matrix, Grid)
    assert "the bodies may differ" in matrix.caption


def test_what_drifted_is_spelled_out() -> None:
    """A drifted method is told with the member's number and the difference."""
    cells: dict[str, tuple[tuple[str, CellState, tuple[str, ...]], ...]] = {
        "add": (
            ("(self, item)", CellState.SAME, ()),
            ("(self, item, count)", CellState.DRIFTED, ("parameter count added",)),
        )
    }
    family = make_family("Cart", ("a.Cart", "b.Cart"), cells=cells)
    blocks = build_family_blocks(Excerpt(items=(family,), total=1))
    (differences,) = (each for each in blocks if isinstance(each, Bullets))
    assert differences.items == ((Name("add"), "in 2: parameter count added"),)


def test_no_family_no_block() -> None:
    """A component whose classes stand alone says nothing about families."""
    assert build_family_blocks(Excerpt(items=(), total=0)) == []
