"""Cycles by view, and what to cut."""

from __future__ import annotations

import networkx as nx
import pytest

from audit.analysis.cycles import find_conditions, find_cycle_breakers, find_cycles
from audit.model.imports import View
from tests.worlds.codebases import build_world


def members(files: dict[str, str]) -> dict[str, list[tuple[str, ...]]]:
    """Members of the cycles of each view."""
    cycles = find_cycles(build_world(files).graph)
    return {view.value: [c.members for c in cycles if c.view is view] for view in View}


def test_cycles_are_told_by_view() -> None:
    """A typing cycle is conceptual only, a lazy one cannot crash at load time."""
    assert members({"a.py": "import b\n", "b.py": "import a\n"}) == {
        "load-time": [("a", "b")],
        "run-time": [("a", "b")],
        "conceptual": [("a", "b")],
    }
    assert members({"a.py": "import b\n", "b.py": "def f():\n    import a\n"}) == {
        "load-time": [],
        "run-time": [("a", "b")],
        "conceptual": [("a", "b")],
    }
    assert members({"a.py": "import b\n", "b.py": "if TYPE_CHECKING:\n    import a\n"}) == {
        "load-time": [],
        "run-time": [],
        "conceptual": [("a", "b")],
    }


@pytest.mark.parametrize(
    ("first", "second", "tests"),
    [
        ("import b\n", "import a\n", ()),
        ("if HACK:\n    import b\n", "import a\n", ("HACK",)),
        (
            "if HACK:\n    import b\nelse:\n    from b import x\n",
            "import a\n",
            ("HACK", "not (HACK)"),
        ),
        ("if HACK:\n    import b\n", "if t > 1:\n    import a\n", ("HACK", "t > 1")),
        ("if HACK:\n    import b\nfrom b import x\n", "import a\n", ()),
        ("if HACK:\n    import b\ndef f():\n    import b\n", "import a\n", ("HACK",)),
        ("try:\n    import b\nexcept ImportError:\n    pass\n", "import a\n", ()),
    ],
)
def test_tests_that_a_cycle_rests_on(first: str, second: str, tests: tuple[str, ...]) -> None:
    """A cycle rests on tests when none is left without the imports that stand under one."""
    codebase = build_world({"a.py": first, "b.py": second})
    cycle = next(each for each in find_cycles(codebase.graph) if each.view is View.LOAD_TIME)
    assert find_conditions(cycle, codebase.imports) == tests


def test_another_circle_without_tests_stays_one() -> None:
    """Where one of two circles needs no test, the whole does not rest on tests."""
    files = {
        "a.py": "import b\nif HACK:\n    import c\n",
        "b.py": "import a\n",
        "c.py": "import a\n",
    }
    codebase = build_world(files)
    assert find_conditions(find_cycles(codebase.graph)[0], codebase.imports) == ()


def test_larger_cycles_come_first() -> None:
    """Cycles of one view are ordered by size, then by their members."""
    files = {
        "a.py": "import b\n",
        "b.py": "import a\n",
        "c.py": "import d\n",
        "d.py": "import e\n",
        "e.py": "import c\n",
    }
    assert members(files)["load-time"] == [("c", "d", "e"), ("a", "b")]


def test_packages_on_the_way_make_no_cycle() -> None:
    """A package that imports its own submodules is no cycle with them."""
    files = {"pkg/__init__.py": "from .a import x\n", "pkg/a.py": "from .b import x\n"}
    assert members({**files, "pkg/b.py": "x = 1\n"})["load-time"] == []


def test_breakers_have_their_place() -> None:
    """Each breaker names file and line of its first statement."""
    files = {"a.py": "import b\n", "b.py": "import sys\nimport a\n", "c.py": "import a, b\n"}
    (cycle, *_) = find_cycles(build_world(files).graph)
    (breaker,) = cycle.breakers
    assert breaker in {("a", "b", "a.py", 1), ("b", "a", "b.py", 2)}


def test_breaker_is_the_edge_with_fewest_statements() -> None:
    """Of two edges the one carried by fewer statements is cut."""
    files = {"a.py": "import b\nimport b.x\nfrom b import y\n", "b.py": "import a\n"}
    (cycle, *_) = find_cycles(build_world(files).graph)
    assert [pair[:2] for pair in cycle.breakers] == [("b", "a")]


def test_graph_without_cycles_needs_no_breakers() -> None:
    """Nothing is cut where nothing turns."""
    assert find_cycle_breakers(nx.DiGraph([("a", "b"), ("a", "c"), ("b", "c")])) == ()
