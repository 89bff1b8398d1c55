"""Lazy names from stub files."""

from __future__ import annotations

from audit.graph.codebase import build_codebase
from audit.graph.stubs import fill_from_stub
from audit.model.modules import ModulePlace, Zone
from tests.worlds.codebases import facts_of

PACKAGE = "import lazy_loader\n__getattr__, _, _ = lazy_loader.attach_stub(__name__, __file__)\n"
STUB = "from .a import A, B as Bee\nfrom . import sub\nimport json\n__all__ = ['A']\n"


def place(name: str, file: str, blob: str) -> ModulePlace:
    """A module of the package."""
    return ModulePlace(
        name=name,
        file=file,
        root="",
        zone=Zone.PRODUCTION,
        is_package=file.endswith("__init__.py"),
        blob=blob,
    )


def test_names_of_the_stub_are_found() -> None:
    """What the stub imports, the package hands out."""
    facts = {
        "p": facts_of(PACKAGE),
        "a": facts_of("class A: ...\nclass B: ...\n"),
        "s": facts_of(""),
    }
    places = [
        place("pkg", "pkg/__init__.py", "p"),
        place("pkg.a", "pkg/a.py", "a"),
        place("pkg.sub", "pkg/sub.py", "s"),
    ]
    symbols = build_codebase(places, facts, (), {"pkg": facts_of(STUB)}).symbols
    ends = {name: symbols.follow(f"pkg.{name}")[0].path for name in ("A", "Bee", "sub")}
    assert ends == {"A": "pkg.a.A", "Bee": "pkg.a.B", "sub": "pkg.sub"}
    assert not symbols.follow("pkg.C")[0].open


def test_other_modules_take_nothing_from_a_stub() -> None:
    """A stub beside a module that does not read it changes nothing."""
    facts = facts_of("class A: ...\n")
    assert fill_from_stub(facts, facts_of(STUB)) == facts
