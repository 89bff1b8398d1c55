"""Propagation cost against its definition."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.analysis.propagation import propagation_cost


@pytest.mark.parametrize(
    ("edges", "nodes", "cost"),
    [
        ([], 4, 0.25),
        ([(0, 1)], 2, 0.75),
        ([(0, 1), (1, 2)], 3, 0.666667),
        ([(0, 1), (1, 2), (2, 0)], 3, 1.0),
    ],
)
def test_small_graphs_have_the_cost_counted_by_hand(
    edges: list[tuple[int, int]], nodes: int, cost: float
) -> None:
    """Reachable pairs, each module with itself among them, divided by n²."""
    graph: nx.DiGraph[str] = nx.DiGraph((str(a), str(b)) for a, b in edges)
    graph.add_nodes_from(map(str, range(nodes)))
    assert propagation_cost(graph) == cost


def test_nothing_has_no_cost() -> None:
    """Without modules there is nothing to measure."""
    assert propagation_cost(nx.DiGraph()) is None


@given(st.integers(1, 8), st.data())
def test_the_cost_is_the_density_of_the_closure(size: int, data: st.DataObject) -> None:
    """The same as summing the powers of the dependency matrix, from the identity on."""
    edge = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    edges = data.draw(st.sets(edge, max_size=16))
    visible = {(node, node) for node in range(size)}
    while True:
        further = visible | {(a, d) for a, b in visible for c, d in edges if b == c}
        if further == visible:
            break
        visible = further
    graph: nx.DiGraph[str] = nx.DiGraph((str(a), str(b)) for a, b in edges)
    graph.add_nodes_from(map(str, range(size)))
    assert propagation_cost(graph) == round(len(visible) / size**2, 6)
