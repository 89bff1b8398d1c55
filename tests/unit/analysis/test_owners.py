"""Which component a symbol belongs to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.analysis.owners import Owners
from audit.model.rules import Component

PATHS = st.text("ab.", min_size=1, max_size=5)
PATTERNS = st.lists(st.text("ab.*?[]!", min_size=1, max_size=5), max_size=3)


def component(name: str, *symbols: str) -> Component:
    """A component of these patterns."""
    return Component(id=name, title=name, symbols=symbols)


@given(path=PATHS, patterns=st.lists(PATTERNS, max_size=3))
def test_the_first_component_that_matches_owns_a_path(path: str, patterns: list[list[str]]) -> None:
    """Of several components whose patterns match, the first counts, however often one asks."""
    components = [component(str(place), *each) for place, each in enumerate(patterns)]
    owners = Owners(components)
    expected = next((each for each in components if each.matches(path)), None)
    assert [owners.find(path), owners.find(path)] == [expected, expected]


def test_the_first_path_with_a_component_names_it() -> None:
    """Of several paths, the first that belongs to a component says which; else there is none."""
    owners = Owners([component("rows", "Row*"), component("seats", "hall.Seat")])
    assert owners.identify("hall.Door", "hall.Seat", "hall.Row") == "seats"
    assert owners.identify("hall.Door", "old.Seat") == ""
    assert owners.identify() == ""
