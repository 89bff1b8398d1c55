"""The place of a statement."""

from __future__ import annotations

from audit.extraction.scopes import Context, FunctionScope
from audit.model.facts import ImportKind


def test_qualified_names_are_pythons() -> None:
    """Names in functions carry `<locals>`, names in classes do not."""
    function = Context().in_function("f", FunctionScope(None))
    inner = function.in_class_body(function.inside("C"))
    assert Context().inside("f") == "f"
    assert inner.scope == "f.<locals>.C"
    assert inner.inside("m") == "f.<locals>.C.m"


def test_kinds_add_up() -> None:
    """Kinds of a place are all that is true of it, in the order of their definition."""
    place = Context().in_branch("/1:try", optional=True).guarded(lambda: "x", "/1:try/2:if")
    assert place.kinds(ImportKind.STAR) == (
        ImportKind.LOAD,
        ImportKind.OPTIONAL,
        ImportKind.GUARDED,
        ImportKind.STAR,
    )


def test_functions_leave_the_try_but_not_the_guard() -> None:
    """In a function the conditions around it still hold, the handlers around it do not."""
    outer = Context().in_branch("/1:try", optional=True).guarded(lambda: "x", "b").for_typing("c")
    inner = outer.in_function("f", FunctionScope(None))
    assert inner.kinds() == (ImportKind.LAZY, ImportKind.TYPING, ImportKind.GUARDED)
    assert inner.branch == ""


def test_class_bodies_stay_in_the_try() -> None:
    """A class body runs where it stands: what protects the class protects its imports."""
    outer = Context().in_branch("/1:try", optional=True).for_typing("c")
    inner = outer.in_class_body("C")
    assert inner.kinds() == (ImportKind.CLASS_BODY, ImportKind.TYPING, ImportKind.OPTIONAL)


def test_guard_text_joins_conditions() -> None:
    """Conditions around a place are joined, the outermost first."""
    place = Context().guarded(lambda: "a", "/1:if").guarded(lambda: "not (b)", "/1:if/2:else")
    assert place.guard_text() == "a and not (b)"
    assert Context().guard_text() == ""
