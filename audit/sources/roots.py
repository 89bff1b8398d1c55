"""Roots: the folders that Python would find modules in, and each file's name under them."""

from __future__ import annotations

import bisect
import difflib
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from audit.errors import ConfigurationError, SourceError
from audit.model.modules import ModulePlace, Zone
from audit.model.rules import ZonePattern
from audit.model.source import SourceFile, SourceTree
from audit.sources.declared_roots import PROJECT_FILES, is_packaged, read_declared_roots
from audit.sources.source import Source
from audit.sources.zones import zone_of

__all__ = ["find_roots", "place_modules"]

_CONTAINERS = frozenset({"src", "lib", "python", "source"})
_MAX_FILES_SEARCHED = 2_000


def find_roots(source: Source, configured: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the roots of a source, relative to it and sorted; "" is the source itself.

    With `configured`, those; ConfigurationError lists every one that does not exist, with the
    nearest folder. Else what the source's format prescribes (a wheel), else discovered:

    - what a project's own configuration declares (setuptools, poetry, hatch, pytest's pythonpath);
    - `src` beside it, and any other `src`, `lib` or `python` that is no package itself, holds
      packages, and is not imported by that name;
    - a nested project (`pyproject.toml`, `setup.cfg`, `setup.py`) that is no package itself,
      outside of tests, tools and vendored code;
    - "" when a file is in none of these.
    """
    names = sorted(file.path for file in source.tree.files if file.path.endswith(".py"))
    if configured:
        return _check_configured(configured, names)
    if source.fixed_roots:
        return source.fixed_roots
    packages = {path.rpartition("/")[0] for path in names if path.endswith("/__init__.py")}
    projects = _find_projects(source.tree.files, packages)
    roots = {folder for folder in projects if folder}
    for folder in projects:
        declared = read_declared_roots(source, folder)
        roots |= {root for root in declared if root not in packages and _holds(root, names)}
    roots |= set(_find_containers(source, names, packages, roots))
    outside = [path for path in names if not any(_is_below(path, root) for root in roots)]
    used = {root for root in roots if any(_deepest(path, roots) == root for path in names)}
    return tuple(sorted(used | ({""} if outside or not used else set())))


def place_modules(
    tree: SourceTree,
    roots: tuple[str, ...],
    zones: tuple[ZonePattern, ...],
    *,
    every_root: bool = False,
) -> tuple[ModulePlace, ...]:
    """Return the module names of all Python files, sorted by name, file and root.

    A file has one name, under its deepest root; with `every_root` (roots that a user configured)
    one under each root that holds it. A file under no root is named from the source itself. A
    symbolic link within the source gives what it leads to a further name. Names are texts: those
    that are no identifiers (`foo-bar`) cannot be imported but can be run. `__init__.py` in a root
    itself is named `__init__`; where the source's folder is a package, names start with it.
    """
    packages = {
        file.path.rpartition("/")[0] for file in tree.files if file.path.endswith("/__init__.py")
    }
    ordered = tuple(sorted(set(roots)))
    places: set[ModulePlace] = set()
    for path, file in _paths_with_links(tree):
        holding = [root for root in ordered if _is_below(path, root)] or [""]
        chosen = holding if every_root else [max(holding, key=len)]
        deepest = max(holding, key=len)
        package = _outermost_package(path, deepest, packages)
        if tree.package and not deepest:
            package = ""
        zone = zone_of(path, zones, package=package)
        places.update(_place(path, file, root, zone, tree.package) for root in chosen)
    return tuple(sorted(places, key=lambda place: (place.name, place.file, place.root)))


def _place(path: str, file: SourceFile, root: str, zone: Zone, package: str) -> ModulePlace:
    parts = _below(path, root).removesuffix(".py").split("/")
    if package and not root:
        parts = [*package.split("."), *parts]
    is_package = parts[-1] == "__init__" and len(parts) > 1
    return ModulePlace(
        name=".".join(parts[:-1] if is_package else parts),
        file=file.path,
        root=root,
        zone=zone,
        is_package=is_package,
        blob=file.blob,
    )


def _paths_with_links(tree: SourceTree) -> Iterator[tuple[str, SourceFile]]:
    """Yield each Python file under its own path, then under the path of each link to it."""
    files = [file for file in tree.files if file.path.endswith(".py")]
    known = {file.path for file in files}
    for file in files:
        yield file.path, file
    for link, target in tree.links:
        for file in files:
            if file.path == target or _is_below(file.path, target):
                path = link + file.path[len(target) :]
                if path.endswith(".py") and path not in known:
                    yield path, file


def _outermost_package(path: str, root: str, packages: set[str]) -> str | None:
    parts = path.split("/")[:-1]
    start = root.count("/") + 1 if root else 0
    for length in range(start + 1, len(parts) + 1):
        folder = "/".join(parts[:length])
        if folder in packages:
            return folder
    return None


def _is_below(path: str, folder: str) -> bool:
    return not folder or path.startswith(folder + "/")


def _below(path: str, folder: str) -> str:
    return path[len(folder) + 1 :] if folder else path


def _deepest(path: str, roots: Iterable[str]) -> str:
    return max((root for root in roots if _is_below(path, root)), key=len, default="")


def _holds(folder: str, names: list[str]) -> bool:
    """Say whether one of the sorted paths is below the folder."""
    position = bisect.bisect_left(names, folder + "/" if folder else "")
    return position < len(names) and _is_below(names[position], folder)


def _check_configured(configured: tuple[str, ...], names: list[str]) -> tuple[str, ...]:
    folders: set[str] = set()
    for path in names:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    roots = [root.strip("/").removeprefix("./") for root in configured]
    roots = ["" if root == "." else root for root in roots]
    mistakes = []
    for position, root in enumerate(roots):
        if root and root not in folders:
            nearest = difflib.get_close_matches(root, sorted(folders), n=1, cutoff=0.4)
            advice = f"; did you mean {nearest[0]!r}?" if nearest else ""
            mistakes.append(f"roots[{position}]: no folder {root!r} with Python files{advice}")
    if mistakes:
        raise ConfigurationError(mistakes)
    return tuple(sorted(set(roots)))


def _find_projects(files: Iterable[SourceFile], packages: set[str]) -> list[str]:
    """Return the folders of projects: the source itself, and nested ones that are product."""
    folders = {""}
    for file in files:
        folder, _, name = file.path.rpartition("/")
        if name in PROJECT_FILES and folder not in packages:
            inside = any(_is_below(folder, package) for package in packages if package)
            if not inside and zone_of(f"{folder}/module.py", ()) is Zone.PRODUCTION:
                folders.add(folder)
    return sorted(folders)


def _find_containers(
    source: Source, names: list[str], packages: set[str], roots: set[str]
) -> Iterator[str]:
    """Yield folders such as `src` that hold packages but are none, and are not imported."""
    candidates = set()
    for path in names:
        parts = path.split("/")[:-1]
        for length, part in enumerate(parts, start=1):
            folder = "/".join(parts[:length])
            if folder in packages:
                break
            if part.lower() in _CONTAINERS:
                candidates.add(folder)
                break
    for folder in sorted(candidates - roots):
        if zone_of(f"{folder}/module.py", ()) is not Zone.PRODUCTION:
            continue
        parent, _, name = folder.rpartition("/")
        direct = any(package.rpartition("/")[0] == folder for package in packages)
        installed = name == "src" and is_packaged(source, parent)
        if installed or ((direct or name == "src") and not _is_imported(source, folder, names)):
            yield folder


def _is_imported(source: Source, folder: str, names: list[str]) -> bool:
    """Say whether code beside or in the folder imports it by its own name, as some projects do
    with a `src` that is meant as a namespace package, and in no fewer files than import what the
    folder holds without it."""
    parent, _, name = folder.rpartition("/")
    by_name = sum(1 for _ in _find_importing(source, parent, [name]))
    if not by_name:
        return False
    below = (_below(path, folder) for path in names if _is_below(path, folder))
    held = {path.partition("/")[0].removesuffix(".py") for path in below} - {name}
    return by_name >= sum(1 for _ in _find_importing(source, parent, sorted(held)))


def _find_importing(source: Source, parent: str, names: list[str]) -> Iterator[str]:
    """Yield the files below a folder, of the first 2,000, that import one of the names."""
    wanted = [name.encode() for name in names]
    among = b"|".join(map(re.escape, wanted))
    pattern = re.compile(rb"^[ \t]*(?:from|import)[ \t]+(?:" + among + rb")\b", re.MULTILINE)
    below = (f for f in source.tree.files if f.path.endswith(".py") and _is_below(f.path, parent))
    for file in islice(below, _MAX_FILES_SEARCHED):
        try:
            content = source.read(file)
        except SourceError:
            continue
        if any(name in content for name in wanted) and pattern.search(content):
            yield file.path
