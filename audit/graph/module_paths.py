"""Dotted paths as the import system reads them: which part is a module, and what stands there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from audit.graph.given_names import GivenNames
from audit.graph.module_index import ModuleIndex
from audit.graph.namespaces import Namespaces
from audit.graph.openness import sets_path
from audit.graph.outcomes import Outcome

__all__ = ["ModulePaths"]


class ModulePaths:
    """Knows modules and what an entry in `sys.modules` puts in their place.

    `replaced` maps dotted paths to what stands for them; `follow` says where a path ends.
    """

    def __init__(
        self,
        index: ModuleIndex,
        namespaces: Namespaces,
        given: GivenNames,
        follow: Callable[[str], tuple[Outcome, ...]],
    ) -> None:
        self.replaced: Mapping[str, str] = {}
        self._index = index
        self._namespaces = namespaces
        self._given = given
        self._follow = follow
        self._replacing: set[str] = set()

    def may_be_module(self, path: str) -> bool:
        """Whether the import system may find a module under that path: a file, an entry in
        `sys.modules`, or one that code makes which cannot be read. A name of a package is none."""
        above = path
        while above and not self._index.exists(above):
            if above in self.replaced:
                return True
            above = above.rpartition(".")[0]
        if above == path or above in self.replaced:
            return True
        facts = self._index.facts(above)
        unread = facts is None or facts.dynamic_names or bool(facts.problems)
        return unread or sets_path(self._namespaces, above) or self._given.lends_path(above)

    def split(self, path: str) -> tuple[str, list[str]]:
        """The longest module in a path that its rest can be looked up in, and the names of that
        rest (none when the path has but one part)."""
        if "." not in path:
            return path, []
        module, _, last = path.rpartition(".")
        names = [last]
        while "." in module and not self._index.exists(module) and module not in self.replaced:
            module, _, last = module.rpartition(".")
            names.append(last)
        names.reverse()
        return module, names

    def itself(self, name: str) -> tuple[Outcome, ...]:
        """The module of that name, or what stands for it."""
        target = self.replaced.get(name)
        if target is None or name in self._replacing:
            return (Outcome(kind="module", path=name),)
        self._replacing.add(name)
        try:
            return tuple(outcome.via(name) for outcome in self._follow(target))
        finally:
            self._replacing.discard(name)

    def stand_in(self, module: str, name: str) -> str:
        """The path to ask instead of `module.name`, "" for that itself."""
        if not self.replaced or module in self._replacing:
            return ""
        path = f"{module}.{name}"
        if path in self.replaced:
            return self.replaced[path]
        target = self.replaced.get(module, "")
        return f"{target}.{name}" if target else ""
