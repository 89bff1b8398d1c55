"""Cycles by view, and what to cut."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.analysis.cycles import find_cycle_breakers, find_cycles
from audit.graph.cycle_conditions import find_conditions
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


def test_a_later_import_does_not_join_two_cycles() -> None:
    """Two load-time cycles that only lazy imports lead between stay two in the load-time view."""
    files = {
        "a.py": "import b\ndef f():\n    import c\n",
        "b.py": "import a\n",
        "c.py": "import d\n",
        "d.py": "import c\ndef f():\n    import a\n",
    }
    assert members(files) == {
        "load-time": [("a", "b"), ("c", "d")],
        "run-time": [("a", "b", "c", "d")],
        "conceptual": [("a", "b", "c", "d")],
    }


def _lay_out(weights: dict[tuple[int, int], int]) -> list[int]:
    """The arrangement of Eades, Lin and Smyth, each step counted anew over what is left."""
    rest = {node for edge in weights for node in edge}
    left: list[int] = []
    right: list[int] = []
    while rest:
        edges = {edge: w for edge, w in weights.items() if set(edge) <= rest}
        sinks = sorted(rest - {a for a, _ in edges})
        sources = sorted(rest - {b for _, b in edges} - set(sinks))
        if sinks or sources:
            left, right = (left, sinks + right) if sinks else (left + sources, right)
            rest -= set(sinks or sources)
            continue
        surplus = {
            node: sum(w for (a, _), w in edges.items() if a == node)
            - sum(w for (_, b), w in edges.items() if b == node)
            for node in rest
        }
        first = min(rest, key=lambda node: (-surplus[node], node))
        left.append(first)
        rest.discard(first)
    return left + right


NODES = st.integers(0, 8)
WEIGHTED = st.dictionaries(st.tuples(NODES, NODES), st.integers(1, 4), max_size=30)


@settings(max_examples=300, deadline=None)
@given(WEIGHTED)
def test_breakers_are_those_that_run_back_in_the_arrangement(
    drawn: dict[tuple[int, int], int],
) -> None:
    """Breakers run back in the layout of the heuristic, and of the imports that run back none is
    spared that would close a circle, the heaviest tried first."""
    weights = {edge: weight for edge, weight in drawn.items() if edge[0] != edge[1]}
    place = {node: number for number, node in enumerate(_lay_out(weights))}
    backward = sorted(
        (edge for edge in weights if place[edge[0]] > place[edge[1]]),
        key=lambda edge: (-weights[edge], edge),
    )
    kept: nx.DiGraph[int] = nx.DiGraph(edge for edge in weights if edge not in backward)
    expected = []
    for edge in backward:
        kept.add_edge(*edge)
        if not nx.is_directed_acyclic_graph(kept):
            kept.remove_edge(*edge)
            expected.append((str(edge[0]), str(edge[1])))
    graph: nx.DiGraph[str] = nx.DiGraph()
    for (importer, imported), weight in weights.items():
        graph.add_edge(str(importer), str(imported), imports=(None,) * weight)
    assert find_cycle_breakers(graph) == tuple(sorted(expected))
