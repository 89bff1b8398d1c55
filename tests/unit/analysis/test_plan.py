"""What-if plans: immutable steps, true figures, and lines that do what they promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.analysis.plan import ChangePlan, plan_changes
from audit.errors import AuditError, UnknownNameError
from audit.model.imports import View
from audit.model.plan import EditKind
from audit.model.rules import Component
from audit.model.snapshot import Snapshot
from tests.worlds.planned import apply_edits, audit_texts, build_profile

SHOP = {
    "shop/__init__.py": "from shop.cart import Cart\n",
    "shop/cart.py": """
        from shop.money import Money

        class Cart:
            def total(self):
                from shop.tax import rate
                return rate

        def open_cart():
            return Cart()
        """,
    "shop/money.py": "class Money:\n    pass\n",
    "shop/tax.py": "import shop.report\n\nrate = 3\n",
    "shop/report.py": "import shop.tax\n\ndef report():\n    return shop.tax.rate\n",
    "shop/old.py": """
        import warnings
        warnings.warn("old", DeprecationWarning)
        from shop.cart import Cart
        """,
    "shop/till.py": "from shop import Cart\nfrom shop.cart import open_cart as start\n",
    "shop/web.py": "import shop.old\n\ndef page():\n    return shop.old.Cart()\n",
    "shop/desk.py": "from shop.till import Cart as Basket, start\n",
    "tests/test_cart.py": "from shop.old import Cart\n",
}
CART = Component(
    id="cart",
    title="Cart",
    symbols=("shop.cart.Cart", "shop.cart.open_cart"),
    canonical=("shop.cart.Cart", "shop.cart.open_cart"),
    max_paths=2,
)


def audit_shop() -> Snapshot:
    """The shop with one component of two canonical paths."""
    return audit_texts(SHOP, CART)


def read_figures(plan: ChangePlan) -> dict[str, tuple[float | None, float | None]]:
    """Before and after of each figure that the plan changes."""
    deltas = plan.build_outcome().deltas
    return {each.id: (each.before, each.after) for each in deltas if each.change}


def assert_lines_are_true(plan: ChangePlan, *components: Component) -> None:
    """Editing the files by the list and auditing them again gives what the plan foretold."""
    edited = apply_edits(SHOP, plan.build_edits())
    assert build_profile(audit_texts(edited, *components)) == build_profile(plan.build_snapshot())


def test_a_plan_without_steps_changes_nothing() -> None:
    """Without steps the snapshot is the same, no line is edited and no figure moves."""
    plan = plan_changes(audit_shop())
    assert plan.build_snapshot() == audit_shop()
    assert plan.build_edits() == ()
    assert read_figures(plan) == {}


def test_canonicalise_brings_a_component_to_its_declared_paths() -> None:
    """Six paths in production use become the two declared ones, line by line."""
    snapshot = audit_shop()
    plan = plan_changes(snapshot).canonicalise("cart")
    assert plan.build_outcome().cycles_removed == ()
    figures = read_figures(plan)
    names = ("component.cart.paths_production", "fragmented_symbols", "shim_debt")
    assert [figures[name] for name in names] == [(6, 2), (2, 0), (3, 0)]
    assert plan.build_snapshot().components[0].paths_production == CART.canonical
    assert_lines_are_true(plan, CART)


def test_an_alias_keeps_its_name() -> None:
    """A module that imported the symbol under another name still calls it so afterwards."""
    plan = plan_changes(audit_shop()).canonicalise("cart")
    desk = [each for each in plan.build_edits() if each.file == "shop/desk.py"]
    assert [(each.line, each.old, each.new) for each in desk] == [
        (
            1,
            ("from shop.till import Cart as Basket, start",),
            ("from shop.cart import Cart as Basket, open_cart as start",),
        )
    ]


def test_the_lines_are_those_of_the_file() -> None:
    """Dots of a relative import, and names given inside a function, are kept in both lines."""
    files = {
        "a/__init__.py": "",
        "a/real.py": "class C:\n    pass\n",
        "a/way.py": "from .real import C\n",
        "a/user.py": """
            from .way import C

            def use():
                from a.way import C as D
                return D()
            """,
    }
    component = Component(id="c", title="C", symbols=("a.real.C",))
    plan = plan_changes(audit_texts(files, component)).canonicalise("a.real.C")
    assert [(each.line, each.old, each.new) for each in plan.build_edits()] == [
        (2, ("from .way import C",), ("from .real import C",)),
        (5, ("from a.way import C as D",), ("from a.real import C as D",)),
    ]


def test_an_attribute_chain_becomes_a_name_with_an_import() -> None:
    """`shop.old.Cart()` becomes `Cart()`, and the module gets the import that it needs."""
    plan = plan_changes(audit_shop()).canonicalise("shop.cart.Cart")
    web = [each for each in plan.build_edits() if each.file == "shop/web.py"]
    assert [(each.kind, each.line, each.old, each.new) for each in web] == [
        (EditKind.NEW_LINE, 0, (), ("from shop.cart import Cart",)),
        (EditKind.ATTRIBUTE, 4, ("shop.old.Cart",), ("Cart",)),
    ]


def test_a_name_that_is_taken_is_not_shadowed() -> None:
    """Where the module defines the same name, the whole path is written instead."""
    files = {
        "a/__init__.py": "",
        "a/real.py": "class C:\n    pass\n",
        "a/way.py": "from a.real import C\n",
        "a/user.py": "import a.way\n\nclass C(a.way.C):\n    pass\n",
    }
    component = Component(id="c", title="C", symbols=("a.real.C",))
    plan = plan_changes(audit_texts(files, component)).canonicalise("a.real.C")
    assert [each.new for each in plan.build_edits()] == [("import a.real",), ("a.real.C",)]
    edited = apply_edits(files, plan.build_edits())
    assert build_profile(audit_texts(edited, component)) == build_profile(plan.build_snapshot())


def test_what_makes_the_canonical_path_stays() -> None:
    """The facade's own import is left, and so are modules inside its package."""
    files = {
        "a/__init__.py": "from a._real import C\n",
        "a/_real.py": "class C:\n    pass\n",
        "a/inner.py": "from a._real import C\n",
        "b.py": "from a._real import C\n",
        "c.py": "from a import C\n",
    }
    snapshot = audit_texts(files)
    assert snapshot.ledger[0].canonical == "a.C"
    plan = plan_changes(snapshot).canonicalise("a.C")
    assert [(each.file, each.new) for each in plan.build_edits()] == [
        ("b.py", ("from a import C",))
    ]
    assert "they make the canonical path" in " ".join(plan.steps[0].notes)
    assert "inside its own package" in " ".join(plan.steps[0].notes)
    assert plan.build_outcome().cycles_added == ()


