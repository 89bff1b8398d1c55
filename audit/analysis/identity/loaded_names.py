"""Under which module names each file is loaded, followed from import to import."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.analysis.identity.layout import Layout
from audit.analysis.identity.load_sites import BY_PLACE, LoadedName, Site
from audit.analysis.identity.processes import Processes
from audit.analysis.identity.search_roots import SearchRoot, collected_files, runs_pytest
from audit.graph.codebase import Codebase
from audit.graph.loading_strings import loads_code
from audit.model.facts import ImportFact, ImportKind
from audit.model.identity import SplitCause
from audit.model.loads import LoadKind, LoadSetting, SettingKind

__all__ = ["NameTracer"]


@dataclass(frozen=True, slots=True)
class _Request:
    """An absolute name that a file asks for; `module` is the part that has to be a module."""

    importer: str
    name: str
    module: str
    site: Site


class NameTracer:
    """Follows every import of a codebase to files and keeps the names that they were asked by.

    `names` maps files to their names; `processes` knows what runs together.
    """

    def __init__(
        self,
        codebase: Codebase,
        layout: Layout,
        search_roots: Sequence[SearchRoot],
        settings: Sequence[LoadSetting],
    ) -> None:
        self.names: dict[str, dict[str, LoadedName]] = defaultdict(dict)
        self._codebase = codebase
        self._layout = layout
        self._settings = settings
        self._roots = [root for root in search_roots if root.path not in layout.roots]
        self._pending: list[tuple[str, str]] = []
        self._relative: dict[str, list[tuple[ImportFact, Site]]] = defaultdict(list)
        self._optional: set[tuple[str, int]] = set()
        self._meant: dict[tuple[str, SplitCause, str], bool] = {}
        self._seen_by: dict[int, frozenset[str] | None] = {}
        requests = list(self._requests())
        self._asked: dict[str, list[_Request]] = defaultdict(list)
        for request in requests:
            self._asked[request.name.partition(".")[0]].append(request)
        self._by_top: dict[str, list[SearchRoot]] = defaultdict(list)
        for root in self._roots:
            for top in layout.top_names(root.path):
                self._by_top[top].append(root)
        edges = set(self._base_edges())
        edges |= {(each.importer, file) for each in requests for file in self._anywhere(each.name)}
        self.processes = Processes(layout, edges, pytest=runs_pytest(layout, settings))
        self._trace(requests)

    def known_as(self, importer: str, name: str) -> str:
        """The codebase's own dotted name for what a file asks for by `name`, "" for others'."""
        root, _ = self._choose_root(importer, name)
        files = self._files(root, name) if root is not None else []
        if not files:
            return ""
        asked, file = files[-1]
        return self._layout.modules[file].name + name[len(asked) :]

    def find_fallbacks(self, file: str) -> frozenset[tuple[str, int]]:
        """The (file, line) places that load `file` under alternatives of one another: imports of
        which the second runs only where the first failed."""
        by_importer: dict[str, set[tuple[str, int]]] = defaultdict(set)
        names: dict[str, set[str]] = defaultdict(set)
        for name, loaded in self.names[file].items():
            for site in loaded.sites:
                if (site.file, site.line) in self._optional:
                    by_importer[site.file].add((site.file, site.line))
                    names[site.file].add(name)
        return frozenset(
            place for key, places in by_importer.items() if len(names[key]) > 1 for place in places
        )

    def _base_edges(self) -> Iterator[tuple[str, str]]:
        index = self._codebase.index
        for item in self._codebase.imports:
            if {ImportKind.TYPING, ImportKind.STRING} & set(item.kinds):
                continue
            importer = index.module(item.importer)
            parts = item.imported.split(".")
            for end in range(1, len(parts) + 1):
                module = index.module(".".join(parts[:end]))
                if importer is not None and module is not None:
                    yield importer.file, module.file

    def _requests(self) -> Iterator[_Request]:
        """Absolute names asked for by imports and by strings that load code; relative imports go
        to `_relative`, for what they mean depends on the name that their file was loaded by."""
        for path, facts in sorted(self._layout.files.items()):
            for fact in facts.imports:
                if fact.computed or ImportKind.TYPING in fact.kinds:
                    continue
                site = Site(path, fact.line, fact)
                if ImportKind.OPTIONAL in fact.kinds:
                    self._optional.add((path, fact.line))
                if fact.level:
                    self._relative[path].append((fact, site))
                    continue
                named = fact.name and fact.name != "*"
                name = f"{fact.module}.{fact.name}" if named else fact.module
                yield _Request(path, name, fact.module, site)
            for text in facts.strings:
                if loads_code(text):
                    site = Site(path, text.line, text.value)
                    name = text.value.replace(":", ".")
                    yield _Request(path, name, name.partition(".")[0], site)

    def _anywhere(self, name: str) -> Iterator[str]:
        """The files that a name may lead to from any search root, whoever asks."""
        top = name.partition(".")[0]
        for root in () if self._is_foreign(name) else self._by_top.get(top, ()):
            if self._is_meant(root, top):
                yield from (file for _, file in self._files(root.path, name))

    def _is_foreign(self, name: str) -> bool:
        index = self._codebase.index
        return index.is_standard_library(name) and not index.is_first_party(name)

    def _files(self, root: str, name: str) -> list[tuple[str, str]]:
        """The (name, file) pairs that importing `name` loads: packages first."""
        parts = name.split(".")
        names = [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
        return [(each, file) for each in names if (file := self._layout.find(root, each))]

    def _trace(self, requests: Sequence[_Request]) -> None:
        for request in requests:
            root, cause = self._choose_root(request.importer, request.name)
            if root is not None:
                self._load(root, request.name, request.site, cause)
        self._load_seeds()
        while self._pending:
            path, name = self._pending.pop()
            loaded = self.names[path][name]
            for fact, site in self._relative.get(path, ()):
                target = self._relative_target(path, name, fact)
                if target and loaded.root != BY_PLACE:
                    self._load(loaded.root, target, site, loaded.cause)

    def _load_seeds(self) -> None:
        """Names that no import asks for: top-level packages, tests, what settings name."""
        for module in self._layout.modules.values():
            if module.is_package and "." not in module.name:
                self._load(module.root, module.name, None, None)
        if self.processes.pytest:
            for path in collected_files(self._layout):
                root = self._layout.start_of_packages(path)
                name = self._layout.name_under(root, path)
                site = Site(path, 0, f"pytest loads it as {name}")
                self._load(root, name, site, self._cause(root, SplitCause.TESTS))
        self._load_by_place()
        for setting in self._settings:
            if setting.kind is SettingKind.ENTRY_POINT:
                site = Site(setting.file, setting.line, setting.text)
                found, cause = self._choose_root("", setting.value)
                if found is not None:
                    self._load(found, setting.value, site, cause)

    def _load_by_place(self) -> None:
        """`spec_from_file_location("name", place)`: the name is whatever the code says."""
        for path, facts in self._layout.files.items():
            for fact in facts.loads:
                folder = path.rpartition("/")[0] if fact.own else ""
                target = posixpath.normpath(posixpath.join(folder, fact.path))
                if fact.kind is LoadKind.FILE_LOCATION and target in self._layout.files:
                    site = Site(path, fact.line, fact.text)
                    self._add(target, fact.name, BY_PLACE, site, SplitCause.LOCATION)

    def _cause(self, root: str, cause: SplitCause) -> SplitCause | None:
        return None if root in self._layout.roots else cause

    def _choose_root(self, importer: str, name: str) -> tuple[str | None, SplitCause | None]:
        """The folder that the importer finds the name in, and what put it on the path.

        Its own root goes first, then the other roots of the codebase where one alone has the name,
        then folders that code and settings put on the path of processes that run the importer,
        the nearest first; last the top of the source, where commands are run.
        """
        top = name.partition(".")[0]
        if self._is_foreign(name):
            return None, None
        own = self._layout.root_of(importer) if importer else ""
        if self._has(own, name) and own in self._layout.roots:
            return own, None
        others = [root for root in self._layout.roots if root != own and self._has(root, name)]
        if others:
            return (others[0] if len(others) == 1 else None), None
        near = sorted(
            self._by_top.get(top, ()),
            key=lambda root: (-_shared(root.path, importer), root.path, root.cause),
        )
        for root in near:
            if self._has(root.path, name) and self._is_seen(root, importer, top):
                return root.path, root.cause
        return ("", SplitCause.PREFIX) if self._has("", name) else (None, None)

    def _has(self, root: str, name: str) -> bool:
        """Whether the name leads to a file there: itself, or what holds its last part."""
        if self._layout.find(root, name):
            return True
        parent = name.rpartition(".")[0]
        return bool(parent and self._layout.find(root, parent))

    def _is_seen(self, root: SearchRoot, importer: str, top: str) -> bool:
        """Whether the importer runs where the folder is on the path, and means what is in it."""
        if not self._is_meant(root, top):
            return False
        if id(root) not in self._seen_by:
            self._seen_by[id(root)] = self.processes.see(root)
        seen = self._seen_by[id(root)]
        return seen is None or importer in seen

    def _is_meant(self, root: SearchRoot, top: str) -> bool:
        """Whether those who ask for names that start with `top` may mean the folder's."""
        key = root.path, root.cause, top
        if key not in self._meant:
            self._meant[key] = all(self._may_mean(root, request) for request in self._asked[top])
        return self._meant[key]

    def _may_mean(self, root: SearchRoot, request: _Request) -> bool:
        """Whether a name that somebody asks for may be one of the folder's: it is some other
        package's where the folder lacks the module, where the only file that it can be asks for
        it itself, and, for the folder of a script, where code elsewhere asks for it too."""
        if not self._layout.exists(root.path, request.module):
            return False
        if self._layout.find(root.path, request.module) == request.importer:
            return False
        near = _shared(root.path, request.importer) > 0
        return near or root.cause is not SplitCause.SCRIPT

    def _relative_target(self, path: str, name: str, fact: ImportFact) -> str:
        parts = name.split(".")
        if not path.endswith("/__init__.py"):
            parts = parts[:-1]
        kept = parts[: len(parts) - fact.level + 1]
        if not kept or fact.level - 1 > len(parts):
            return ""
        named = [fact.name] if fact.name and fact.name != "*" else []
        return ".".join([*kept, *([fact.module] if fact.module else []), *named])

    def _load(self, root: str, name: str, site: Site | None, cause: SplitCause | None) -> None:
        for each, file in self._files(root, name):
            self._add(file, each, root, site, cause)

    def _add(
        self, file: str, name: str, root: str, site: Site | None, cause: SplitCause | None
    ) -> None:
        known = self.names[file].get(name)
        if known is None:
            known = self.names[file][name] = LoadedName(root=root, cause=cause)
            self._pending.append((file, name))
        if site is not None:
            known.sites[site] = None


def _shared(root: str, path: str) -> int:
    """How near a folder is to a file: the length of the folder when it holds the file, else 0."""
    return len(root) + 1 if not root or path.startswith(f"{root}/") else 0
