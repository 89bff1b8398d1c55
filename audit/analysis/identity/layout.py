"""Files by the names that they have under any folder put on the import path."""

from __future__ import annotations

import posixpath
from collections import defaultdict

from audit.graph.codebase import Codebase
from audit.model.facts import FileFacts
from audit.model.modules import Module, Zone

__all__ = ["Layout"]


class Layout:
    """All Python files of a codebase, findable from any folder.

    `files` maps paths to facts, `modules` to the module that the codebase knows the file as.
    `roots` are the folders that the codebase is named from.
    """

    def __init__(self, codebase: Codebase) -> None:
        self.files: dict[str, FileFacts] = {}
        self.modules: dict[str, Module] = {}
        self._named: dict[tuple[str, str], str] = {}
        self._found: dict[tuple[str, str], str] = {}
        self._tops: dict[str, set[str]] = defaultdict(set)
        self._folders: set[str] = set()
        for name in codebase.index.names:
            module, facts = codebase.index.module(name), codebase.index.facts(name)
            if module is None or facts is None:
                continue
            self._named[module.root, name] = module.file
            self.modules.setdefault(module.file, module)
            self.files.setdefault(module.file, facts)
        self.roots = tuple(sorted({module.root for module in self.modules.values()}))
        for path in self.files:
            self._note(path)
        for root, name in self._named:
            self._tops[root].add(name.partition(".")[0])

    def _note(self, path: str) -> None:
        """The file and each of its folders are a top-level name of the folder that holds them."""
        folder, _, name = path.rpartition("/")
        if name != "__init__.py":
            self._tops[folder].add(name.removesuffix(".py"))
        while folder and folder not in self._folders:
            self._folders.add(folder)
            parent, _, own = folder.rpartition("/")
            self._tops[parent].add(own)
            folder = parent

    def has_folder(self, path: str) -> bool:
        """Whether a folder of that path holds Python files; "" is the source itself."""
        return not path or path in self._folders

    def is_package(self, folder: str) -> bool:
        """Whether the folder has an `__init__.py`."""
        return posixpath.join(folder, "__init__.py") in self.files

    def is_test(self, path: str) -> bool:
        """Whether the file is in the test zone."""
        return self.modules[path].zone is Zone.TEST

    def top_names(self, root: str) -> frozenset[str]:
        """First parts of the names that can be imported when `root` is on the path."""
        return frozenset(self._tops.get(root, ()))

    def find(self, root: str, name: str) -> str:
        """The file that `name` loads when `root` is on the path, "" when there is none."""
        known = self._found.get((root, name))
        if known is None:
            path = f"{root}/{name.replace('.', '/')}" if root else name.replace(".", "/")
            candidates = (f"{path}/__init__.py", f"{path}.py", self._named.get((root, name), ""))
            known = next((each for each in candidates if each in self.files), "")
            self._found[root, name] = known
        return known

    def exists(self, root: str, name: str) -> bool:
        """Whether `name` is a module or a folder of modules when `root` is on the path."""
        return bool(self.find(root, name)) or posixpath.join(root, *name.split(".")) in (
            self._folders
        )

    def name_under(self, root: str, path: str) -> str:
        """The dotted name of a file below `root`."""
        inner = path[len(root) + 1 :] if root else path
        return inner.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def root_of(self, path: str) -> str:
        """The codebase's root that the file is named from."""
        return self.modules[path].root

    def start_of_packages(self, path: str) -> str:
        """The first folder upwards from the file that is no package: where pytest starts."""
        folder = path.rpartition("/")[0]
        while folder and self.is_package(folder):
            folder = folder.rpartition("/")[0]
        return folder