def test_the_home_of_a_symbol_needs_no_import_of_it() -> None:
    """A module that imports its own class by way of its package loses that line and that use."""
    files = {
        "a/__init__.py": "from a.home import C\n",
        "a/home.py": "class C:\n    pass\n\ndef make():\n    from a import C\n    return C()\n",
    }
    plan = plan_changes(audit_texts(files)).canonicalise("a.home.C")
    assert [(each.file, each.line, each.new) for each in plan.build_edits()] == [
        ("a/home.py", 5, ())
    ]
    assert {each.importer for each in plan.build_snapshot().uses} == {"a"}


def test_a_path_with_several_definitions_is_left_alone() -> None:
    """Which backend a path leads to is decided at run time: no plan takes that decision away."""
    files = {
        "a/__init__.py": """
            if fast():
                from a.quick import *
            else:
                from a.slow import *
            """,
        "a/quick.py": "def run():\n    pass\n",
        "a/slow.py": "def run():\n    pass\n",
        "b.py": "from a import run\n",
    }
    snapshot = audit_texts(files)
    for symbol in ("a.quick.run", "a.slow.run"):
        assert plan_changes(snapshot).canonicalise(symbol).build_edits() == ()


def test_patch_targets_in_tests_are_left_alone() -> None:
    """A mock.patch string names the module that looks the name up, not the definition."""
    files = {
        "a.py": "class C:\n    pass\n",
        "b.py": "from a import C\n",
        "tests/test_b.py": "from unittest import mock\n\nmock.patch('b.C')\n",
    }
    plan = plan_changes(audit_texts(files)).canonicalise("a.C")
    assert plan.build_edits() == ()
    assert "patch target" in " ".join(plan.steps[0].notes)


