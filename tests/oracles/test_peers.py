"""Our module graph against grimp's, our resolution against griffe's, on installed packages."""

from __future__ import annotations

from pathlib import Path

import griffe
import grimp
import pytest

from audit.graph.codebase import Codebase
from audit.model.facts import ImportKind
from audit.model.imports import View
from tests.worlds.installed import find_package, read_package

UNSEEN = {ImportKind.STRING, ImportKind.DYNAMIC}

# Edges that one of the two has and the other has not, each with its reason.
EXPLAINED: dict[str, dict[tuple[str, str], str]] = {
    "audit": {},
    "rich": {
        ("rich.box", "rich.box"): "a module that imports itself: an edge for them, none for us",
        ("rich.live", "rich.live"): "a module that imports itself: an edge for them, none for us",
    },
    "typer": {},
    "jinja2": {},
    "click": {},
    "networkx": {
        (
            "networkx.algorithms.minors.tests.test_contraction",
            "networkx",
        ): "the folder has no __init__: they do not look into it",
        (
            "networkx.algorithms.minors.tests.test_contraction",
            "networkx.utils",
        ): "the folder has no __init__: they do not look into it",
    },
}


@pytest.mark.parametrize("package", EXPLAINED)
def test_module_graph_is_grimps(package: str) -> None:
    """The symmetric difference with grimp's graph is what the table explains, line by line."""
    codebase = read_package(find_package(package))
    theirs = grimp.build_graph(package, cache_dir=None)
    modules = set(theirs.modules)
    edges = {
        (importer, imported)
        for importer in modules
        for imported in theirs.find_modules_directly_imported_by(importer)
    }
    assert set(codebase.index.names) | namespaces(codebase) >= modules
    ours = {
        (importer, imported)
        for importer, imported, statements in codebase.graph.view(View.CONCEPTUAL).edges(
            data="imports"
        )
        if any(not UNSEEN.intersection(item.kinds) for item in statements)
    }
    assert len(edges) > 10
    assert ours ^ edges == set(EXPLAINED[package])
    assert all(EXPLAINED[package].values())


def namespaces(codebase: Codebase) -> set[str]:
    """Packages without a file, which grimp counts as modules."""
    names = codebase.index.names
    parents = {name.rpartition(".")[0] for name in names}
    return parents - set(names)


@pytest.mark.parametrize("package", ["rich", "click"])
def test_definitions_are_griffes(package: str) -> None:
    """Every class and function that griffe finds behind a name of a module is where we find it."""
    folder = find_package(package)
    codebase = read_package(folder)
    loader = griffe.GriffeLoader(search_paths=[folder.parent])
    root = loader.load(package)
    loader.resolve_aliases(implicit=True, external=False)
    assert isinstance(root, griffe.Module)
    looked_at = 0
    for module in [root, *all_modules(root)]:
        for name, member in module.members.items():
            place = place_of(member, folder.parent)
            if place is None:
                continue
            looked_at += 1
            outcomes = codebase.symbols.member(module.path, name)
            found = [o.definition for o in outcomes if o.definition is not None]
            assert place in [(d.file, d.qualname) for d in found], f"{module.path}.{name}"
    assert looked_at > 300


def all_modules(module: griffe.Module) -> list[griffe.Module]:
    """Submodules of every depth."""
    found = []
    for below in module.modules.values():
        if isinstance(below, griffe.Module):
            found += [below, *all_modules(below)]
    return found


def place_of(member: griffe.Object | griffe.Alias, folder: Path) -> tuple[str, str] | None:
    """File and qualified name of a class or function of the package itself, else None."""
    try:
        target = member.final_target if isinstance(member, griffe.Alias) else member
    except griffe.AliasResolutionError:
        return None
    if target.kind not in (griffe.Kind.CLASS, griffe.Kind.FUNCTION):
        return None
    if not isinstance(target.filepath, Path):
        return None
    file = target.filepath.relative_to(folder).as_posix()
    module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return file, target.path.removeprefix(f"{module}.")
