"""Two sources side by side."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from audit.views.source_diff import build_member_diff, build_source_diff
from tests.worlds.small_records import make_member

LEFT = "class Cart:\n    def add(self, item):\n        return item\n"
RIGHT = "class Cart:\n    def add(self, item, count):\n        return item\n    # end\n"


def test_lines_stand_beside_their_counterparts() -> None:
    """Equal lines pair up, edited lines are changed, lone lines are added or removed."""
    diff = build_source_diff("a.Cart", LEFT, "b.Cart", RIGHT, left_line=10, right_line=50)
    assert [(row.state, row.left_number, row.right_number) for row in diff.rows] == [
        ("same", 10, 50),
        ("changed", 11, 51),
        ("same", 12, 52),
        ("added", None, 53),
    ]
    assert diff.counts == {"same": 2, "changed": 1, "removed": 0, "added": 1}


def test_common_indentation_does_not_count() -> None:
    """A nested class and a module-level one with the same text are the same."""
    nested = "".join(f"    {line}\n" for line in LEFT.splitlines())
    assert build_source_diff("a", LEFT, "b", nested).counts["same"] == 3


def test_the_two_sides_mirror() -> None:
    """What is added seen from one side is removed seen from the other."""
    there = build_source_diff("a", LEFT, "b", RIGHT).counts
    back = build_source_diff("b", RIGHT, "a", LEFT).counts
    assert (there["added"], there["removed"]) == (back["removed"], back["added"])


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.cells: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "td":
            self.cells.append("")
        self.inside = tag == "td" or (self.inside and tag == "span")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "td"

    def handle_data(self, data: str) -> None:
        if self.inside or (self.cells and self.tags[-1] == "span"):
            self.cells[-1] += data


def test_the_page_marks_by_sign_and_word() -> None:
    """HTML marks a change with a sign and a word, not by a tint alone."""
    page = build_source_diff("a", LEFT, "b", RIGHT).render_html()
    assert '<span aria-label="changed" role="img">~</span>' in page
    assert '<span aria-label="added" role="img">+</span>' in page
    assert page.count('scope="col"') == 4
    assert '<span style="font-weight:bold">class</span>' in page


@given(st.text(alphabet=st.sampled_from("<b>&\"'\n\r\t #x=(\x0c\u2028\u202e\x85`{}"), max_size=60))
def test_any_source_is_shown_whole_and_harmless(text: str) -> None:
    """Whatever the source holds, every line of it is there, as text, in all three forms."""
    diff = build_source_diff("left <i>", text, "right", "x = 1")
    page = diff.render_html()
    parser = _Cells()
    parser.feed(page)
    assert set(parser.tags) <= {
        "div",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "span",
    }
    left = [row.left for row in diff.rows if row.left_number is not None]
    shown = [cell[2:] for cell in parser.cells[::2]][: len(diff.rows)]
    pairs = zip(diff.rows, shown, strict=False)
    assert [cell for row, cell in pairs if row.left_number is not None] == left
    assert "\u202e" not in page
    assert "\u202e" not in diff.render_text()
    assert diff.render_markdown().startswith("```")


def test_no_line_closes_the_fence() -> None:
    """A source that holds a Markdown fence stays inside the block."""
    text = build_source_diff("a", "```\nx\n", "b", "````\n").render_markdown()
    assert text.startswith("`````diff\n")
    assert text.endswith("`````\n")


def test_very_long_sources_are_cut_and_told() -> None:
    """Only so many lines are shown, and the caption says so."""
    diff = build_source_diff("a", "x\n" * 6000, "b", "x\n")
    assert diff.note == "Only the first 5,000 lines are shown."
    assert diff.note in diff.render_html()


def test_two_members_are_numbered_as_in_their_files() -> None:
    """The lines of two classes keep the numbers that they have in their files."""
    pair = (replace(make_member("a.Cart"), line=7), replace(make_member("b.Cart"), line=90))
    diff = build_member_diff(pair, [LEFT, RIGHT])
    assert (diff.rows[0].left_number, diff.rows[0].right_number) == (7, 90)
    assert diff.left_title == "a.Cart (a.py)"


def test_a_missing_source_is_told() -> None:
    """Without the source of both members there is one sentence instead of a wrong picture."""
    diff = build_member_diff((make_member("a.Cart"), make_member("b.Cart")), [LEFT, None])
    assert diff.rows == ()
    for text in (repr(diff), diff.render_html(), diff.render_markdown()):
        assert "The source is not here" in text
