"""Names from audited code do no harm on any page."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from audit.views.escape import escape_html, escape_markdown, guard_formula, show_invisible

TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("\\`*_[]<>&|~$@#:.!-+=('\" a1\n\t\u202e\ud800"), st.characters()
    )
)


def test_invisible_characters_become_visible_escapes() -> None:
    """Control, direction, zero-width, surrogate and separator characters are spelled out."""
    shown = show_invisible("a\nb\tc\x1b[31m\u202ed\u200be\u2028f\ud800g\U000e0041")
    assert shown == "a\\nb\\tc\\x1b[31m\\u202ed\\u200be\\u2028f\\ud800g\\U000e0041"


def test_visible_characters_stay() -> None:
    """Letters of any script, digits and punctuation are left as they are."""
    assert show_invisible("Größe π 名前 שלום <b>|`") == "Größe π 名前 שלום <b>|`"


@given(TEXTS)
def test_nothing_invisible_survives(text: str) -> None:
    """What is shown stands on one line and holds no character that draws nothing."""
    assert not {unicodedata.category(each) for each in show_invisible(text)} & {
        "Cc",
        "Cf",
        "Cs",
        "Zl",
        "Zp",
    }


class _Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""
        self.titles: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.titles += [value for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@given(TEXTS)
def test_html_reads_back_as_the_shown_text(text: str) -> None:
    """A browser's parser reads exactly the shown text, as content and as an attribute."""
    collector = _Collector()
    collector.feed(f'<p title="{escape_html(text)}">{escape_html(text)}</p>')
    collector.close()
    assert collector.tags == ["p"]
    assert collector.text == show_invisible(text)
    assert collector.titles == [show_invisible(text)]


@given(TEXTS, st.booleans())
def test_markdown_reads_back_as_the_shown_text(text: str, code: bool) -> None:
    """A Markdown parser reads one table cell with exactly the shown text and no markup in it."""
    source = f"| a | b |\n| --- | --- |\n| {escape_markdown(text, code=code)} | end |\n"
    parser = MarkdownIt("gfm-like", {"linkify": False}).disable("linkify")
    tokens = parser.parse(source)
    cells = [token for token in tokens if token.type == "inline"]
    assert len(cells) == 4
    children = cells[2].children or []
    assert {child.type for child in children} <= {"text", "text_special", "code_inline"}
    assert "".join(child.content for child in children) == show_invisible(text).strip()


@pytest.mark.parametrize(
    "text", ["see @everyone", "fixes #12", "http://x.example", "www.x.example"]
)
def test_markdown_makes_no_link_or_mention(text: str) -> None:
    """What a code host would turn into a link or a mention stands in a code span."""
    assert escape_markdown(text) == f"`{text}`"


def test_markdown_leaves_plain_words_alone() -> None:
    """A plain sentence is the same in Markdown, so that the source stays readable."""
    assert escape_markdown("3 paths, 1 allowed (inferred: definition).") == (
        "3 paths, 1 allowed (inferred: definition)."
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "＝1"])
def test_formulas_are_guarded(text: str) -> None:
    """Text that a spreadsheet would compute starts with an apostrophe."""
    assert guard_formula(text) == f"'{text}"


def test_other_text_is_not_guarded() -> None:
    """Plain names carry no apostrophe."""
    assert guard_formula("a.b=c") == "a.b=c"
