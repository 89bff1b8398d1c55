"""The explorer's side in Python: tree, payload, communities, details, selection, stand-ins."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace

import networkx
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import SnapshotError, UnknownNameError
from audit.model.facts import ImportKind
from audit.model.imports import Bucket, Cycle, View
from audit.model.ledger import PathClass
from audit.model.modules import Zone
from audit.model.snapshot import Snapshot
from audit.views.communities import find_communities
from audit.views.explorer import Explorer, explore
from audit.views.graph_details import GraphDetails
from audit.views.graph_payload import GraphPayload, build_graph_payload, choose_expanded
from audit.views.module_tree import build_module_tree, find_sibling_imports
from audit.views.widget_display import STATIC_FOLDER
from tests.worlds.small_records import (
    make_entry,
    make_family,
    make_finding,
    make_import,
    make_module,
    make_path,
    make_snapshot,
)
from tests.worlds.snapshots import hostile_snapshot

SHOP = ("shop", "shop.cart", "shop.pay.card", "shop.pay.cash", "tests.test_cart")
NAMES = st.lists(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(".".join), max_size=12
)


def make_shop(*pairs: tuple[str, str]) -> Snapshot:
    """A shop with tests, and imports between its modules."""
    return make_snapshot(
        modules=tuple(
            make_module(
                name,
                zone=Zone.TEST if name.startswith("tests") else Zone.PRODUCTION,
                is_package=name == "shop",
            )
            for name in SHOP
        ),
        imports=tuple(make_import(a, b, line=n) for n, (a, b) in enumerate(pairs, 3)),
    )


def column(payload: GraphPayload, key: str, name: str) -> object:
    """The value of a column of the payload for a module."""
    nodes = payload.document["nodes"]
    assert isinstance(nodes, dict)
    return nodes[key][payload.tree.modules[name]]


def list_edges(payload: GraphPayload) -> list[tuple[str, str, tuple[int, ...], tuple[int, ...]]]:
    """Importer, imported, imports per view now, and before."""
    edges = payload.document["edges"]
    assert isinstance(edges, dict)
    names = payload.tree.names
    return [
        (
            names[source],
            names[target],
            tuple(each[place] for each in edges["counts"]),
            tuple(each[place] for each in edges["before"]),
        )
        for place, (source, target) in enumerate(zip(edges["source"], edges["target"], strict=True))
    ]


@given(NAMES)
def test_every_module_is_one_leaf_of_the_tree(names: list[str]) -> None:
    """Leaves are the modules, each once; parents come first and are prefixes."""
    tree = build_module_tree(names)
    leaves = [tree.names[node] for node, below in enumerate(tree.children) if not below]
    assert sorted(leaves) == sorted(set(names))
    for node, parent in enumerate(tree.parents):
        assert parent < node
        if parent >= 0:
            assert node in tree.children[parent]
            assert f"{tree.names[node]}.".startswith(f"{tree.names[parent]}.")


def test_a_package_with_children_holds_its_own_module_as_init() -> None:
    """`shop` is a package node and, inside it, the module `__init__`."""
    tree = build_module_tree(SHOP)
    package, module = (n for n, name in enumerate(tree.names) if name == "shop")
    assert (tree.labels[package], tree.labels[module]) == ("shop", "__init__")
    assert tree.parents[module] == package
    assert tree.modules["shop"] == module
    assert tree.find_modules(package) == SHOP[:4]


def test_an_import_counts_between_the_siblings_that_hold_it() -> None:
    """An import is lifted to the children of the deepest package that holds both ends."""
    tree = build_module_tree(SHOP)
    card, cash, cart = (tree.modules[f"shop.{each}"] for each in ("pay.card", "pay.cash", "cart"))
    pay, shop = tree.names.index("shop.pay"), tree.names.index("shop")
    lifted = find_sibling_imports(tree, {(card, cash): 2, (card, cart): 3, (cash, cart): 4})
    assert lifted == {pay: {(card, cash): 2}, shop: {(pay, cart): 7}}


def test_each_view_counts_its_own_statements() -> None:
    """Imports are counted per pair and view; each view holds the one before."""
    kinds = [(ImportKind.LOAD,), (ImportKind.LAZY,), (ImportKind.TYPING,), (ImportKind.LOAD,)]
    world = replace(
        make_shop(),
        imports=tuple(make_import("shop.cart", "shop.pay.card", kinds=each) for each in kinds),
    )
    assert list_edges(build_graph_payload(world)) == [("shop.cart", "shop.pay.card", (2, 3, 4), ())]


def test_only_first_party_imports_between_known_modules_are_edges() -> None:
    """Broken, foreign and self imports are no edges."""
    world = replace(
        make_shop(),
        imports=(
            make_import("shop.cart", "json", bucket=Bucket.STANDARD_LIBRARY),
            make_import("shop.cart", "shop.gone"),
            make_import("shop.cart", "shop.cart"),
        ),
    )
    assert list_edges(build_graph_payload(world)) == []


def test_two_snapshots_mark_what_was_added_and_removed() -> None:
    """Modules and edges of both are there, with their state and both counts."""
    before = make_shop(("shop.cart", "shop.pay.card"))
    after = make_snapshot(
        modules=(*before.modules[:2], *before.modules[3:], make_module("shop.new")),
        imports=(make_import("shop.new", "shop.cart"),),
    )
    payload = build_graph_payload(after, before)
    states = {name: column(payload, "state", name) for name in payload.tree.modules}
    assert states == {
        "shop": 0,
        "shop.cart": 0,
        "shop.new": 1,
        "shop.pay.card": 2,
        "shop.pay.cash": 0,
        "tests.test_cart": 0,
    }
    assert list_edges(payload) == [
        ("shop.cart", "shop.pay.card", (0, 0, 0), (1, 1, 1)),
        ("shop.new", "shop.cart", (1, 1, 1), (0, 0, 0)),
    ]


def test_snapshots_under_different_rules_are_not_compared() -> None:
    """The error says which snapshot was taken under other rules."""
    before = make_shop()
    other = replace(before, provenance=replace(before.provenance, rules_digest="other"))
    with pytest.raises(SnapshotError, match="under other rules"):
        explore(make_shop(), other)


def test_nodes_carry_zone_family_and_worst_finding() -> None:
    """Marks of a module come from the records that name its file."""
    world = replace(
        make_shop(),
        findings=(
            make_finding("a", severity=make_finding("").severity),
            replace(make_finding("b"), fingerprint="b"),
        ),
        families=(make_family("Cart", ("shop.cart.Cart", "shop.pay.card.Cart")),),
    )
    payload = build_graph_payload(world)
    assert column(payload, "severity", "shop.cart") == 3
    assert column(payload, "findings", "shop.cart") == 2
    assert column(payload, "severity", "shop.pay.cash") == 0
    assert column(payload, "family", "shop.pay.card") == 0
    assert column(payload, "family", "shop.pay.cash") == -1
    zones = payload.document["zones"]
    assert isinstance(zones, list)
    zone = column(payload, "zone", "tests.test_cart")
    assert isinstance(zone, int)
    assert zones[zone] == "test"


def test_cycles_and_breakers_are_node_numbers() -> None:
    """A cycle names its members and breakers by node."""
    cycle = Cycle(
        view=View.RUN_TIME,
        members=("shop.cart", "shop.pay.card"),
        imports=(("shop.cart", "shop.pay.card"), ("shop.pay.card", "shop.cart")),
        breakers=(("shop.pay.card", "shop.cart", "shop/pay/card.py", 3),),
    )
    payload = build_graph_payload(replace(make_shop(), cycles=(cycle,)))
    cart, card = payload.tree.modules["shop.cart"], payload.tree.modules["shop.pay.card"]
    assert payload.document["cycles"] == [
        {"view": 1, "members": [cart, card], "breakers": [[card, cart]]}
    ]


def test_the_first_picture_opens_whole_levels_while_few_nodes_show() -> None:
    """A single root is opened always, further levels only within the limit."""
    tree = build_module_tree([f"app.area{n % 5}.module{n}" for n in range(100)])
    assert [tree.names[node] for node in choose_expanded(tree, 40)] == ["app"]
    assert len(choose_expanded(tree, 100)) == 6
    flat = build_module_tree([f"app.m{n}" for n in range(100)])
    assert [flat.names[node] for node in choose_expanded(flat, 40)] == ["app"]
    many = build_module_tree([f"a{n}.m" for n in range(100)])
    assert choose_expanded(many, 40) == ()


def test_communities_follow_the_blocks_of_the_graph() -> None:
    """Two cliques with one link are two communities; a lone node is its own."""
    cliques = [range(4), range(4, 10)]
    weights = {pair: 1 for nodes in cliques for pair in itertools.combinations(nodes, 2)}
    weights[0, 4] = 1
    assert find_communities(11, weights) == [1] * 4 + [0] * 6 + [2]


@given(st.dictionaries(st.tuples(st.integers(0, 9), st.integers(0, 9)), st.integers(1, 3)))
def test_communities_are_no_worse_than_every_node_alone(
    weights: dict[tuple[int, int], int],
) -> None:
    """By networkx' measure, modularity never falls below that of single nodes."""
    graph = networkx.Graph()
    graph.add_nodes_from(range(10))
    for (a, b), weight in weights.items():
        if a != b:
            held = graph.get_edge_data(a, b, {"weight": 0})["weight"]
            graph.add_edge(a, b, weight=held + weight)
    if not graph.size():
        return
    found = find_communities(10, weights)
    groups = [{n for n in range(10) if found[n] == each} for each in set(found)]
    measure = networkx.community.modularity
    assert measure(graph, groups) >= measure(graph, [{n} for n in range(10)]) - 1e-9


