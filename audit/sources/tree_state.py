"""A revision's tree kept up to date by its differences: files, roots and module places.

What it answers is what `open_commit`, `find_roots` and `place_modules` answer for the whole tree;
it asks them again only when something changed that they look at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from audit.model.history import HistoryStep, TreeChange, joined_blob
from audit.model.loads import LoadSetting, SettingKind
from audit.model.modules import ModulePlace
from audit.model.rules import Rules
from audit.model.source import SourceFile, SourceKind, SourceTree
from audit.sources.declared_extensions import EXTENSION_FILES, read_declared_extensions
from audit.sources.declared_roots import PROJECT_FILES
from audit.sources.folder_counts import FolderCounts
from audit.sources.load_settings import read_load_settings
from audit.sources.requirements import read_requirements
from audit.sources.roots import find_roots, place_modules
from audit.sources.selection import (
    CONFIGURATION_FILES,
    find_unread,
    is_compiled,
    is_wanted,
    keep_links,
    outside_environments,
    sort_files,
)
from audit.sources.source import Source

__all__ = ["TreeState"]

_LINK = "120000"
_SUBMODULE = "160000"
_ENVIRONMENT = "pyvenv.cfg"
_TELLING = frozenset({"setup.cfg"}) | EXTENSION_FILES


class TreeState:
    """The tree of one revision after another.

    `apply` takes the changes of the next revision; `places`, `roots`, `compiled`, `settings`
    (entry points only) and `requirements` then hold what a whole audit of that revision would
    find. `read` returns the content of a file, `open_whole` the whole tree of a commit, for the
    rare ones whose links or environments matter; `package` is the package that the folder in
    question is where it holds an `__init__.py`. A module with a stub beside it has both blobs.
    """

    def __init__(
        self,
        rules: Rules,
        read: Callable[[SourceFile], bytes],
        open_whole: Callable[[str], SourceTree],
        package: str = "",
    ) -> None:
        self.roots: tuple[str, ...] = ()
        self.places: dict[str, tuple[ModulePlace, ...]] = {}
        self._built: tuple[str, ...] = ()
        self._declared: tuple[str, ...] = ()
        self.settings: tuple[LoadSetting, ...] = ()
        self.requirements: tuple[str, ...] = ()
        self._rules = rules
        self._read = read
        self._open_whole = open_whole
        self._package = package
        self._linked = False
        self._entries: dict[str, tuple[str, str]] = {}
        self._files: dict[str, SourceFile] = {}
        self._odd: set[str] = set()  # links, and marks of virtual environments
        self._folders: Counter[str] = Counter()
        self._counts = FolderCounts()
        self._looked_at: dict[str, str] = {}
        self._started = False

    @property
    def compiled(self) -> tuple[str, ...]:
        """Dotted names of extension modules, those that are there and those that are declared."""
        return tuple(sorted({*self._built, *self._declared}))

    def apply(self, step: HistoryStep) -> set[str]:
        """Bring the tree to the next revision; return the files whose places may differ."""
        came: list[str] = []
        went: list[str] = []
        odd = False
        for change in step.changes:
            odd = odd or change.path in self._odd or _is_odd(change)
            self._odd.discard(change.path)
            if change.mode:
                if change.path not in self._entries:
                    came.append(change.path)
                self._entries[change.path] = (change.mode, change.blob)
                if _is_odd(change):
                    self._odd.add(change.path)
            else:
                went += [change.path] if self._entries.pop(change.path, None) else []
        if not self._started or odd or (self._odd and (self._linked or came or went)):
            self._started = True
            return self._start_over(step.revision.id)
        touched = {c.path for c in step.changes if self._is_kept(c.path)}
        came, went = (list(filter(self._is_kept, paths)) for paths in (came, went))
        compiled = self._counts.change(came, went) or any(map(is_compiled, touched))
        before = {path: self._files.get(path) for path in touched if is_wanted(path)}
        for path in before:
            self._update_file(path)
        self._find_settings(before)
        python = {path for path in before if path.endswith(".py")}
        beside = {path.removesuffix("i") for path in before if path.endswith(".pyi")}
        python |= beside & self._files.keys()
        if compiled or self._roots_may_differ(before):
            return self._look_again(before, python, compiled=compiled) | python
        self._place_some(python)
        return python

    def _is_kept(self, path: str) -> bool:
        return bool(outside_environments([path], self._rules.exclude))

    def _update_file(self, path: str) -> None:
        entry = self._entries.get(path)
        known = self._files.pop(path, None)
        folder = path.rpartition("/")[0]
        if known is not None and path.endswith(".py"):
            self._folders[folder] -= 1
        if entry is not None and entry[0] not in (_LINK, _SUBMODULE):
            self._files[path] = SourceFile(path=path, blob=entry[1], size=0)
            if path.endswith(".py"):
                self._folders[folder] += 1

    def _roots_may_differ(self, before: dict[str, SourceFile | None]) -> bool:
        """Whether `find_roots` could answer differently, or a package came or went.

        It looks at the set of Python files, and there only at which folders hold any and which
        are packages; at project files; and at the files that it read last time.
        """
        searched = any(path.endswith(".py") for path in self._looked_at)
        for path, old in before.items():
            new = self._files.get(path)
            name = path.rpartition("/")[2]
            if path in self._looked_at and (new is None or new.blob != self._looked_at[path]):
                return True
            if (old is None) == (new is None):
                continue
            special = name == "__init__.py" or name in PROJECT_FILES or name in CONFIGURATION_FILES
            if special or searched or self._folders[path.rpartition("/")[0]] < (2 if new else 1):
                return True
        return False

    def _start_over(self, commit: str) -> set[str]:
        self._counts = FolderCounts(outside_environments(self._entries, self._rules.exclude))
        links: tuple[tuple[str, str], ...] = ()
        if self._odd:
            tree = self._open_whole(commit)
            links = tree.links
            self._files = {file.path: file for file in tree.files}
        else:
            kept = outside_environments(self._entries, self._rules.exclude)
            self._files = {
                path: SourceFile(path=path, blob=self._entries[path][1], size=0)
                for path in kept
                if is_wanted(path) and self._entries[path][0] not in (_LINK, _SUBMODULE)
            }
        self._linked = bool(links)
        tree = self._tree(self._files.values(), links)
        self._find_roots(tree)
        self._find_compiled()
        self._find_settings(self._files)
        return self._place_all(tree)

    def _find_settings(self, changed: Iterable[str]) -> None:
        """Read entry points and requirements when a file changed that may hold some."""
        if not any(path.rpartition("/")[2] in _TELLING for path in changed):
            return
        files = [file for path, file in self._files.items() if path.rpartition("/")[2] in _TELLING]
        source = Source(tree=self._tree(files, []), fetch=self._read)
        self.requirements = read_requirements(source)
        self._declared = read_declared_extensions(source)
        found = read_load_settings(source)
        self.settings = tuple(each for each in found if each.kind is SettingKind.ENTRY_POINT)

    def _look_again(
        self, before: dict[str, SourceFile | None], python: set[str], *, compiled: bool
    ) -> set[str]:
        """Find the roots; where they are the same, only what a new or former package holds can
        have other places."""
        known = self.roots
        tree = self._tree(self._files.values(), [])
        self._find_roots(tree)
        if self.roots != known or "__init__.py" in before:
            self._find_compiled()
            return self._place_all(tree)
        if compiled:
            self._find_compiled()
        folders = tuple(
            path.removesuffix("__init__.py")
            for path, old in before.items()
            if path.endswith("/__init__.py") and (old is None) != (path not in self._files)
        )
        inside = {path for path in self._files if path.endswith(".py") and path.startswith(folders)}
        self._place_some(inside | python)
        return inside

    def _find_roots(self, tree: SourceTree) -> None:
        self._folders = Counter(
            path.rpartition("/")[0] for path in self._files if path.endswith(".py")
        )
        self._looked_at = {}
        self.roots = find_roots(Source(tree=tree, fetch=self._fetch), self._rules.roots)

    def _find_compiled(self) -> None:
        kept = outside_environments(self._entries, self._rules.exclude)
        self._built = SourceTree(
            kind=SourceKind.COMMIT,
            label="",
            revision="",
            files=(),
            compiled=find_unread(kept),
            package=self._inner_package(),
        ).compiled_modules(self.roots)

    def _place_all(self, tree: SourceTree) -> set[str]:
        before = self.places
        self.places = self._find_places(tree)
        return {
            file
            for file in before.keys() | self.places.keys()
            if before.get(file) != self.places.get(file)
        }

    def _place_some(self, paths: set[str]) -> None:
        """Places of some files: their packages are all that a place depends on."""
        fronts = {
            front
            for path in paths
            for front in _fronts(path)
            if front in self._files and front not in paths
        }
        chosen = [self._files[path] for path in paths | fronts if path in self._files]
        found = self._find_places(self._tree(chosen, []))
        for path in paths:
            if path in found:
                self.places[path] = found[path]
            else:
                self.places.pop(path, None)

    def _find_places(self, tree: SourceTree) -> dict[str, tuple[ModulePlace, ...]]:
        found: dict[str, list[ModulePlace]] = {}
        for place in place_modules(
            tree, self.roots, self._rules.zones, every_root=bool(self._rules.roots)
        ):
            stub = self._files.get(f"{place.file}i")
            blob = joined_blob(place.blob, stub.blob) if stub is not None else place.blob
            found.setdefault(place.file, []).append(replace(place, blob=blob))
        return {file: tuple(places) for file, places in found.items()}

    def _fetch(self, file: SourceFile) -> bytes:
        self._looked_at[file.path] = file.blob
        return self._read(file)

    def _tree(self, files: Iterable[SourceFile], links: Iterable[tuple[str, str]]) -> SourceTree:
        chosen = sort_files(files)
        return SourceTree(
            kind=SourceKind.COMMIT,
            label="",
            revision="",
            files=chosen,
            links=keep_links(links, chosen),
            package=self._inner_package(),
        )

    def _inner_package(self) -> str:
        return self._package if "__init__.py" in self._files else ""


def _is_odd(change: TreeChange) -> bool:
    """A link that may lead to code, or the mark of a virtual environment."""
    name = change.path.rpartition("/")[2]
    if change.mode == _LINK:
        return "." not in name or is_wanted(change.path)
    return name == _ENVIRONMENT


def _fronts(path: str) -> Iterable[str]:
    folder = path.rpartition("/")[0]
    while folder:
        yield f"{folder}/__init__.py"
        folder = folder.rpartition("/")[0]
