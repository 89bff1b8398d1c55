"""Tables that fit their terminal."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from audit.cli.terminal_table import NARROWEST, build_terminal_table, share_width
from audit.views.column import Cell, Column, Dtype

NAME = Column(key="name", title="Name", dtype=Dtype.CODE)
COUNT = Column(key="count", title="How many", dtype=Dtype.INTEGER)


def draw(width: int, *rows: tuple[Cell, ...], columns: tuple[Column, ...] = (NAME, COUNT)) -> str:
    """The table as a terminal of `width` columns shows it, without blanks at line ends."""
    console = Console(file=io.StringIO(), width=width, markup=False, highlight=False)
    console.print(build_terminal_table(columns, rows, width))
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


def test_columns_are_as_wide_as_they_need() -> None:
    """Where there is room, nothing is broken; numbers stand to the right."""
    assert draw(80, ("pkg.alpha.Beta", 1200), ("pkg.b", 3)) == (
        "Name            How many\n"
        "────────────────────────\n"
        "pkg.alpha.Beta     1,200\n"
        "pkg.b                  3"
    )


def test_names_break_after_dots_and_headings_at_blanks() -> None:
    """In a narrow terminal names go on below, indented; numbers stay whole."""
    assert draw(27, ("package.module.ClassName", 1200)).splitlines() == [
        " " * 23 + "How",
        "Name" + " " * 18 + "many",
        "─" * 26,
        "package.module." + " " * 6 + "1,200",
        "  ClassName",
    ]


def test_the_ending_of_a_file_stays_with_its_name() -> None:
    """A path breaks after slashes, not before `.py`."""
    assert "some_module.py:13" in draw(30, ("folder/inner/some_module.py:13", 1))


def test_markup_is_text() -> None:
    """Brackets are shown, not read; hidden characters are escaped."""
    for dtype in (Dtype.CODE, Dtype.TEXT):
        column = Column(key="name", title="[b]\x1b", dtype=dtype)
        shown = draw(80, ("[red]x[/red]\x1b[31m\u202e", 1), columns=(column, COUNT))
        assert "[red]x[/red]\\x1b[31m\\u202e" in shown
        assert "[b]\\x1b" in shown


@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.integers(0, 60)).map(lambda n: (n[0], n[0] + n[1])),
        min_size=1,
        max_size=8,
    ),
    st.integers(10, 200),
)
def test_widths_keep_to_the_terminal(needs: list[tuple[int, int]], width: int) -> None:
    """No column gets more than it needs; all get their least, and the sum fits, where it can."""
    widths = share_width(needs, width)
    assert all(each <= best for each, (_, best) in zip(widths, needs, strict=True))
    if sum(least for least, _ in needs) <= width:
        assert sum(widths) <= width
        assert all(each >= least for each, (least, _) in zip(widths, needs, strict=True))
    elif NARROWEST * len(needs) <= width:
        assert sum(widths) <= width
