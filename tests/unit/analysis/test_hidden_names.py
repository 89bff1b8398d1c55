"""Problems behind names, each drawn as the smallest codebase that has it."""

from __future__ import annotations

import pytest

from audit.analysis.hidden_names import (
    find_always_raising,
    find_disguised_aliases,
    find_split_names,
    find_warned_canonical_paths,
)
from audit.analysis.ledger import build_ledger
from audit.analysis.survey import survey_codebase
from audit.analysis.uses import find_uses
from audit.graph.codebase import Codebase
from audit.model.findings import FindingKind
from audit.model.ledger import LedgerEntry
from audit.model.rules import Component, Rules
from tests.worlds.codebases import build_world


def _ledger(codebase: Codebase) -> tuple[LedgerEntry, ...]:
    return build_ledger(codebase, find_uses(codebase), Rules(), ())


def test_a_symbol_under_the_name_of_another_is_disguised() -> None:
    """An import under the name of another known function is told with both definitions."""
    codebase = build_world(
        {
            "shop/__init__.py": "",
            "shop/context.py": "def build_context(): ...\n",
            "shop/manager.py": "def create_manager(): ...\n",
            "shop/till.py": "from shop.context import build_context as create_manager\n",
        }
    )
    (found,) = find_disguised_aliases(codebase)
    assert (found.importer, found.name, found.real, found.namesakes, found.location.line) == (
        "shop.till",
        "create_manager",
        "shop.context.build_context",
        ("shop.manager.create_manager",),
        1,
    )


def test_an_alias_that_says_what_it_is_is_no_disguise() -> None:
    """`run as till_run`, an alias of one's own, and a renamed re-export are no disguises."""
    codebase = build_world(
        {
            "shop/__init__.py": "",
            "shop/a.py": "def run(): ...\n",
            "shop/b.py": "def till_run(): ...\ndef other(): ...\n",
            "shop/c.py": "from shop.a import run as till_run\nfrom shop.a import run as launch\n",
            "shop/d.py": "from shop.b import other as other\n",
        }
    )
    assert find_disguised_aliases(codebase) == ()


def test_a_name_that_many_define_tells_nothing() -> None:
    """An alias that more than three symbols are called by is passed over."""
    files = {f"shop/m{i}.py": "def register(): ...\n" for i in range(4)}
    files |= {"shop/x.py": "def build(): ...\n"}
    files |= {"shop/y.py": "from shop.x import build as register\n"}
    assert find_disguised_aliases(build_world(files)) == ()
    del files["shop/m0.py"]
    assert len(find_disguised_aliases(build_world(files))) == 1


def test_one_name_with_two_meanings_lists_the_callers_of_each() -> None:
    """A class name that production imports from two definitions is split."""
    codebase = build_world(
        {
            "shop/a.py": "class Cart:\n    pass\n",
            "shop/b.py": "class Cart:\n    pass\n",
            "shop/c.py": "from shop.a import Cart\n",
            "shop/d.py": "\nfrom shop.b import Cart\n",
            "tests/test_e.py": "from shop.b import Cart\n",
        }
    )
    (found,) = find_split_names(find_uses(codebase), codebase)
    assert found.name == "Cart"
    assert found.callers == (("shop.a.Cart", ("shop/c.py:1",)), ("shop.b.Cart", ("shop/d.py:2",)))


def test_a_split_name_is_reported_within_a_component() -> None:
    """Two meanings of one name are a finding when both belong to one component."""
    codebase = build_world(
        {
            "shop/a.py": "class Cart:\n    pass\n",
            "shop/b.py": "class Cart:\n    pass\n",
            "shop/c.py": "from shop.a import Cart\n",
            "shop/d.py": "from shop.b import Cart\n",
        }
    )
    owned = Component(id="cart", title="Cart", symbols=("Cart",))
    kinds = [f.kind for f in survey_codebase(codebase, Rules(components=(owned,))).findings]
    assert FindingKind.SPLIT_NAME in kinds
    other = Component(id="x", title="X", symbols=("Nothing",))
    kinds = [f.kind for f in survey_codebase(codebase, Rules(components=(other,))).findings]
    assert FindingKind.SPLIT_NAME not in kinds