def test_cut_removes_a_cycle() -> None:
    """The breaker of a load-time cycle, cut, leaves no such cycle, and costs one line."""
    snapshot = audit_shop()
    cycle = next(each for each in snapshot.cycles if each.view is View.LOAD_TIME)
    plan = plan_changes(snapshot).cut(cycle.breakers[0])
    assert read_figures(plan)["cycles.load_time"] == (1, 0)
    outcome = plan.build_outcome()
    assert outcome.cycles_removed == (cycle.members,)
    assert len(outcome.edits) == 1
    assert outcome.edits[0].new == ()


def test_cut_tells_what_it_breaks() -> None:
    """Paths that the cut imports made are broken for whoever uses them, and counted."""
    plan = plan_changes(audit_shop()).cut(("shop", "shop.cart"))
    assert read_figures(plan)["broken_paths"] == (0, 2)
    assert any("shop.Cart" in note for note in plan.steps[0].notes)
    planned = {each.path for each in plan.build_snapshot().uses if not each.definition}
    again = audit_texts(apply_edits(SHOP, plan.build_edits()), CART)
    assert planned == {"shop.Cart", "shop.till.Cart"}
    assert {each.path for each in again.uses if not each.definition} == planned


def test_move_leads_every_import_to_the_new_home() -> None:
    """A definition in a new module takes its own imports along; re-exports go on working."""
    plan = plan_changes(audit_shop()).move("shop.cart.Cart", "shop.basket", takes=["shop.money"])
    after = plan.build_snapshot()
    entry = next(each for each in after.ledger if each.definition.qualname == "Cart")
    assert entry.definition.path == "shop.basket.Cart"
    assert entry.canonical == "shop.basket.Cart"
    assert not [each for each in after.uses if each.path == "shop.cart.Cart"]
    assert read_figures(plan)["modules"] == (10, 11)
    edges = plan.build_graph(View.RUN_TIME).edges()
    assert ("shop.basket", "shop.tax") in edges
    assert ("shop.basket", "shop.money") in edges
    assert ("shop.cart", "shop.tax") not in edges
    assert ("shop", "shop.basket") in edges


def test_the_lines_of_a_move_are_true() -> None:
    """Moving the text and editing the lines gives the graph that the plan foretold."""
    files = {name: text for name, text in SHOP.items() if name != "shop/cart.py"}
    files["shop/cart.py"] = SHOP["shop/cart.py"].replace("return Cart()", "return 1")
    plan = plan_changes(audit_texts(files)).move("shop.cart.Cart", "shop.basket")
    edited = apply_edits(files, plan.build_edits())
    assert build_profile(audit_texts(edited)) == build_profile(plan.build_snapshot())


def test_a_component_follows_its_symbol() -> None:
    """After a move the component's paths are those of the symbol at its new home."""
    plan = plan_changes(audit_shop()).move("shop.cart.Cart", "shop.basket").canonicalise("cart")
    assert plan.build_snapshot().components[0].paths_production == (
        "shop.basket.Cart",
        "shop.cart.open_cart",
    )


def test_move_to_where_it_was_imported_takes_that_import_away() -> None:
    """A symbol that moves into its facade needs no import there any more."""
    plan = plan_changes(audit_shop()).move("shop.cart.Cart", "shop")
    own = [each for each in plan.build_edits() if each.file == "shop/__init__.py"]
    assert [(each.old, each.new) for each in own] == [(("from shop.cart import Cart",), ())]
    assert ("shop", "shop.cart") not in plan.build_graph(View.CONCEPTUAL).edges()


