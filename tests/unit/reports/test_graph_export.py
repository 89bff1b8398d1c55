"""The import graph for other tools."""

from __future__ import annotations

import itertools

from audit.model.imports import View
from audit.model.modules import Zone
from audit.reports.graph_export import (
    ExportEdge,
    ExportGraph,
    ExportNode,
    Level,
    render_dot,
    render_graphml,
    render_mermaid,
)


def draw(*names: str, zone: Zone = Zone.PRODUCTION) -> ExportGraph:
    """A graph in which each module imports the next, the first one twice."""
    return ExportGraph(
        label="shop",
        revision="tree:1",
        view=View.LOAD_TIME,
        level=Level.MODULE,
        nodes=tuple(
            ExportNode(name=name, zone=zone, modules=1, file=f"{name}.py") for name in sorted(names)
        ),
        edges=tuple(
            ExportEdge(
                importer=importer,
                imported=imported,
                imports=2 if number == 0 else 1,
                kinds=("load", "optional"),
                place=f"{importer}.py:3",
            )
            for number, (importer, imported) in enumerate(itertools.pairwise(names))
        ),
    )


def test_dot() -> None:
    """Nodes carry their zone, edges the number and kinds of their imports."""
    assert render_dot(draw("a", "b")) == (
        'digraph "shop, load-time imports between modules" {\n'
        "  rankdir=LR;\n"
        "  node [shape=box, style=rounded];\n"
        '  "a" [zone=production];\n'
        '  "b" [zone=production];\n'
        '  "a" -> "b" [imports=2, tooltip="2 (load, optional)"];\n'
        "}\n"
    )


def test_dot_tells_zones_apart() -> None:
    """A module outside production is dashed."""
    assert '"a" [zone=test, style="rounded,dashed"];' in render_dot(draw("a", zone=Zone.TEST))


def test_dot_escapes_quotes_and_backslashes() -> None:
    """A quote cannot end the identifier, a backslash cannot escape anything."""
    assert '  "a\\"b\\\\c\\\\n" [' in render_dot(draw('a"b\\c\n'))


def test_mermaid() -> None:
    """Nodes are numbered and labelled; more than one import is counted on the arrow."""
    assert render_mermaid(draw("a.b", "c", 'd"<x>')) == (
        "flowchart LR\n"
        '  n0["a.b"]\n'
        '  n1["c"]\n'
        '  n2["d#34;#60;x#62;"]\n'
        "  n0 -->|2| n1\n"
        "  n1 --> n2\n"
    )


def test_names_that_look_alike_stay_apart() -> None:
    """Two names that are shown alike remain two nodes in every language."""
    graph = draw("a\n", "a\\n")
    assert '"a\\\\n" [' in render_dot(graph)
    assert '"a\\\\n (2)" [' in render_dot(graph)
    assert render_graphml(graph).count('<node id="a\\n') == 2
    assert '<node id="a\\n (2)">' in render_graphml(graph)
