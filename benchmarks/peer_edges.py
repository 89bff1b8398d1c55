"""Import edges and definitions as the installed peers see them, each asked in its own words.

Every function takes a folder that holds the code and gives (importer, imported) pairs of module
names, or raises PeerError when the peer fails. A peer is loaded when it is first asked: what is not
installed can be said. Nothing of the code is imported: grimp
and griffe read source, ruff is a program of its own, pydeps reads bytecode in a subprocess that is
barred from importing it.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from audit.errors import AuditError
from audit.graph.codebase import Codebase
from audit.model.facts import ImportKind
from audit.model.imports import View
from audit.reports.second_opinion import read_pydeps_edges

__all__ = [
    "Edge",
    "GriffeReader",
    "PeerError",
    "grimp_edges",
    "peer_versions",
    "pydeps_edges",
    "ruff_edges",
    "statement_edges",
    "top_packages",
]

Edge = tuple[str, str]
_CALLED = frozenset({ImportKind.STRING, ImportKind.DYNAMIC})
_RUFF = Path(sys.executable).with_name("ruff")


class PeerError(Exception):
    """A peer crashed or gave no answer: which, and how."""


def peer_versions() -> dict[str, str]:
    """The installed version of each peer; "not installed" is said, not hidden."""
    found = {}
    for name in ("grimp", "pydeps", "ruff", "griffe"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def top_packages(folder: Path) -> list[str]:
    """Top-level packages with an `__init__` file, sorted."""
    return sorted(path.parent.name for path in folder.glob("*/__init__.py"))


def statement_edges(codebase: Codebase, view: View = View.CONCEPTUAL) -> set[Edge]:
    """Our edges of one view that come from import statements."""
    return {
        (importer, imported)
        for importer, imported, statements in codebase.graph.view(view).edges(data="imports")
        if any(not _CALLED.intersection(item.kinds) for item in statements)
    }


def grimp_edges(
    folder: Path, packages: Sequence[str], *, typing: bool = True
) -> tuple[set[Edge], set[str]]:
    """grimp's edges inside the packages, and the modules that it found."""
    grimp = importlib.import_module("grimp")
    with _on_path(folder):
        try:
            graph = grimp.build_graph(
                *packages, cache_dir=None, exclude_type_checking_imports=not typing
            )
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of the extension module is no Exception
            raise PeerError(f"grimp: {type(error).__name__}: {error}") from None
    modules = set(graph.modules)
    edges = {
        (importer, imported)
        for importer in modules
        for imported in graph.find_modules_directly_imported_by(importer)
    }
    return edges, modules


@contextmanager
def _on_path(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def pydeps_edges(
    folder: Path, package: str, *, time_limit: float = 120.0
) -> tuple[set[Edge], set[str]]:
    """pydeps' edges inside one package, and the modules that it found."""
    try:
        found = read_pydeps_edges(folder / package, time_limit=time_limit)
    except AuditError as error:
        raise PeerError(f"pydeps: {error}") from None
    return set(found.edges), set(found.modules)


def ruff_edges(folder: Path, *, strings: bool = False, typing: bool = True) -> set[Edge]:
    """The edges of `ruff analyze graph`, files named as modules from the folder."""
    options = ["--isolated", "--quiet", "--config", f"src=['{folder}']"]
    options += ["--type-checking-imports" if typing else "--no-type-checking-imports"]
    options += ["--detect-string-imports", "--min-dots", "1"] if strings else []
    run = subprocess.run(
        [str(_RUFF), "analyze", "graph", *options, "."],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return {
        (_module(importer), _module(imported))
        for importer, files in json.loads(run.stdout).items()
        for imported in files
        if importer != imported
    }


def _module(file: str) -> str:
    """`pkg/sub/__init__.py` is `pkg.sub`."""
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


class GriffeReader:
    """griffe's answers about the code in one folder."""

    def __init__(self, folder: Path, packages: Sequence[str]) -> None:
        self._griffe = griffe = importlib.import_module("griffe")
        self._loader = griffe.GriffeLoader(search_paths=[folder], allow_inspection=False)
        for package in packages:
            self._loader.load(package, try_relative_path=False)
        self._loader.resolve_aliases(implicit=True, external=False)

    def find_home(self, path: str) -> tuple[str, str] | None:
        """Kind and dotted path of what an import path ends in; None when it ends nowhere."""
        try:
            found = self._loader.modules_collection[path]
            target = found.final_target if found.is_alias else found
        except (KeyError, self._griffe.GriffeError):
            return None
        return target.kind.value, target.path
