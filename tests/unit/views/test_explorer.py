"""The explorer's side in Python: selection, questions, stand-ins."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pandas
import pytest

from audit.errors import SnapshotError, UnknownNameError
from audit.views.explorer import Explorer, explore
from audit.views.widget_display import STATIC_FOLDER
from tests.worlds.shop import make_shop
from tests.worlds.snapshots import hostile_snapshot


@pytest.fixture
def explorer() -> Explorer:
    """The shop in the explorer."""
    return explore(make_shop(("shop.cart", "shop.pay.card"), ("tests.test_cart", "shop.cart")))


def test_selection_is_a_table_of_modules(explorer: Explorer) -> None:
    """A selected package stands for its modules, each once, with figures of the view."""
    explorer.selection = ["shop.pay", "shop.cart", "shop.pay.card"]
    frame = explorer.selection
    assert list(frame["module"]) == ["shop.pay.card", "shop.pay.cash", "shop.cart"]
    assert list(frame["selected"]) == ["shop.pay", "shop.pay", "shop.cart"]
    assert list(frame["fan_in"]) == [1, 0, 1]
    assert list(frame["fan_out"]) == [0, 0, 1]
    assert list(frame["file"]) == ["shop/pay/card.py", "shop/pay/cash.py", "shop/cart.py"]


def test_selection_is_set_by_name_by_names_and_by_table(explorer: Explorer) -> None:
    """What comes out of `selection` can go in again."""
    explorer.selection = "shop.cart"
    assert list(explorer.selection["module"]) == ["shop.cart"]
    explorer.selection = pandas.DataFrame({"module": ["tests.test_cart"]})
    assert list(explorer.selection["module"]) == ["tests.test_cart"]
    explorer.selection = []
    assert explorer.selection.empty


def test_the_front_end_selects_by_node_number(explorer: Explorer) -> None:
    """What the picture writes is read back as names."""
    explorer.set_state({"selected": [explorer.tree.modules["shop.pay.cash"]]})
    assert list(explorer.selection["module"]) == ["shop.pay.cash"]


def test_an_unknown_name_is_told_with_the_nearest(explorer: Explorer) -> None:
    """Selecting, focusing and chains refuse a name that does not exist."""
    with pytest.raises(UnknownNameError, match=r"did you mean shop\.cart"):
        explorer.selection = "shop.carts"
    with pytest.raises(UnknownNameError):
        explorer.focus("nowhere")
    with pytest.raises(UnknownNameError):
        explorer.show_chains("shop", "nowhere")


def test_focus_and_chains_are_shown_by_name(explorer: Explorer) -> None:
    """The methods set what the picture shows; an empty name shows everything."""
    explorer.focus("shop.cart", upstream=2, downstream=0)
    assert (explorer.focused, explorer.upstream, explorer.downstream) == (
        explorer.tree.modules["shop.cart"],
        2,
        0,
    )
    explorer.focus("")
    assert explorer.focused == -1
    explorer.show_chains("tests.test_cart", "shop.pay")
    assert explorer.chain == [
        explorer.tree.modules["tests.test_cart"],
        explorer.tree.names.index("shop.pay"),
    ]


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"ask": "node"},
        {"ask": "node", "node": 9999},
        {"ask": "node", "node": -1},
        {"ask": "node", "node": "0"},
        {"ask": "statements", "source": 0},
        {"ask": "else", "node": 0},
    ],
)
def test_a_senseless_question_is_answered_by_an_error(
    explorer: Explorer, question: dict[str, object]
) -> None:
    """The front end gets an answer whatever it asks."""
    assert "error" in explorer.answer(question)


def test_a_static_picture_stands_in_where_no_widget_runs(explorer: Explorer) -> None:
    """The output carries HTML with SVG and table, Markdown and text besides the widget."""
    bundle = explorer._repr_mimebundle_()
    assert bundle is not None
    data = bundle[0]
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "<svg" in str(data["text/html"])
    assert "<table" in str(data["text/html"])
    assert "shop" in str(data["text/markdown"])
    assert "shop" in str(data["text/plain"])


def test_hostile_names_leave_as_displayable_json() -> None:
    """Every text of the payload and of every answer encodes as UTF-8 and has no control."""
    world = hostile_snapshot()
    shown = explore(world, world)
    answers = [shown.answer({"ask": "node", "node": node}) for node in range(len(shown.tree.names))]
    text = json.dumps([json.loads(shown.document), answers], ensure_ascii=False)
    text.encode("utf-8")
    assert not {each for each in text if ord(each) < 32 or each in "\u202e\u2066\u200f\x7f"}


def test_the_built_front_ends_know_no_outside_address() -> None:
    """Scripts and style sheet stand in the package and name no server."""
    files = sorted(STATIC_FOLDER.glob("*.*s"))
    assert [each.name for each in files] == ["explorer.js", "matrix.js", "widgets.css"]
    for each in files:
        assert not re.search(r"https?://|url\(|@import", each.read_text(encoding="utf-8"))


def test_communities_are_found_when_they_are_asked_for(explorer: Explorer) -> None:
    """The first picture goes without; colouring by community, or a selection, has them."""
    assert explorer.communities == []
    explorer.colour = "community"
    assert len(explorer.communities) == len(explorer.tree.names)
    cart, card = explorer.tree.modules["shop.cart"], explorer.tree.modules["shop.pay.card"]
    assert explorer.communities[cart] == explorer.communities[card] == 0


def test_a_connection_gives_its_statements_under_the_view(explorer: Explorer) -> None:
    """It is set and read as a pair of names, instead of a selection of nodes."""
    assert explorer.statements.empty
    explorer.selection = "shop.cart"
    explorer.connection = ("tests", "shop")
    assert explorer.selection.empty
    assert explorer.connection == ("tests", "shop")
    assert list(explorer.statements["place"]) == ["tests/test_cart.py:4"]
    explorer.connection = ("shop", "tests")
    assert explorer.statements.empty
    explorer.selection = "shop.cart"
    assert explorer.edge == []
    with pytest.raises(UnknownNameError, match=r"did you mean shop\.cart"):
        explorer.connection = ("shop.carts", "shop")


def test_without_a_selected_connection_there_is_none(explorer: Explorer) -> None:
    """Nothing selected, or a node selected, is no connection."""
    assert explorer.connection is None
    explorer.selection = "shop.cart"
    assert explorer.connection is None


def test_the_front_end_selects_a_connection_by_node_numbers(explorer: Explorer) -> None:
    """What a click on a line writes is read back as names."""
    nodes = explorer.tree.modules
    explorer.set_state({"edge": [nodes["tests.test_cart"], nodes["shop.cart"]]})
    assert explorer.connection == ("tests.test_cart", "shop.cart")


def test_size_by_churn_needs_a_history(explorer: Explorer) -> None:
    """Without commits it is refused with the reason; with them every module has its number."""
    with pytest.raises(SnapshotError, match="how often its files changed"):
        explorer.size = "churn"
    assert explorer.size == "fan-in"
    world = make_shop()
    changed = replace(
        world, modules=tuple(replace(each, commits=n) for n, each in enumerate(world.modules))
    )
    known = explore(changed)
    known.size = "churn"
    known.selection = ["shop.cart", "tests.test_cart"]
    assert list(known.selection["commits"]) == [1, 4]
