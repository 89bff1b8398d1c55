"""The dependency matrix: order, selection, static picture."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import UnknownNameError
from audit.model.facts import ImportKind
from audit.model.snapshot import Snapshot
from audit.views.graph_payload import build_graph_payload, order_by_view
from audit.views.matrix import dependency_matrix
from audit.views.matrix_picture import draw_dependency_matrix
from audit.views.module_tree import build_module_tree
from audit.views.sibling_order import order_siblings
from tests.worlds.small_records import make_import, make_module, make_snapshot
from tests.worlds.snapshots import hostile_snapshot

PAIRS = st.dictionaries(
    st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda each: each[0] != each[1]),
    st.integers(1, 4),
)


def make_world(*pairs: tuple[str, str]) -> Snapshot:
    """Modules that are named in pairs (importer, imported)."""
    names = sorted({name for pair in pairs for name in pair})
    return make_snapshot(
        modules=tuple(make_module(name) for name in names),
        imports=tuple(make_import(a, b, line=n) for n, (a, b) in enumerate(pairs, 1)),
    )


def order_names(weights: dict[tuple[int, int], int]) -> tuple[list[int], tuple[int, ...]]:
    """Seven modules in order, and their cycle numbers."""
    tree = build_module_tree([f"m{n}" for n in range(7)])
    order = order_siblings(tree, {-1: weights})
    return sorted(range(7), key=lambda node: order.position[node]), order.cycle


def reach(weights: dict[tuple[int, int], int]) -> set[tuple[int, int]]:
    """Which node reaches which, by brute force."""
    found = set(weights)
    for middle, left, right in itertools.product(range(7), repeat=3):
        if (left, middle) in found and (middle, right) in found:
            found.add((left, right))
    return found


@given(PAIRS)
def test_above_the_diagonal_stands_only_what_closes_a_cycle(
    weights: dict[tuple[int, int], int],
) -> None:
    """An import against the order joins two members of one strongly connected component."""
    ordered, cycle = order_names(weights)
    place = {node: position for position, node in enumerate(ordered)}
    reached = reach(weights)
    for importer, imported in weights:
        together = (imported, importer) in reached
        assert (cycle[importer] >= 0 and cycle[importer] == cycle[imported]) == together
        if place[imported] > place[importer]:
            assert together


@given(PAIRS)
def test_members_of_a_cycle_stand_next_to_each_other(
    weights: dict[tuple[int, int], int],
) -> None:
    """Each strongly connected component is one run of rows."""
    ordered, cycle = order_names(weights)
    runs = [number for number, _ in itertools.groupby(cycle[node] for node in ordered)]
    assert all(count == 1 for number, count in Counter(runs).items() if number >= 0)


@given(PAIRS)
def test_levels_rise_with_every_import_outside_a_cycle(
    weights: dict[tuple[int, int], int],
) -> None:
    """An importer is on a higher level than what it imports, and no higher than needed."""
    order = order_siblings(build_module_tree([f"m{n}" for n in range(7)]), {-1: weights})
    for node in range(7):
        below = {
            order.level[imported]
            for importer, imported in weights
            if order.cycle[importer] == order.cycle[node] >= 0 or importer == node
            if not (order.cycle[imported] == order.cycle[importer] >= 0)
        }
        touched = any(node in pair for pair in weights)
        assert order.level[node] == (max(below, default=-1) + 1 if touched else -1)


def test_a_cycle_is_ordered_so_that_its_lightest_import_goes_back() -> None:
    """In a ring of three the import with least weight stands above the diagonal."""
    ordered, _ = order_names({(0, 1): 5, (1, 2): 5, (2, 0): 1})
    assert [node for node in ordered if node < 3] == [2, 1, 0]


def test_a_large_cycle_is_ordered_too() -> None:
    """Beyond the exact limit members are ordered by weight, and none is lost."""
    tree = build_module_tree([f"m{n:03}" for n in range(300)])
    ring = {(n, (n + 1) % 300): 1 for n in range(300)}
    order = order_siblings(tree, {-1: ring})
    assert sorted(order.position) == list(range(300))
    assert set(order.cycle) == {0}


def test_every_view_has_its_own_order() -> None:
    """A lazy import turns two modules into a cycle in the run-time view alone."""
    world = replace(
        make_world(("b", "a")),
        imports=(make_import("b", "a"), make_import("a", "b", kinds=(ImportKind.LAZY,))),
    )
    load, run, _ = order_by_view(build_graph_payload(world))
    assert load["cycle"] == [-1, -1]
    assert load["position"] == [0, 1]
    assert run["cycle"] == [0, 0]


def test_selection_lists_the_statements_of_a_cell() -> None:
    """Rows are the imports from the row's modules to the column's, by place."""
    matrix = dependency_matrix(make_world(("a.x", "b.y"), ("a.z", "b.y"), ("b.y", "a.x")))
    assert matrix.selection.empty
    matrix.selection = ("a", "b")
    frame = matrix.selection
    assert list(frame["importer"]) == ["a.x", "a.z"]
    assert list(frame["place"]) == ["a/x.py:1", "a/z.py:2"]
    with pytest.raises(UnknownNameError):
        matrix.selection = ("a", "nowhere")


def test_selection_follows_the_view() -> None:
    """A lazy import is listed in the run-time view, not in the load-time view."""
    world = replace(
        make_world(("a", "b")), imports=(make_import("a", "b", kinds=(ImportKind.LAZY,)),)
    )
    matrix = dependency_matrix(world)
    matrix.selection = ("a", "b")
    assert len(matrix.selection) == 0
    matrix.view = "run-time"
    assert len(matrix.selection) == 1


def test_the_front_end_asks_for_statements() -> None:
    """The answer lists path, place and kinds."""
    matrix = dependency_matrix(make_world(("a", "b")))
    told = matrix.answer({"ask": "statements", "source": 0, "target": 1})
    assert told == {
        "total": 1,
        "statements": [
            {
                "importer": "a",
                "imported": "b",
                "path": "b",
                "place": "a.py:1",
                "kinds": "load",
            }
        ],
    }


def test_the_static_matrix_counts_and_marks_what_closes_a_cycle() -> None:
    """Each cell shows its number; the table flags the one above the diagonal."""
    world = make_world(("a.x", "b.y"), ("a.z", "b.y"), ("b.y", "a.x"), ("c.w", "a.x"))
    picture = draw_dependency_matrix(world, most=3)
    assert [row[:3] for row in picture.table.rows] == [
        ("a", "b", 2),
        ("b", "a", 1),
        ("c", "a", 1),
    ]
    assert [row[0] for row in picture.table.rows if row[3]] == ["b"]
    assert re.findall(r"<title>b → a: 1 imports</title>", picture.svg)
    assert "where they close a cycle: 1." in picture.description


def test_hostile_names_stay_text_in_the_static_matrix() -> None:
    """No name becomes markup."""
    svg = dependency_matrix(hostile_snapshot()).picture.svg
    assert "<script" not in svg
    assert "<img" not in svg
