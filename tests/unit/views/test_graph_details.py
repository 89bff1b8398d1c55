"""What stands behind a node or a connection."""

from __future__ import annotations

from dataclasses import replace

from audit.model.facts import ImportKind
from audit.model.imports import View
from audit.model.ledger import PathClass
from audit.views.graph_details import GraphDetails
from audit.views.graph_payload import build_graph_payload
from tests.worlds.shop import make_shop
from tests.worlds.small_records import (
    make_entry,
    make_finding,
    make_import,
    make_path,
)


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


def test_an_edge_of_two_snapshots_tells_what_came_and_what_went() -> None:
    """New statements are marked, removed ones listed as they stood; a moved line is no change."""
    before = make_shop(("shop.cart", "shop.pay.card"), ("shop.cart", "shop.pay.cash"))
    after = replace(
        before,
        imports=(
            make_import("shop.cart", "shop.pay.card", line=30),
            make_import("shop.cart", "shop.pay.card", line=31),
        ),
    )
    tree = build_graph_payload(after, before).tree
    details = GraphDetails(after, tree, before)
    told = details.describe_statements(tree.modules["shop.cart"], tree.names.index("shop.pay"))
    statements, removed = told["statements"], told["removed"]
    assert isinstance(statements, list)
    assert isinstance(removed, list)
    assert [(each["place"], each["added"]) for each in statements] == [
        ("shop/cart.py:30", False),
        ("shop/cart.py:31", True),
    ]
    assert [(each["path"], each["place"]) for each in removed] == [
        ("shop.pay.cash", "shop/cart.py:4")
    ]
    assert (told["removed_total"], told["before"]) == (1, before.provenance.label)
