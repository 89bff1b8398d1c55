"""Graph and matrix of two states: what was added, what is gone, without colour alone."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

from audit.model.snapshot import Snapshot
from audit.views.matrix_picture import draw_dependency_matrix
from audit.views.package_graph import fold_packages
from audit.views.pictures import draw_package_graph
from tests.worlds.small_records import make_import, make_module, make_snapshot
from tests.worlds.snapshots import HOSTILE_NAMES

SVG = "{http://www.w3.org/2000/svg}"


def make_state(names: str, *pairs: tuple[str, str]) -> Snapshot:
    """Modules by one-letter names and the imports between them."""
    return make_snapshot(
        modules=tuple(make_module(f"p.{name}") for name in names),
        imports=tuple(make_import(f"p.{a}", f"p.{b}") for a, b in pairs),
    )


OLD = make_state("abcd", ("a", "b"), ("b", "c"), ("c", "d"), ("d", "c"))
NEW = make_state("abce", ("a", "b"), ("a", "b"), ("a", "c"), ("e", "a"))


def read_texts(svg: str) -> list[str]:
    """All texts of a picture."""
    return [each.text or "" for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


def test_both_states_are_folded_alike() -> None:
    """Nodes and edges of both states are there, each with its count before and after."""
    graph = fold_packages(NEW, before=OLD)
    assert [(each.name, each.modules, each.before) for each in graph.nodes] == [
        ("p.a", 1, 1),
        ("p.b", 1, 1),
        ("p.c", 1, 1),
        ("p.d", 0, 1),
        ("p.e", 1, 0),
    ]
    assert {(each.importer[-1], each.imported[-1]): each.state for each in graph.edges} == {
        ("a", "b"): "changed",
        ("a", "c"): "added",
        ("b", "c"): "removed",
        ("c", "d"): "removed",
        ("d", "c"): "removed",
        ("e", "a"): "added",
    }
    assert {each.state for each in fold_packages(NEW).edges} == {""}


def test_the_graph_signs_what_changed() -> None:
    """A plus for each connection added, a minus and dots for each removed, told in words too."""
    picture = draw_package_graph(NEW, before=OLD)
    texts = read_texts(picture.svg)
    assert (texts.count("+"), texts.count("−")) == (2, 3)
    assert picture.svg.count('stroke-dasharray="1 5"') == 3 + 1
    assert "2 connections added (plus sign), 3 removed" in picture.description
    assert "Connections: 3, in cycles: 0." in picture.description
    assert picture.table.column("state").count("added") == 2


def test_the_matrix_writes_what_changed_into_its_cells() -> None:
    """New cells carry a plus, gone ones a minus, changed ones both counts."""
    picture = draw_dependency_matrix(NEW, before=OLD)
    cells = [text for text in read_texts(picture.svg) if text[0] not in "p"]
    assert sorted(cells) == sorted(["+1", "+1", "−1", "−1", "−1", "1→2"])
    assert "2 cells new (+), 3 gone (−), 1 changed (→)" in picture.description


def test_what_is_gone_does_not_order_what_is_there() -> None:
    """Removed imports form no cycle and no level: order and frames are those of the later state."""
    old = make_state("abc", ("b", "c"), ("c", "a"))
    new = make_state("abc", ("a", "b"))
    matrix = ElementTree.fromstring(draw_dependency_matrix(new, before=old).svg)  # noqa: S314
    assert not [each for each in matrix.findall(f"{SVG}rect") if each.get("fill") == "none"]
    graph = ElementTree.fromstring(draw_package_graph(new, before=old).svg)  # noqa: S314
    heights = {
        (group.findtext(f"{SVG}title") or "")[:3]: group.find(f"{SVG}rect").get("y")  # type: ignore[union-attr]  # every box has one
        for group in graph.findall(f"{SVG}g")
        if group.find(f"{SVG}rect") is not None
    }
    assert heights["p.a"] == heights["p.c"] != heights["p.b"]


def test_a_state_beside_itself_has_not_changed() -> None:
    """Compared with itself a codebase shows no sign of change."""
    assert not {"+", "−"} & set(read_texts(draw_package_graph(OLD, before=OLD).svg))
    assert "0 cells new (+), 0 gone" in draw_dependency_matrix(OLD, before=OLD).description


def test_levels_stand_imported_first_and_cycles_in_a_frame() -> None:
    """Below the diagonal only, but for the members of a cycle, which a frame holds together."""
    picture = draw_dependency_matrix(OLD)
    assert "above the diagonal, where they close a cycle: 1." in picture.description
    root = ElementTree.fromstring(picture.svg)  # noqa: S314
    frames = [each for each in root.findall(f"{SVG}rect") if each.get("fill") == "none"]
    assert len(frames) == 1
    assert picture.table.column("above").count(True) == 1


def test_hostile_names_are_labels_only() -> None:
    """Pictures of two states stay well-formed and without scripts, whatever modules are called."""
    names = [f"p.{name}" for name in HOSTILE_NAMES]
    state = make_snapshot(
        modules=tuple(make_module(name) for name in names),
        imports=tuple(make_import(a, b) for a, b in pairwise(names)),
    )
    for draw in (draw_package_graph, draw_dependency_matrix):
        for before in (None, OLD):
            root = ElementTree.fromstring(draw(state, before=before).svg)  # noqa: S314
            kinds = {each.tag.removeprefix(SVG) for each in root.iter()}
            assert kinds <= {
                "svg", "defs", "marker", "path", "g", "title", "rect", "text", "mask",
            }  # fmt: skip
