"""Which definition paths a component's patterns match."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.model.rules import Component

PATHS = st.lists(st.text("ab.", min_size=1, max_size=5), max_size=6)
PATTERNS = st.lists(st.text("ab.*?[]!", min_size=1, max_size=5), max_size=4)


def test_plain_and_wild_patterns_select_by_path_or_last_name() -> None:
    """A pattern with a dot is about the whole path, one without about the last name."""
    component = Component(id="c", title="C", symbols=("pkg.seats.Seat", "Row", "Aisle*"))
    paths = ["pkg.seats.Seat", "old.Seat", "pkg.seats.Row", "x.AisleMap", "pkg.Rows"]
    assert component.select(paths) == {"pkg.seats.Seat", "pkg.seats.Row", "x.AisleMap"}


@given(paths=PATHS, patterns=PATTERNS)
def test_selecting_many_is_matching_each(paths: list[str], patterns: list[str]) -> None:
    """What is selected from many paths are those that match one by one."""
    component = Component(id="c", title="C", symbols=tuple(patterns))
    assert component.select(paths) == {path for path in paths if component.matches(path)}