@pytest.mark.parametrize("reverse", [False, True])
def test_independent_steps_commute(reverse: bool) -> None:
    """Steps about different symbols and edges lead to the same code in either order."""
    plan = plan_changes(audit_shop())
    one = plan.canonicalise("shop.cart.Cart").cut(("shop.report", "shop.tax"))
    other = plan.cut(("shop.report", "shop.tax")).canonicalise("shop.cart.Cart")
    if reverse:
        one, other = (
            other.canonicalise("shop.cart.open_cart"),
            one.canonicalise("shop.cart.open_cart"),
        )
    assert one.build_snapshot() == other.build_snapshot() or reverse
    assert build_profile(one.build_snapshot()) == build_profile(other.build_snapshot())
    assert one.build_edits() == other.build_edits()


def test_a_step_again_changes_nothing_more() -> None:
    """Canonicalising twice is canonicalising once."""
    once = plan_changes(audit_shop()).canonicalise("cart")
    twice = once.canonicalise("cart")
    assert twice.build_edits() == once.build_edits()
    assert twice.steps[1].changes == 0


def test_a_step_leaves_the_earlier_plan_as_it_was() -> None:
    """Plans are values: the one before a step still has no step."""
    plan = plan_changes(audit_shop())
    plan.canonicalise("cart").cut(("shop.report", "shop.tax"))
    assert plan == plan_changes(audit_shop())


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (lambda plan: plan.canonicalise("shop.cart.Crat"), "did you mean shop.cart.Cart"),
        (lambda plan: plan.move("shop.cart.Nothing", "shop.tax"), "no symbol shop.cart.Nothing"),
        (lambda plan: plan.move("shop.cart.Cart", "shop.tax.inner"), "no module shop.tax.inner"),
        (lambda plan: plan.move("shop.cart.Cart", "shop.cart"), "in shop.cart already"),
        (lambda plan: plan.cut(("shop.tax", "shop.cart")), "shop.tax → shop.report"),
    ],
)
def test_a_wrong_name_is_told(step: object, told: str) -> None:
    """A step about something that does not exist says so, with the nearest name."""
    assert callable(step)
    with pytest.raises(UnknownNameError) as caught:
        step(plan_changes(audit_shop()))
    assert told in str(caught.value)


def test_a_taken_name_is_no_new_home() -> None:
    """A symbol does not move over another one of its name."""
    files = {"a.py": "class C:\n    pass\n", "b.py": "class C:\n    pass\n"}
    with pytest.raises(AuditError, match="has a C already"):
        plan_changes(audit_texts(files)).move("a.C", "b")


def test_the_sample_edited_by_the_plan_is_what_the_plan_foretold() -> None:
    """On the sample: all components canonical and all load-time cycles cut, then audited again."""
    folder = Path(__file__).parents[3] / "data" / "sample" / "baseline"
    files = {
        path.relative_to(folder).as_posix().removeprefix("src/"): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.py"))
    }
    component = Component(
        id="reservations",
        title="Reservations",
        symbols=("*.berths.reservations.ReservationManager", "get_reservation_manager"),
        max_paths=2,
    )
    snapshot = audit_texts(files, component)
    plan = plan_changes(snapshot).canonicalise("reservations")
    for entry in snapshot.ledger:
        if entry.fragmented:
            plan = plan.canonicalise(entry.definition.path)
    for cycle in snapshot.cycles:
        for breaker in cycle.breakers if cycle.view is View.LOAD_TIME else ():
            plan = plan.cut(breaker)
    assert read_figures(plan)["fragmented_symbols"] == (4, 0)
    edited = apply_edits(files, plan.build_edits())
    assert build_profile(audit_texts(edited, component)) == build_profile(plan.build_snapshot())
