"""A shop with two tills: one family of a class, an older copy, a factory and an instance."""

from __future__ import annotations

from audit.model.families import Family
from tests.worlds.planned import audit_texts

__all__ = ["FILES", "find_family"]

TILL = """
class Till:
    def __init__(self, shop):
        self.shop = shop
        self.rows = []

    def ring_up(self, item, price):
        total = price * self.shop.rate
        self.rows.append((item, total))
        return total

    def refund(self, item):
        self.rows = [row for row in self.rows if row[0] != item]
        return len(self.rows)

    def close_day(self):
        total = sum(price for _, price in self.rows)
        self.rows.clear()
        return total
"""
LONGER = TILL.replace(
    "    def close_day", "    def count(self):\n        return 1\n\n    def close_day"
)
FILES = {
    "shop/__init__.py": "",
    "shop/till.py": TILL + "\n\ndef get_till(shop):\n    return Till(shop)\n",
    "shop/old.py": LONGER,
    "shop/day.py": (
        "from shop.till import Till, get_till\n\nfirst = Till(1)\nsecond = get_till(2)\n"
    ),
    "shop/night.py": "from shop.till import Till\n\n\ndef open_up():\n    print(Till(3).rows)\n",
    "shop/later.py": "from shop.old import Till\n\n\ndef look(shop):\n    print(Till(shop).rows)\n",
    "tests/test_till.py": "from shop.till import Till\n\n\ndef test_it():\n    assert Till(1)\n",
}


def find_family() -> Family:
    """The only family of the shop: the till, and an older copy with one method more."""
    (family,) = audit_texts(FILES).families
    return family
