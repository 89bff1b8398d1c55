"""Functions and classes as facts."""

from __future__ import annotations

import pytest

from tests.worlds.codebases import facts_of


def test_class_fact() -> None:
    """A class has its bases, metaclass, decorators, attributes, methods and lines."""
    facts = facts_of(
        """
        @register("x")
        @plain
        class C(base.B, Generic[T], make(), metaclass=abc.Meta):
            limit: int = 3
            size = other = 1

            def run(self, a, /, b=1, *c, d, **e) -> None:
                self.state = Worker(a)
                self.state.go()

            @property
            async def later(self): ...

            class Inner(C):
                pass
        """
    )
    inner, outer = sorted(facts.classes, key=lambda fact: fact.qualname, reverse=True)
    assert outer.qualname == "C"
    assert inner.qualname == "C.Inner"
    assert outer.bases == ("base.B", "Generic", "make")
    assert outer.metaclass == "abc.Meta"
    assert outer.decorators == ("register", "plain")
    assert outer.attributes == ("limit", "size", "other", "state")
    assert [method.qualname for method in outer.methods] == ["C.run", "C.later"]
    assert (outer.line, outer.end_line) == (4, 16)
    assert "Worker" in outer.collaborators
    assert inner.body == "empty"


def test_signature() -> None:
    """Parameters keep kind, annotation and default as written."""
    (function,) = facts_of("async def f(a, /, b: int = 1, *c, d, **e) -> list[str]: ...").functions
    kinds = [(p.name, p.kind, p.annotation, p.default) for p in function.signature.parameters]
    assert kinds == [
        ("a", "positional", "", None),
        ("b", "any", "int", "1"),
        ("c", "variadic", "", None),
        ("d", "keyword", "", None),
        ("e", "keywords", "", None),
    ]
    assert function.signature.returns == "list[str]"
    assert function.signature.is_async


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("pass", "empty"),
        ("...", "empty"),
        ("'''Doc.'''", "empty"),
        ("raise NotImplementedError", "raises"),
        ("log()\n    raise NotImplementedError", "raises"),
        ("if x:\n        raise E", "normal"),
        ("return 1", "normal"),
    ],
)
def test_kind_of_a_body(body: str, kind: str) -> None:
    """A body is empty, can only raise, or is normal."""
    assert facts_of(f"def f():\n    {body}\n").functions[0].body == kind


def test_overloads_are_kept_one_by_one() -> None:
    """Each overload and the implementation are functions of their own."""
    facts = facts_of(
        """
        @overload
        def f(a: int) -> int: ...
        @overload
        def f(a: str) -> str: ...
        def f(a): return a
        """
    )
    assert [function.body for function in facts.functions] == ["overload", "overload", "normal"]


def test_returned_names() -> None:
    """What return statements call or hand back is listed once, nested functions apart."""
    facts = facts_of(
        """
        def f(x):
            def g():
                return Inner()
            match x:
                case 1:
                    return Manager(x)
            try:
                return registry.get
            finally:
                return Manager(x)
        """
    )
    assert facts.functions[0].returns == ("Manager", "registry.get")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("pass", "empty"),
        ("'''Doc.'''", "empty"),
        ("def __init__(self):\n        warn('x')\n        super().__init__()", "warns"),
        ("def __init__(self):\n        warn('x')\n        self.x = 1", "normal"),
        ("def __init__(self):\n        super().__init__()", "normal"),
        ("x = 1", "normal"),
    ],
)
def test_classes_that_add_nothing(body: str, kind: str) -> None:
    """A class is empty, warns and delegates only, or is normal."""
    assert facts_of(f"class C(B):\n    {body}\n").classes[0].body == kind


def test_methods_of_a_class_for_type_checkers_are_methods() -> None:
    """A class under TYPE_CHECKING has its methods, and one inside a function too."""
    facts = facts_of(
        """
        if TYPE_CHECKING:
            class A:
                def m(self): ...
        def f():
            class B:
                def n(self): ...
        """
    )
    assert [method.qualname for fact in facts.classes for method in fact.methods] == [
        "A.m",
        "f.<locals>.B.n",
    ]
    assert [function.qualname for function in facts.functions] == ["f"]
