"""Tables of a phase."""

from __future__ import annotations

import pytest

from audit.model.comparison import FileChanges, PathChange
from audit.model.metrics import Direction
from audit.views.comparison import (
    build_change_table,
    build_delta_table,
    build_file_table,
    build_path_change_table,
    build_state_table,
    tell_trend,
)
from tests.worlds.small_records import make_comparison, make_delta, make_finding


@pytest.mark.parametrize(
    ("before", "after", "direction", "trend"),
    [
        (6, 3, Direction.LOWER, "better"),
        (3, 6, Direction.LOWER, "worse"),
        (3, 6, Direction.HIGHER, "better"),
        (6, 3, Direction.HIGHER, "worse"),
        (3, 3, Direction.HIGHER, "same"),
        (3, 6, Direction.NEUTRAL, "changed"),
        (None, 6, Direction.LOWER, "not measurable"),
    ],
)
def test_the_trend_follows_the_direction(
    before: float | None, after: float, direction: Direction, trend: str
) -> None:
    """Whether a change is better depends on the metric's direction, and may not be known."""
    assert tell_trend(make_delta("m", before, after, direction)) == trend


def test_metrics_stand_before_after_and_change() -> None:
    """Each metric has both values and after minus before; the rules are spoken of."""
    table = build_delta_table(make_comparison(metrics=(make_delta("paths", 6, 3),), reaudited=True))
    assert table.rows[0][2:5] == (6, 3, -3)
    assert table.title == "From old to new"
    assert "audited again under the rules of the one after" in table.note


def test_unchanged_metrics_can_be_left_out_but_are_counted() -> None:
    """A table of changes says how many figures did not change; missing ones stay in."""
    metrics = (
        make_delta("paths", 6, 3),
        make_delta("cycles", 1, 1),
        make_delta("tests", None, 2),
    )
    table = build_delta_table(make_comparison(metrics=metrics), same=False)
    assert table.column("metric") == ("paths", "tests")
    assert table.note.startswith("Unchanged: 1 of 3 figures.")


def test_findings_are_counted_by_state() -> None:
    """Introduced, resolved and remaining findings are counted, with their subjects."""
    comparison = make_comparison(
        introduced=(make_finding("a"),), resolved=(make_finding("b"), make_finding("c"))
    )
    table = build_state_table(comparison)
    assert table.column("state") == ("introduced", "resolved", "remaining")
    assert table.column("findings") == (1, 2, 0)
    assert table.column("subjects") == (("a",), ("b", "c"), ())


def test_changed_findings_leave_out_the_remaining_ones_unless_asked() -> None:
    """Remaining findings are counted in the note and listed on request."""
    comparison = make_comparison(introduced=(make_finding("a"),), remaining=(make_finding("z"),))
    table = build_change_table(comparison)
    assert table.column("subject") == ("a",)
    assert table.note == "Remaining, not changed: 1 finding."
    assert build_change_table(comparison, remaining=True).column("state") == (
        "introduced",
        "remaining",
    )


def test_paths_are_listed_as_added_and_removed() -> None:
    """Every path that appeared or went is a row, and the note counts both."""
    changes = tuple(
        PathChange(definition="a.X", path=path, path_class="shim", state=state)
        for path, state in (("z.X", "removed"), ("b.X", "added"), ("c.X", "removed"))
    )
    table = build_path_change_table(make_comparison(paths=changes))
    assert table.column("path") == ("b.X", "c.X", "z.X")
    assert table.note == "1 added, 2 removed."


def test_files_are_counted_by_zone() -> None:
    """Each zone has a row even without changes, and the last row is the sum."""
    files = FileChanges(
        added=(("a.py", "production"),),
        removed=(("t.py", "test"), ("b.py", "production")),
        changed=(),
        moved=(("c.py", "d.py", "production"),),
        rewritten=(("b.py", "a.py", "production"),),
    )
    table = build_file_table(make_comparison(files=files))
    assert table.rows == (
        ("production", 1, 1, 0, 1, 1),
        ("test", 0, 1, 0, 0, 0),
        ("tool", 0, 0, 0, 0, 0),
        ("vendored", 0, 0, 0, 0, 0),
        ("all", 1, 2, 0, 1, 1),
    )
