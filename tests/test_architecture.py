"""The house holds itself to its own rules: floors, cycles, one path per public name."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import networkx as nx
import pytest

from audit.model.imports import Bucket, View
from audit.model.rules import Rules
from audit.pipeline.codebase import read_codebase
from audit.sources.locate import open_source

_REPOSITORY = Path(__file__).parents[1]

# Floors from the ground up, each with its reason. A module may import its own room and any lower
# floor; rooms on one floor do not know each other.
_FLOORS: tuple[tuple[str, ...], ...] = (
    (  # nothing below them
        "errors",
        "version",
        "cache_folder",
        "file_stamps",
        "byte_store",
        "paused_collector",
        "freed_memory",
    ),
    ("model",),  # records: standard library only
    ("graph",),  # with analysis the only place that knows networkx
    (
        "config",
        "sources",
        "extraction",
        "analysis",
        "snapshots",
        "phases",
        "reports",
        "views",
    ),  # rooms
    ("pipeline",),  # the corridor
    ("cli",),  # the door
    ("__main__",),  # opens it
)
_NETWORKX_ROOMS = {"graph", "analysis"}
_SIDE_EFFECT_ROOMS = {
    "sources",
    "extraction",
    "snapshots",
    "reports",
    "cache_folder",
    "config",
    "cli",
}


@pytest.fixture(scope="module")
def edges() -> list[tuple[str, str, str, int]]:
    """Every import between the kit's own modules, lazy and typing ones included."""
    codebase, _ = read_codebase(open_source(str(_REPOSITORY)), Rules(), cache=False)
    return [
        (item.importer, item.imported, item.file, item.line)
        for item in codebase.imports
        if item.bucket is Bucket.FIRST_PARTY
        and item.importer.startswith("audit.")
        and item.imported.startswith("audit")
    ]


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else "audit"


def _floor(room: str) -> int:
    return next(number for number, rooms in enumerate(_FLOORS) if room in rooms)


def test_every_module_stands_on_a_floor() -> None:
    """The list of floors is exhaustive: a new room has to be placed before it is built."""
    rooms = {
        path.relative_to(_REPOSITORY / "audit").parts[0].removesuffix(".py")
        for path in (_REPOSITORY / "audit").rglob("*.py")
    }
    placed = {room for floor in _FLOORS for room in floor}
    assert rooms - {"__init__"} == placed


def test_imports_point_down(edges: list[tuple[str, str, str, int]]) -> None:
    """A module imports from its own room or from a lower floor."""
    wrong = [
        f"{file}:{line} {importer} → {imported}"
        for importer, imported, file, line in edges
        if _room(importer) != _room(imported)
        and _floor(_room(importer)) <= _floor(_room(imported))
        and not {_room(importer), _room(imported)}
        <= {"errors", "version", "cache_folder", "byte_store"}
    ]
    assert edges
    assert wrong == []


def test_no_import_cycle(edges: list[tuple[str, str, str, int]]) -> None:
    """The kit's modules form no cycle, lazy and typing imports counted."""
    graph = nx.DiGraph((importer, imported) for importer, imported, _, _ in edges)
    assert [sorted(c) for c in nx.strongly_connected_components(graph) if len(c) > 1] == []


def test_nothing_imports_the_front_door(edges: list[tuple[str, str, str, int]]) -> None:
    """No module of the kit imports the package `audit` itself."""
    assert [edge for edge in edges if edge[1] == "audit"] == []


def test_networkx_is_known_in_two_rooms_only() -> None:
    """Only graph and analysis know networkx."""
    users = {
        path.relative_to(_REPOSITORY / "audit").parts[0]
        for path in (_REPOSITORY / "audit").rglob("*.py")
        if "networkx" in _imported_names(path)
    }
    assert users == _NETWORKX_ROOMS


def test_model_needs_the_standard_library_only() -> None:
    """Records import nothing but the standard library and each other."""
    for path in (_REPOSITORY / "audit" / "model").glob("*.py"):
        outside = _imported_names(path) - set(sys.stdlib_module_names) - {"audit"}
        assert outside == set(), path.name


def test_subprocesses_are_started_in_named_rooms_only() -> None:
    """Side effects live in named rooms: subprocess is imported nowhere else."""
    users = {
        path.relative_to(_REPOSITORY / "audit").parts[0].removesuffix(".py")
        for path in (_REPOSITORY / "audit").rglob("*.py")
        if "subprocess" in _imported_names(path)
    }
    assert users <= _SIDE_EFFECT_ROOMS


def test_views_are_nested_on_the_kit_itself() -> None:
    """Load-time imports are run-time imports, and those are conceptual ones."""
    codebase, _ = read_codebase(open_source(str(_REPOSITORY)), Rules(), cache=False)
    sizes = [set(codebase.graph.view(view).edges()) for view in View]
    assert sizes[0] <= sizes[1] <= sizes[2]
    assert sizes[0]


def _imported_names(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").partition(".")[0])
    return names
