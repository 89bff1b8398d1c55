"""The starter configuration."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from audit.config.configuration import load_rules
from audit.config.starter import render_starter
from audit.model.rules import Component, Configuration


def load(text: str) -> Configuration:
    """Load the text as a configuration."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.toml"
        path.write_text(text, encoding="utf-8", newline="")
        return load_rules(path)


def test_what_was_found_stands_in_the_starter() -> None:
    """Roots and components load back as they were found; zones are shown with their counts."""
    component = Component(
        id="orders",
        title="Orders",
        symbols=("shop.orders.OrderManager", "shop.legacy.orders.OrderManager", "*OrderManager*"),
        canonical=("shop.orders.OrderManager",),
        max_paths=2,
        factory="shop.orders.get_manager",
        internal=("shop.orders._*",),
        proposed=True,
    )
    text = render_starter(
        roots=("src",), zones=(("production", 12), ("test", 1)), components=(component,)
    )
    loaded = load(text)
    assert loaded.phases == ()
    assert loaded.rules.roots == ("src",)
    assert loaded.rules.zones == ()
    (read,) = loaded.rules.components
    assert (read.id, read.symbols, read.canonical) == (
        "orders",
        component.symbols,
        component.canonical,
    )
    assert (read.max_paths, read.factory, read.internal) == (
        2,
        component.factory,
        component.internal,
    )
    assert "# production = " in text
    assert "# found: 12 modules" in text
    assert "# found: 1 module\n" in text


def test_the_commented_lines_are_an_example_that_loads() -> None:
    """Taking the comment signs away gives a configuration without mistakes."""
    text = render_starter(roots=(), zones=(), components=())
    marks = ("# [", "# id", "# title", "# date", "# before", "# after", "# tests", "# targets",
             "#     {", "# ]", "# business", "# production", "# test ", "# tool", "# vendored",
             "# roots")  # fmt: skip
    lines = [line[2:] if line.startswith(marks) else line for line in text.splitlines()]
    loaded = load("\n".join(lines))
    assert loaded.phases[0].targets[0].metric == "broken_imports"
    assert [pattern.zone for pattern in loaded.rules.zones] == [
        "production", "test", "tool", "vendored"
    ]  # fmt: skip


def test_odd_characters_are_escaped() -> None:
    """Control, direction and unpaired characters never stand raw in the text."""
    odd = 'a\x7f\u202e\ud800\n\u2028\x00\U000e0001"\\'
    component = Component(id=odd, title=odd, symbols=(odd,))
    text = render_starter(roots=(odd,), zones=(), components=(component,))
    assert not (set(odd) - set('a\n"\\')) & set(text)
    loaded = load(text).rules
    (read,) = loaded.components
    assert loaded.roots == (odd.replace("\ud800", "\ufffd"),)
    assert read.id == "a"
    assert read.title == odd.replace("\ud800", "\ufffd")


def test_each_id_stands_once_and_symbols_are_needed() -> None:
    """Components whose ids become the same, or that match nothing, do not spoil the file."""
    components = [
        Component(id="a b", title="first", symbols=("A",)),
        Component(id="a/b", title="second", symbols=("B",)),
        Component(id="c", title="third", symbols=()),
    ]
    loaded = load(render_starter(roots=(), zones=(), components=components))
    assert [(each.id, each.title) for each in loaded.rules.components] == [("a-b", "first")]


TEXT = st.text(st.characters(exclude_categories=()), min_size=1)


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=4))
def test_names_of_the_audited_code_cannot_break_it(found: list[tuple[str, str, str]]) -> None:
    """Whatever names were found, the starter loads without a mistake."""
    components = [
        Component(id=identity, title=title, symbols=("A*",), canonical=(path,), factory=path)
        for identity, title, path in found
    ]
    load(render_starter(roots=("src",), zones=(), components=components))
