"""Which changes explain an improved metric."""

from __future__ import annotations

from audit.model.comparison import FileChanges, PathChange
from audit.phases.explanations import explain_metric
from tests.worlds.small_records import make_comparison


def test_files_that_hold_what_the_figure_is_about_come_first() -> None:
    """Of the changed files those stand first that hold the paths, findings or definitions of the
    figure; what merely comes early in the alphabet stands behind them."""
    changed = ("aa.py", "shop/cart.py", "shop/old/__init__.py", "shop/unlike_cart.py", "zz.py")
    comparison = make_comparison(
        paths=(
            PathChange(
                definition="shop.cart.Cart",
                path="shop.old.Cart",
                path_class="shim",
                state="removed",
            ),
        ),
        files=FileChanges(
            added=(),
            removed=(("zz.py", "production"),),
            changed=tuple((file, "production") for file in changed[:-1]),
            moved=(),
        ),
    )
    own = {"carts": frozenset({"shop.cart.Cart"})}
    found = explain_metric("component.carts.paths_production", comparison, frozenset(changed), own)
    assert found == (
        "no longer used: shop.old.Cart (shim)",
        "changed: shop/cart.py",
        "changed: shop/old/__init__.py",
        "removed: zz.py",
        "changed: aa.py",
        "changed: shop/unlike_cart.py",
    )
