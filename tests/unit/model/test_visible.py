from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.model.rules import Declared
from audit.model.visible import LONGEST_WORD, visible_record, visible_text


def test_control_and_direction_characters_become_escapes() -> None:
    """What hides, breaks or reorders a line is shown as its escape."""
    assert visible_text("a\n\t\x00b\u202ec\ud800\U000e0041") == (
        "a\\n\\t\\x00b\\u202ec\\ud800\\U000e0041"
    )


def test_letters_of_every_script_stay() -> None:
    """Letters, marks, symbols and spaces of any script are not touched."""
    assert visible_text("Größe – שלום مرحبا → 20 %") == "Größe – שלום مرحبا → 20 %"


def test_a_long_word_keeps_its_ends_and_says_what_is_missing() -> None:
    """A name too long to read keeps head and tail, with the number of characters left out."""
    shown = visible_text("a" * 500 + "z")
    assert shown.startswith("a" * 150 + " … 301 characters … ")
    assert shown.endswith("z")


def test_a_long_sentence_of_short_words_stays_whole() -> None:
    """Only words are cut at the length of a name, sentences are not."""
    sentence = "word " * LONGEST_WORD
    assert visible_text(sentence) == sentence


@given(st.text(max_size=600))
def test_showing_twice_changes_nothing_more(text: str) -> None:
    """Visible text is visible already, and can be written as UTF-8."""
    once = visible_text(text)
    assert visible_text(once) == once
    once.encode("utf-8")


def test_every_text_of_a_record_is_made_visible() -> None:
    """A record keeps its type and its other values; each text in it becomes visible."""
    record = Declared(title="a\n", value="b\x00", declared_by="c")
    assert visible_record((record, 3)) == (
        Declared(title="a\\n", value="b\\x00", declared_by="c"),
        3,
    )
