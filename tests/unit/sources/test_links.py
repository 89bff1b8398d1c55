"""Links of a tree that is not on disk."""

from __future__ import annotations

import pytest

from audit.sources.links import follow_link


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"a": "b"}, ("b", "")),
        ({"a": "./x/../b/"}, ("b", "")),
        ({"a": "b", "b": "c"}, ("c", "")),
        ({"a": "d/e", "d": "f/g"}, ("f/g/e", "")),
        ({"a": ".."}, ("", "a link that leads outside the source")),
        ({"a": "/etc"}, ("", "a link that leads outside the source")),
        ({"a": "a"}, ("", "a link loop")),
        ({"a": "b", "b": "a"}, ("", "a link loop")),
        ({"a": "."}, ("", "")),
    ],
)
def test_following(texts: dict[str, str], expected: tuple[str, str]) -> None:
    """A link is followed part by part, and never out of the tree or round in circles."""
    assert follow_link("a", texts) == expected


def test_a_link_is_relative_to_its_own_folder() -> None:
    """`..` in a link's text starts at the folder that holds the link."""
    assert follow_link("x/y/a", {"x/y/a": "../z"}) == ("x/z", "")