def test_a_node_is_described_by_what_crosses_its_border() -> None:
    """Imports inside a package do not count as the package's imports."""
    world = replace(
        make_shop(
            ("shop.pay.card", "shop.pay.cash"),
            ("shop.pay.card", "shop.cart"),
            ("tests.test_cart", "shop.pay.cash"),
        ),
        ledger=(
            make_entry(
                "shop.pay.card.Card",
                (make_path("shop.Card", PathClass.FACADE, 2), make_path("unused.Card")),
            ),
        ),
        findings=(replace(make_finding("a"), locations=()),),
    )
    tree = build_graph_payload(world).tree
    told = GraphDetails(world, tree).describe_node(tree.names.index("shop.pay"))
    assert told["totals"] == {
        "imports": 1,
        "importers": 1,
        "symbols": 1,
        "paths": 1,
        "findings": 0,
    }
    imports = told["imports"]
    assert isinstance(imports, list)
    assert imports[0]["place"] == "shop/pay/card.py:4"


def test_statements_between_two_nodes_come_by_place_and_view() -> None:
    """All statements of the modules inside both nodes, filtered by view."""
    world = replace(
        make_shop(),
        imports=(
            make_import("shop.cart", "shop.pay.cash", line=9),
            make_import("shop.cart", "shop.pay.card", line=2, kinds=(ImportKind.LAZY,)),
            make_import("shop.pay.card", "shop.cart", line=1),
        ),
    )
    tree = build_graph_payload(world).tree
    details = GraphDetails(world, tree)
    cart, pay = tree.modules["shop.cart"], tree.names.index("shop.pay")
    assert [each.line for each in details.find_statements(cart, pay)] == [2, 9]
    assert [each.line for each in details.find_statements(cart, pay, View.LOAD_TIME)] == [9]


