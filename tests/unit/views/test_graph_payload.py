"""The tree of modules, and the compact value that travels to the front end."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import SnapshotError
from audit.model.facts import ImportKind
from audit.model.imports import Bucket, Cycle, View
from audit.views.communities import find_communities
from audit.views.explorer import explore
from audit.views.graph_payload import GraphPayload, build_graph_payload, choose_expanded
from audit.views.module_tree import build_module_tree, find_sibling_imports
from tests.worlds.shop import SHOP, make_shop
from tests.worlds.small_records import (
    make_family,
    make_finding,
    make_import,
    make_module,
    make_snapshot,
)

NAMES = st.lists(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(".".join), max_size=12
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


def test_an_import_of_a_missing_name_is_an_edge_to_its_module() -> None:
    """The module is loaded all the same, and cycles count it: the picture has to show it."""
    world = replace(
        make_shop(), imports=(make_import("shop.cart", "shop.pay.card", bucket=Bucket.BROKEN),)
    )
    assert [edge[:3] for edge in list_edges(build_graph_payload(world))] == [
        ("shop.cart", "shop.pay.card", (1, 1, 1))
    ]


def test_an_import_by_name_at_load_time_is_a_load_time_edge() -> None:
    """`import_module` at module level runs when the module loads."""
    kinds = (ImportKind.LOAD, ImportKind.DYNAMIC)
    world = replace(make_shop(), imports=(make_import("shop", "shop.cart", kinds=kinds),))
    assert [edge[2] for edge in list_edges(build_graph_payload(world))] == [(1, 1, 1)]
