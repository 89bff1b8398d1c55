"""The import graph and its views."""

from __future__ import annotations

import networkx as nx

from audit.model.imports import View
from tests.worlds.codebases import build_world

FILES = {
    "pkg/__init__.py": "",
    "pkg/sub/__init__.py": "",
    "pkg/sub/c.py": "",
    "pkg/a.py": """
        from typing import TYPE_CHECKING
        from pkg import b
        if TYPE_CHECKING:
            import pkg.sub.c
        def f():
            import app
        """,
    "pkg/b.py": "import pkg.b\n",
    "app.py": "import pkg.sub.c\n",
}


def test_edges_carry_their_statements() -> None:
    """An edge has its import statements; a module that imports itself has no edge."""
    graph = build_world(FILES).graph.graph
    assert [item.line for item in graph.edges["pkg.a", "pkg.b"]["imports"]] == [3]
    assert not graph.has_edge("pkg.b", "pkg.b")
    assert nx.is_frozen(graph)


def test_views_show_their_edges() -> None:
    """Each view has its own edges, and all modules."""
    graph = build_world(FILES).graph
    load, run, all_of = (graph.view(view) for view in View)
    assert set(load.edges) == {("pkg.a", "pkg.b"), ("app", "pkg.sub.c")}
    assert set(run.edges) - set(load.edges) == {("pkg.a", "app")}
    assert set(all_of.edges) - set(run.edges) == {("pkg.a", "pkg.sub.c")}
    assert set(load) == set(all_of)


def test_parents_of_what_a_view_imports() -> None:
    """Packages run on the way are shown when asked for, those of the importer itself are not."""
    graph = build_world(FILES).graph
    load = graph.view(View.LOAD_TIME, parents=True)
    assert set(load.successors("app")) == {"pkg.sub.c", "pkg.sub", "pkg"}
    assert set(load.successors("pkg.a")) == {"pkg.b"}
    conceptual = graph.view(View.CONCEPTUAL, parents=True)
    assert set(conceptual.successors("pkg.a")) == {"pkg.b", "pkg.sub.c", "pkg.sub", "app"}
