"""Paths followed to their definitions: chains, reasons, candidates."""

from __future__ import annotations

import weakref

import pytest

from audit.graph.symbols import SymbolTable
from audit.paused_collector import paused_collector
from tests.worlds.codebases import build_world


def test_chain_lists_every_hop() -> None:
    """The chain begins with the path asked for and ends with the definition."""
    codebase = build_world(
        {
            "pkg/__init__.py": "from .front import Thing",
            "pkg/front.py": "from .back import Thing as Thing",
            "pkg/back.py": "class Thing: ...\n",
        }
    )
    (outcome,) = codebase.symbols.follow("pkg.Thing")
    assert outcome.chain == ("pkg.Thing", "pkg.front.Thing", "pkg.back.Thing")
    assert outcome.definition is not None
    assert (outcome.definition.file, outcome.definition.line) == ("pkg/back.py", 1)


def test_reasons() -> None:
    """What is missing says why: no module, no name, compiled, beyond the top, a circle."""
    codebase = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "from ... import far\nfrom .b import X\nfrom ._fast import f\n",
            "pkg/b.py": "from .a import X\n",
        },
        compiled=["pkg._fast"],
    )
    reasons = {
        path: codebase.symbols.follow(path)[0].reason
        for path in ("pkg.c.D", "pkg.a.Z", "pkg.a.f", "pkg.a.far", "pkg.a.X")
    }
    assert reasons == {
        "pkg.c.D": "pkg has no name c",
        "pkg.a.Z": "pkg.a has no name Z",
        "pkg.a.f": "pkg._fast is compiled and cannot be read",
        "pkg.a.far": "the relative import leaves the top-level package",
        "pkg.a.X": "aliases of each other in a circle",
    }
    assert codebase.symbols.alias_cycles == {("pkg.a.X", "pkg.b.X")}


def test_circle_with_a_way_out_is_none() -> None:
    """Names that stand for each other but have a fallback are resolved and not reported."""
    codebase = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "try:\n    from .b import X\nexcept ImportError:\n    class X: ...\n",
            "pkg/b.py": "from .a import X\n",
        }
    )
    assert codebase.symbols.follow("pkg.b.X")[0].path == "pkg.a.X"
    assert codebase.symbols.follow("pkg.a.X")[0].path == "pkg.a.X"
    assert codebase.symbols.alias_cycles == set()


def test_names_in_half_run_modules_are_no_circle() -> None:
    """Modules that import each other's names after defining them are fine, and not reported."""
    codebase = build_world(
        {
            "pkg/__init__.py": "from .a import *\nfrom .b import *\n",
            "pkg/a.py": "class A: ...\nfrom .b import *\n",
            "pkg/b.py": "class B: ...\nfrom pkg import A\n",
        }
    )
    found = codebase.symbols.follow("pkg.b.A")
    assert [outcome.path for outcome in found] == ["pkg.a.A"]
    assert codebase.symbols.alias_cycles == set()


@pytest.mark.parametrize("first", ["pkg.sub", "pkg.Y"])
def test_a_package_renames_its_own_submodule(first: str) -> None:
    """`import pkg.sub as Y` in `pkg` takes the submodule as it stands there, whatever the name
    means in the end and whichever is asked for first."""
    symbols = build_world(
        {"pkg/__init__.py": "import pkg.sub as Y\nsub = Y\n", "pkg/sub.py": ""}
    ).symbols
    symbols.follow(first)
    for path in ("pkg.sub", "pkg.Y"):
        assert [(o.kind, o.path) for o in symbols.follow(path)] == [("module", "pkg.sub")]


def test_answers_do_not_depend_on_the_order_of_questions() -> None:
    """Whatever was asked before, a path in a knot of stars has the same answer."""
    files = {
        "pkg/__init__.py": "from .a import *\nfrom .b import *\nfrom .c import *\n",
        "pkg/a.py": "from pkg.c import *\nclass A: ...\n",
        "pkg/b.py": "from pkg.a import *\nfrom pkg import C\nclass B: ...\n",
        "pkg/c.py": "from pkg.b import *\nclass C: ...\n",
    }
    names = [f"{module}.{name}" for module in ("pkg", "pkg.a", "pkg.b", "pkg.c") for name in "ABC"]
    forwards, backwards = build_world(files).symbols, build_world(files).symbols
    first = {name: forwards.follow(name) for name in names}
    second = {name: backwards.follow(name) for name in reversed(names)}
    assert {n: [o.path for o in first[n]] for n in names} == {
        n: [o.path for o in second[n]] for n in names
    }


