"""Attributes of classes."""

from __future__ import annotations

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


def test_attributes_of_functions_and_values_are_left_open() -> None:
    """What hangs on a function or a value cannot be seen."""
    symbols = build_world({"m.py": "def f(): ...\nv = make()\n"}).symbols
    assert symbols.follow("m.f.cache")[0].open
    assert symbols.follow("m.v.x")[0].open