def test_what_can_only_raise_is_found_with_its_calls() -> None:
    """A function or a constructor on a path in use whose body can only raise is a stub."""
    codebase = build_world(
        {
            "shop/old.py": """
                def connect():
                    "Gone."
                    raise RuntimeError("use shop.new")

                class Till:
                    def __init__(self):
                        raise RuntimeError("use shop.new")

                def fine(x):
                    if x:
                        raise ValueError
                    return x
                """,
            "shop/app.py": """
                from shop.old import Till, connect, fine
                connect()
                Till()
                fine(1)
                """,
        }
    )
    found = find_always_raising(codebase, _ledger(codebase))
    assert [(stub.definition, [call.line for call in stub.calls]) for stub in found] == [
        ("shop.old.Till", [4]),
        ("shop.old.connect", [3]),
    ]


def test_a_fallback_that_raises_is_no_stub() -> None:
    """What raises in the fallback branch of a failed import is what the author meant."""
    codebase = build_world(
        {
            "shop/old.py": """
                try:
                    from fast import connect
                except ImportError:
                    def connect():
                        raise RuntimeError("install fast")
                """,
            "shop/app.py": "from shop.old import connect\nconnect()\n",
        }
    )
    assert find_always_raising(codebase, _ledger(codebase)) == ()


@pytest.mark.parametrize(
    ("function", "found"),
    [
        ("def connect(): raise RuntimeError('gone')", 1),
        ("def connect() -> NoReturn: raise RuntimeError('gone')", 0),
        ("def connect() -> 'typing.Never': raise RuntimeError('gone')", 0),
        ("def raise_connect(): raise RuntimeError('gone')", 0),
        ("def error_on_connect(): raise RuntimeError('gone')", 0),
        ("def terror(): raise RuntimeError('gone')", 1),
    ],
)
def test_what_is_there_to_raise_is_no_stub(function: str, found: int) -> None:
    """A function whose annotation or name says that it raises does its job."""
    name = function.partition("(")[0].removeprefix("def ")
    world = {"old.py": f"{function}\n", "app.py": f"from old import {name}\n{name}()\n"}
    codebase = build_world(world)
    assert len(find_always_raising(codebase, _ledger(codebase))) == found


def test_a_canonical_path_that_warns_is_found() -> None:
    """When importing the canonical path runs a module that warns, the place is named."""
    codebase = build_world(
        {
            "shop/__init__.py": """
                import warnings
                warnings.warn("shop is deprecated, use store", DeprecationWarning)
                """,
            "shop/cart.py": "class Cart:\n    pass\n",
            "app.py": "from shop.cart import Cart\n",
        }
    )
    (found,) = find_warned_canonical_paths(codebase, _ledger(codebase))
    assert (found.canonical, found.module, found.location.line) == ("shop.cart.Cart", "shop", 3)


def test_a_package_that_may_warn_or_only_says_so_warns_nobody() -> None:
    """A warning under a condition is about something else, and a docstring warns nobody."""
    codebase = build_world(
        {
            "shop/__init__.py": """
                import sys
                import warnings
                if sys.version_info < (3, 8):
                    warnings.warn("this Python is deprecated", DeprecationWarning)
                """,
            "shop/cart.py": "class Cart:\n    pass\n",
            "store/__init__.py": '"""Old.\n\n.. deprecated:: 1.0\n"""\n',
            "store/cart.py": "class Basket:\n    pass\n",
            "app.py": "from shop.cart import Cart\nfrom store.cart import Basket\n",
        }
    )
    assert find_warned_canonical_paths(codebase, _ledger(codebase)) == ()
