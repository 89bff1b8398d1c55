"""What to move, and where to."""

from __future__ import annotations

from audit.model.rules import Rules
from audit.model.snapshot import Snapshot
from audit.pipeline.snapshot import audit_source
from audit.views.migration import (
    build_broken_path_table,
    build_migration_table,
    build_shim_debt_table,
)
from tests.worlds.sources import build_source

_WORLD = {
    "shop/__init__.py": "",
    "shop/cart.py": "class Cart:\n    pass\n\n\ndef total():\n    return 1\n",
    "shop/basket.py": "from shop.cart import Cart, total\n",
    "shop/old.py": (
        "import warnings\nwarnings.warn('use shop.cart', DeprecationWarning)\n"
        "from shop.cart import Cart\n"
    ),
    "shop/till.py": "from shop.basket import Cart\nfrom shop.old import Cart as C\nC(), Cart()\n",
    "shop/desk.py": "from shop.basket import Cart\nfrom shop.crat import Cart as D\nD(Cart())\n",
    "tests/test_till.py": "from shop.basket import total\n\n\ndef test_total():\n    total()\n",
}


def _snapshot() -> Snapshot:
    return audit_source(build_source(_WORLD), Rules()).snapshot


def test_every_shim_path_leads_to_the_canonical_one() -> None:
    """Old and new path, class and uses, most used first; unused ones are listed too."""
    rows = [row[:5] for row in build_migration_table(_snapshot()).rows]
    assert rows == [
        ("shop.basket.Cart", "shop.cart.Cart", "shim", 2, 0),
        ("shop.old.Cart", "shop.cart.Cart", "deprecated", 1, 0),
        ("shop.basket.total", "shop.cart.total", "shim", 0, 1),
    ]


def test_shim_debt_is_counted_by_shim() -> None:
    """Each shim with the symbols that it hands on and its use sites by zone."""
    assert build_shim_debt_table(_snapshot()).rows == (
        ("shop.basket", 2, 2, 1),
        ("shop.old", 1, 1, 0),
    )


def test_a_broken_path_names_its_nearest_kin() -> None:
    """The nearest existing path of the same last name stands beside a broken one."""
    (row,) = build_broken_path_table(_snapshot()).rows
    assert row == ("shop.crat.Cart", ("shop.cart.Cart",), 1, 0, "shop/desk.py:2")


def test_the_first_use_of_a_broken_path_is_the_first_by_line() -> None:
    """Line 9 comes before line 10."""
    lines = "from shop.gone import Cart\nfrom shop.gone import Cart as D\n"
    world = {"shop/__init__.py": "", "shop/desk.py": "\n" * 8 + lines}
    snapshot = audit_source(build_source(world), Rules()).snapshot
    assert build_broken_path_table(snapshot).column("place") == ("shop/desk.py:9",)


_WARNING = {
    "shop/__init__.py": (
        "import warnings\n\n\n"
        "def _tell(name, replacement=None):\n"
        "    warnings.warn(f'{name} moved, use {replacement}', DeprecationWarning)\n\n\n"
        "def __getattr__(name):\n"
        "    if name == 'Cart':\n"
        "        from shop.sales import Cart\n"
        "        _tell(name, replacement='shop.sales.Cart')\n"
        "        return Cart\n"
        "    if name == 'debug':\n"
        "        from shop.settings import _debug\n"
        "        _tell(name, replacement='shop.settings.set_debug() / get_debug()')\n"
        "        return _debug\n"
        "    raise AttributeError(name)\n"
    ),
    "shop/sales/__init__.py": "from shop.sales.cart import Cart\n__all__ = ['Cart']\n",
    "shop/sales/cart.py": "class Cart:\n    pass\n",
    "shop/settings.py": "_debug = False\n",
    "shop/till.py": "from shop.sales.cart import Cart\nfrom shop import debug\nCart(), debug\n",
    "shop/plain.py": "from shop._core import Till\n",
    "shop/_core.py": "class Till:\n    pass\n",
    "shop/older.py": (
        "import warnings\nfrom shop.sales.cart import Cart\n"
        "warnings.warn('shop.older is deprecated, use shop.sales instead', DeprecationWarning)\n"
    ),
}


def test_the_code_s_own_warning_goes_before_the_canonical_path() -> None:
    """What a deprecation names is the new path; where its words name none they are quoted; and a
    private name is never proposed for a public one."""
    snapshot = audit_source(build_source(_WARNING), Rules()).snapshot
    assert {row[0]: row[1] for row in build_migration_table(snapshot).rows} == {
        "shop.Cart": "shop.sales.Cart",
        "shop.debug": "“shop.settings.set_debug() / get_debug()”",
        "shop.older.Cart": "shop.sales.Cart",
        "shop.plain.Till": "",
    }
    canonical = {entry.definition.path: entry.canonical for entry in snapshot.ledger}
    assert canonical["shop.sales.cart.Cart"] == "shop.sales.cart.Cart"
    advice = {each.subject: each.advice for each in snapshot.findings}
    assert advice["shop.debug"] == (
        "follow its own warning: shop.settings.set_debug() / get_debug()"
    )
