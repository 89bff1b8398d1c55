"""The interface matrix spells out what differs."""

from __future__ import annotations

from textwrap import indent

import pytest

from audit.analysis.families.matrix import build_matrix, find_differences, render_signature
from audit.analysis.families.profiles import build_profiles
from audit.model.facts import FunctionFact
from audit.model.families import CellState
from tests.worlds.classes import draw_classes


def method(source: str) -> FunctionFact:
    """The facts of a method with this header."""
    record = draw_classes({"a.py": "class A:\n" + indent(f"{source}: return 1", "    ")})[0]
    return record.fact.methods[0]


@pytest.mark.parametrize(
    ("before", "after", "differences"),
    [
        ("def f(self, a)", "def f(self, a)", ()),
        ("def f(self, a)", "def f(self, a, b=1)", ("parameter added: b",)),
        ("def f(self, a, b)", "def f(self, a)", ("parameter removed: b",)),
        ("def f(self, a, b)", "def f(self, a, c)", ("parameter renamed: b → c",)),
        (
            "def f(self, a, b)",
            "def f(self, b, a)",
            ("parameters reordered: self, a, b → self, b, a",),
        ),
        ("def f(self, *, a, b)", "def f(self, *, b, a)", ()),
        (
            "def f(self, a, b, c)",
            "def f(self, b, *, a, c)",
            (
                "parameter kind changed: a: any → keyword",
                "parameter kind changed: c: any → keyword",
            ),
        ),
        ("def f(self, a, *b)", "def f(self, *b)", ("parameter removed: a",)),
        (
            "async def f(self, a: int = 1) -> str",
            "def f(self, a: str, b=2)",
            (
                "parameter added: b",
                "default changed: a: 1 → none",
                "annotation changed: a: int → str",
                "return changed: str → none",
                "became sync",
            ),
        ),
        ("def f(self, a=1)", "def f(self, a=2)", ("default changed: a: 1 → 2",)),
        ("def f(self, a)", "def f(self, a=None)", ("default changed: a: none → None",)),
        ("def f(self, a: int)", "def f(self, a: str)", ("annotation changed: a: int → str",)),
        ("def f(self, a)", "def f(self, *, a)", ("parameter kind changed: a: any → keyword",)),
        ("def f(self)", "async def f(self)", ("became async",)),
        ("async def f(self)", "def f(self)", ("became sync",)),
        ("def f(self)", "def f(self) -> int", ("return changed: none → int",)),
        ("def f(self)", "@property\ndef f(self)", ("decorators changed: none → property",)),
    ],
)
def test_differences(before: str, after: str, differences: tuple[str, ...]) -> None:
    """Each way in which a signature can differ has its own words."""
    assert find_differences(method(before), method(after)) == differences


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "def f(self, a, /, b: int = 1, *c, d=2, **e) -> str",
            "(self, a, /, b: int = 1, *c, d=2, **e) -> str",
        ),
        ("async def f(self, *, d)", "async (self, *, d)"),
        ("@property\ndef f(self)", "@property (self)"),
    ],
)
def test_signature_text(source: str, text: str) -> None:
    """A signature reads as code reads, with decorators and async in front."""
    assert render_signature(method(source)) == text


def test_rows_and_cells() -> None:
    """Rows: the reference's methods first, then others by name; cells in member order."""
    source = """
class Old:
    def zeta(self): return 1
    def extra(self): return 2
class New:
    def zeta(self, a): return 1
    def alpha(self): return 1
class Third:
    def extra(self): return 3
"""
    new, old, third = build_profiles(draw_classes({"a.py": source}))
    rows = build_matrix([new, old, third], new)
    assert [row.method for row in rows] == ["zeta", "alpha", "extra"]
    assert [cell.member for cell in rows[0].cells] == ["a.New", "a.Old", "a.Third"]
    assert [cell.state for cell in rows[0].cells] == [
        CellState.SAME,
        CellState.DRIFTED,
        CellState.MISSING,
    ]
    assert rows[0].cells[2].signature == ""
    # `extra` is missing in the reference: its first definition is the yardstick.
    assert [cell.state for cell in rows[2].cells] == [
        CellState.MISSING,
        CellState.SAME,
        CellState.SAME,
    ]
