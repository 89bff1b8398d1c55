"""Attributes of classes."""

from __future__ import annotations

import pytest

from tests.worlds.codebases import build_world


def test_own_attributes_come_before_inherited_ones() -> None:
    """The class itself, then its bases in order, depth first."""
    symbols = build_world(
        {
            "m.py": """
                class A:
                    def a(self): ...
                    def shared(self): ...
                class B:
                    def b(self): ...
                    def shared(self): ...
                class C(A, B):
                    c = 1
                    def __init__(self):
                        self.d = 2
                """
        }
    ).symbols
    ends = {name: symbols.follow(f"m.C.{name}")[0].path for name in ("a", "b", "c", "d", "shared")}
    assert ends == {"a": "m.A.a", "b": "m.B.b", "c": "m.C.c", "d": "m.C.d", "shared": "m.A.shared"}


def test_unseen_attributes_may_exist() -> None:
    """An attribute that no class in sight has may come from outside, and is left open."""
    symbols = build_world({"m.py": "import x\nclass C(x.Y): ...\n"}).symbols
    (outcome,) = symbols.follow("m.C.z")
    assert outcome.kind == "missing"
    assert outcome.open


_SHOP = """
    from abc import ABC
    from dataclasses import dataclass
    from typing import Generic, TypeVar
    class Stand(ABC):
        def sell(self): ...
    @dataclass
    class Shop(Stand, Generic[TypeVar("T")]):
        from json import dumps as write
        name: str = ""
        @classmethod
        def open(cls):
            cls.opened = True
            type(cls).counted = 1
    class Error(ValueError): ...
    Shop.given = 1
    """


def test_a_class_that_shows_all_that_it_has() -> None:
    """Where a class and all that it inherits from can be read and nothing gives it more, what it
    lacks is missing; what its file sets on it, what its body imports and what a builtin base has
    is not."""
    symbols = build_world({"m.py": _SHOP}).symbols
    outcome = symbols.follow("m.Shop.gone")[0]
    assert (outcome.open, outcome.reason) == (False, "class m.Shop has no attribute gone")
    assert not symbols.follow("m.Error.gone")[0].open
    for name in ("given", "opened", "write", "sell", "counted"):
        assert symbols.follow(f"m.Shop.{name}")[0].kind == "symbol"
    assert symbols.follow("m.Error.args")[0].open
    assert symbols.follow("m.Shop.__gone__")[0].open


@pytest.mark.parametrize(
    "shop",
    [
        "import x\nclass Shop(x.Stand): ...\n",
        "import x\n@x.add\nclass Shop: ...\n",
        "import x\nclass Shop(metaclass=x.Meta): ...\n",
        "class Stand:\n    def __init_subclass__(cls): fill(cls)\nclass Shop(Stand): ...\n",
        "class Shop(*stands): ...\n",
        "class Shop:\n    for name in names: locals()[name] = 1\n",
        "class Shop:\n    vars().update(names)\n",
        "class Shop: ...\nfor name in names: setattr(Shop, name, 1)\n",
        "class Shop: ...\ndef fill(kind):\n    setattr(kind, kind.name, 1)\n",
        "class Shop:\n    @classmethod\n    def fill(cls, n): setattr(cls, n, 1)\n",
        "if x:\n    class Shop:\n        gone = 1\nelse:\n    class Shop: ...\n",
        "try:\n    from x import Stand\nexcept ImportError:\n    class Stand: ...\n"
        "class Shop(Stand): ...\n",
        "class Shop:\n    def a(self): ...\n  b = (\n",
    ],
)
def test_a_class_that_may_have_more(shop: str) -> None:
    """A base, decorator or metaclass from elsewhere, a base that is computed, names that are
    computed and a second definition leave open what a class has."""
    assert build_world({"m.py": shop}).symbols.follow("m.Shop.gone")[0].open


@pytest.mark.parametrize(
    "setter",
    [
        "import m\nm.Shop.gone = make()\n",
        "from m import Shop\nShop.gone = 1\n",
        "from m import Stand as S\nfor name in names: setattr(S, name, 1)\n",
    ],
)
def test_a_class_that_other_modules_give_more(setter: str) -> None:
    """What another module sets on a class or on one of its bases may be there."""
    world = {"m.py": "class Stand: ...\nclass Shop(Stand): ...\n", "other.py": setter}
    assert build_world(world).symbols.follow("m.Shop.gone")[0].open
    assert not build_world({"m.py": world["m.py"]}).symbols.follow("m.Shop.gone")[0].open


def test_attributes_of_functions_and_values_are_left_open() -> None:
    """What hangs on a function or a value cannot be seen."""
    symbols = build_world({"m.py": "def f(): ...\nv = make()\n"}).symbols
    assert symbols.follow("m.f.cache")[0].open
    assert symbols.follow("m.v.x")[0].open
