"""Globs over paths."""

from __future__ import annotations

import fnmatch
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.sources.globs import matches_any, matches_glob, translate_glob


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("tests/**", "tests/unit/test_a.py", True),
        ("tests/**", "tests", False),
        ("tests/**", "src/tests/a.py", False),
        ("**/tests/**", "src/tests/a.py", True),
        ("**/tests/**", "tests/a.py", True),
        ("**", "a/b.py", True),
        ("**/*.py", "a.py", True),
        ("**/*.py", "a/b/c.py", True),
        ("*.py", "a/b.py", False),
        ("a/*/c.py", "a/b/c.py", True),
        ("a/*/c.py", "a/b/b/c.py", False),
        ("a/**/c.py", "a/c.py", True),
        ("a/**/c.py", "a/b/b/c.py", True),
        ("docs", "docs/guide/conf.py", True),
        ("docs/", "docs/guide/conf.py", True),
        ("docs", "docsx/conf.py", False),
        ("./docs", "docs/conf.py", True),
        ("?.py", "a.py", True),
        ("?.py", "/.py", False),
        ("[ab].py", "b.py", True),
        ("[!ab].py", "b.py", False),
        ("[!ab].py", "c.py", True),
        ("[a-c].py", "b.py", True),
        ("[]].py", "].py", True),
        ("a[.py", "a[.py", True),
        ("a.py", "aXpy", False),
        ("a+(b).py", "a+(b).py", True),
        ("x[!a]y", "x/y", False),
        ("[z-a].py", "b.py", False),
        ("a\nb", "a\nb", True),
        ("", "a.py", False),
    ],
)
def test_glob_rules(pattern: str, path: str, *, expected: bool) -> None:
    """A glob is anchored at the top, `**` spans folders, and a folder's glob covers its files."""
    assert matches_glob(path, pattern) is expected


def test_any_of_several() -> None:
    """A path matches a set of globs when one of them matches it."""
    assert matches_any("b.py", ("a.py", "b.py"))
    assert not matches_any("b.py", ())


@given(
    st.text(alphabet="ab*?[]!-.^\\", max_size=8), st.text(alphabet="ab.-]^", min_size=1, max_size=5)
)
def test_one_part_agrees_with_fnmatch(pattern: str, name: str) -> None:
    """Within one path part the standard library's fnmatch gives the same answer."""
    if pattern in ("", ".", "**") or "//" in pattern:
        return
    assert matches_glob(name, pattern) is fnmatch.fnmatchcase(name, pattern)


@given(st.text(max_size=20))
def test_every_text_is_a_pattern(pattern: str) -> None:
    """No text makes the translation fail."""
    re.compile(translate_glob(pattern))
