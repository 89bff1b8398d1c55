"""Names in a sentence."""

from __future__ import annotations

import pytest

from audit.analysis.told_names import tell_first


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("", ""),
        ("a", "a"),
        ("abc", "a, b, c"),
        ("abcd", "a, b, c and 1 more"),
        ("abcdef", "a, b, c and 3 more"),
    ],
)
def test_three_names_and_how_many_more(names: str, told: str) -> None:
    """Three names are told, of more the number."""
    assert tell_first(names) == told


def test_as_many_as_one_wants() -> None:
    """Another number of names can be asked for."""
    assert tell_first("abcd", 4) == "a, b, c, d"
    assert tell_first("abcde", 4) == "a, b, c, d and 1 more"