def test_a_long_list_is_cut_and_its_total_told() -> None:
    """At most 200 rows travel; the total counts all."""
    world = replace(
        make_shop(),
        imports=tuple(make_import("shop.cart", "shop.pay.card", line=n) for n in range(1, 301)),
    )
    tree = build_graph_payload(world).tree
    cart, card = tree.modules["shop.cart"], tree.modules["shop.pay.card"]
    told = GraphDetails(world, tree).describe_statements(cart, card)
    assert told["total"] == 300
    assert isinstance(told["statements"], list)
    assert len(told["statements"]) == 200


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
    text = json.dumps([shown.document, answers], ensure_ascii=False)
    text.encode("utf-8")
    assert not {each for each in text if ord(each) < 32 or each in "\u202e\u2066\u200f\x7f"}


def test_ten_thousand_children_and_deep_names_make_a_payload() -> None:
    """One package may hold any number of modules, and names any number of dots."""
    names = [f"big.module_{n}" for n in range(10_000)] + [".".join(["deep"] * 400)]
    world = make_snapshot(modules=tuple(make_module(name) for name in names))
    payload = build_graph_payload(world)
    assert len(payload.tree.modules) == 10_001
    assert len(payload.tree.children[payload.tree.names.index("big")]) == 10_000


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    """Neither the order of modules nor that of imports shows in the payload."""
    world = make_shop(("shop.cart", "shop.pay.card"), ("tests.test_cart", "shop.cart"))
    turned = replace(world, modules=world.modules[::-1], imports=world.imports[::-1])
    assert json.dumps(build_graph_payload(world).document) == json.dumps(
        build_graph_payload(turned).document
    )


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
