"""A small shop with tests, for what views say of modules and imports."""

from __future__ import annotations

from audit.model.modules import Zone
from audit.model.snapshot import Snapshot
from tests.worlds.small_records import make_import, make_module, make_snapshot

__all__ = ["SHOP", "make_shop"]

SHOP = ("shop", "shop.cart", "shop.pay.card", "shop.pay.cash", "tests.test_cart")


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