def test_long_chains_end() -> None:
    """A chain longer than any sane one ends with a reason and not with a crash."""
    files = {"pkg/__init__.py": ""}
    for number in range(200):
        files[f"pkg/m{number}.py"] = f"from .m{number + 1} import X\n"
    files["pkg/m200.py"] = "class X: ...\n"
    codebase = build_world(files)
    assert codebase.symbols.follow("pkg.m150.X")[0].path == "pkg.m200.X"
    assert codebase.symbols.follow("pkg.m0.X")[0].kind in ("symbol", "missing")


def test_external_paths() -> None:
    """A path that leaves the codebase is external, with the dotted path it has there."""
    codebase = build_world(
        {"pkg/__init__.py": "import os.path as p\nfrom json import dumps as d\n"}
    )
    assert codebase.symbols.follow("pkg.p.join")[0].path == "os.path.join"
    assert codebase.symbols.follow("pkg.d")[0].path == "json.dumps"
    assert codebase.symbols.follow("numpy.array")[0].kind == "external"


def test_names_set_at_a_line() -> None:
    """Dotted text means what its root meant at that line."""
    codebase = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/base.py": "class M: ...\n",
            "pkg/a.py": "from .base import M\nclass M(M): ...\n",
        }
    )
    at_line = codebase.symbols.local("pkg.a", "M", line=2)
    assert [outcome.path for outcome in at_line] == ["pkg.base.M"]
    assert [outcome.path for outcome in codebase.symbols.local("pkg.a", "M")] == ["pkg.a.M"]


def test_a_package_that_puts_its_own_submodule_in_its_place() -> None:
    """`sys.modules["pkg.kit"] = kit`, where `kit` is a submodule of `pkg.kit`, leads there."""
    codebase = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/kit/__init__.py": """
                import sys
                from pkg.kit import _kit as kit
                sys.modules["pkg.kit"] = kit
                """,
            "pkg/kit/_kit.py": "def name():\n    return 1\n",
        }
    )
    assert codebase.symbols.follow("pkg.kit.name")[0].path == "pkg.kit._kit.name"
    assert codebase.symbols.follow("pkg.kit.other")[0].kind == "missing"


def test_an_alias_sees_only_what_is_bound_before_it() -> None:
    """`X = Y` before `Y` is bound is no alias of it, whichever of the two is asked for first."""
    for order in (("m.X", "m.Y"), ("m.Y", "m.X")):
        symbols = build_world({"m.py": "X = Y\nY = X\n"}).symbols
        assert {path: symbols.follow(path)[0].path for path in order} == {
            "m.X": "m.X",
            "m.Y": "m.X",
        }


def test_a_class_beside_an_import_is_one_candidate_of_two() -> None:
    """A name that one branch defines and another imports leads to both."""
    text = "if fast:\n    class A: ...\nelse:\n    from .b import A\n"
    symbols = build_world({"pkg/__init__.py": text, "pkg/b.py": "class A: ...\n"}).symbols
    assert [o.path for o in symbols.follow("pkg.A")] == ["pkg.A", "pkg.b.A"]


def test_a_name_for_type_checkers_gives_way_to_a_lazy_one() -> None:
    """At run time, `__getattr__` answers for a name that is written for type checkers alone."""
    lazy = (
        "def __getattr__(name):\n    if name == 'A':\n        from .b import A\n        return A\n"
    )
    text = f"if TYPE_CHECKING:\n    class A: ...\n{lazy}"
    symbols = build_world({"pkg/__init__.py": text, "pkg/b.py": "class A: ...\n"}).symbols
    assert [o.path for o in symbols.follow("pkg.A")] == ["pkg.b.A"]


@pytest.mark.parametrize("first", ["pkg.a.X", "pkg.b.X", "pkg.c.X"])
def test_what_is_seen_amid_another_question_is_not_kept(first: str) -> None:
    """`b` gets the class from `a`, also after a question about `a` has come by `b` on its way."""
    index = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "try:\n    from .b import X\nexcept ImportError:\n    class X: ...\n",
            "pkg/b.py": "from .c import X\n",
            "pkg/c.py": "from .a import X\n",
        }
    ).index
    symbols = SymbolTable(index)
    symbols.follow(first)
    for path in ("pkg.a.X", "pkg.b.X", "pkg.c.X"):
        assert [(o.kind, o.path) for o in symbols.follow(path)] == [("symbol", "pkg.a.X")]


def test_a_released_table_is_gone_at_once() -> None:
    """Without the cyclic collector, too: nothing but the codebase holds on to the facts."""
    codebase = build_world({"pkg/__init__.py": "from .a import A\n", "pkg/a.py": "class A: ...\n"})
    codebase.symbols.follow("pkg.A")
    gone = weakref.ref(codebase.index)
    with paused_collector():
        codebase.symbols.release()
        del codebase
        assert gone() is None
