"""What a broken path may have meant."""

from __future__ import annotations

import pytest

from audit.model.modules import Zone
from audit.model.rules import Rules
from audit.pipeline.snapshot import audit_source
from audit.views.nearest_paths import NearestPaths
from tests.worlds.sources import build_source

_WORLD = {
    "shop/__init__.py": "",
    "shop/_util.py": "def tell(): ...\n",
    "shop/cart/__init__.py": "",
    "shop/cart/basket.py": "class Basket: ...\ndef main(): ...\n",
    "shop/cart/bag.py": "class Sack: ...\ndef main(): ...\n",
    "shop/desk/__init__.py": "def main(): ...\n",
    "shop/desk/libs/__init__.py": "",
    "shop/desk/libs/win.py": "class Size: ...\n",
    "shop/desk/requirements.py": "def load(): ...\n",
    "shop/store/__init__.py": "class Reservations: ...\nclass Run: ...\ndef plan_voyage(): ...\n",
    "shop/plans/__init__.py": "".join(f"from .p{n} import make as m{n}\n" for n in range(4)),
    **{f"shop/plans/p{n}.py": "def make(): ...\n" for n in range(4)},
    "tests/test_cart.py": "class Voucher: ...\nclass Helper: ...\n",
}


@pytest.fixture(scope="module")
def known() -> NearestPaths:
    """The paths of a small shop."""
    return NearestPaths(audit_source(build_source(_WORLD), Rules()).snapshot)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("shop.util", "shop._util"),
        ("shop.cart.Basket", "shop.cart.basket.Basket"),
        ("shop.crat.basket.Basket", "shop.cart.basket.Basket"),
        ("shop.cart.basket.sack", "shop.cart.bag.Sack"),
        ("shop.window.win.Size", "shop.desk.libs.win.Size"),
        ("shop.desk.requirementslib", "shop.desk.requirements"),
        ("old.booking.seats.Reservations", "shop.store.Reservations"),
        ("shop.till.plan_voyages_of", "shop.store.plan_voyage"),
        ("shop.cart.tin.main", "shop.cart.bag.main shop.cart.basket.main"),
    ],
)
def test_the_same_name_elsewhere_and_misspellings(
    known: NearestPaths, path: str, found: str
) -> None:
    """What moved by few parts, bears a telling name that is there once, or is spelled alike in the
    same place is found; of several the nearest."""
    assert known.find(path, {Zone.PRODUCTION}) == tuple(found.split())


@pytest.mark.parametrize(
    "path",
    [
        "shop.old.deep.main",
        "old.booking.seats.Run",
        "shop.plans.p9.make",
        "shop.cart.Voucher",
        "shop.store.Runner",
        "shop.desk.till.plan_voyages_of",
        "shop.cart.fst",
        "gone",
    ],
)
def test_nothing_rather_than_something_far(known: NearestPaths, path: str) -> None:
    """A common name in another place, one of too many, one of the tests and one that is spelled
    otherwise are not proposed."""
    assert known.find(path, {Zone.PRODUCTION}) == ()


def test_tests_may_mean_tests(known: NearestPaths) -> None:
    """Where tests use a broken path, what tests define is proposed, too."""
    assert known.find("tests.cart.Voucher", {Zone.TEST}) == ("tests.test_cart.Voucher",)
