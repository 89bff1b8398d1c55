"""When a package's submodules are loaded while the package itself runs.

Loading `pkg.sub` sets the attribute `sub` of `pkg`. Whether `pkg.sub` is the submodule or something
else of that name depends on what happened last.
"""

from __future__ import annotations

from audit.graph.module_index import ModuleIndex
from audit.model.facts import BindingFact, BindingKind, FileFacts, ImportFact, ImportKind

__all__ = ["LoadOrder"]

_LATER = frozenset({ImportKind.TYPING, ImportKind.LAZY, ImportKind.LAZY_KEYWORD})


class LoadOrder:
    """Answers which statement of a package's `__init__` is the first to load a submodule."""

    def __init__(self, index: ModuleIndex) -> None:
        self._index = index
        self._loads: dict[str, tuple[str, ...]] = {}
        self._orders: dict[str, dict[str, tuple[int, int]]] = {}

    def first_load(self, package: str, submodule: str) -> tuple[int, int] | None:
        """Position among the package's bindings, and line, of the import that loads `submodule`
        first, directly or through what it imports; None when none does."""
        if package not in self._orders:
            self._orders[package] = self._order(package)
        return self._orders[package].get(submodule)

    def _order(self, package: str) -> dict[str, tuple[int, int]]:
        """For each direct submodule that running the package loads: position and line."""
        facts = self._index.facts(package)
        found: dict[str, tuple[int, int]] = {}
        seen: set[str] = set()
        bound: set[str] = set()
        for position, binding in enumerate(facts.bindings if facts is not None else ()):
            fact = _import_behind(facts, binding) if facts is not None else None
            if fact is not None:
                for name in self._newly_loaded(self._targets(package, fact, bound), package, seen):
                    if name.startswith(f"{package}.") and name.count(".") == package.count(".") + 1:
                        found.setdefault(name, (position, binding.line))
            bound.add(binding.name)
        return found

    def loaded_submodules(self, package: str) -> set[str]:
        """Names of direct submodules that the package's own imports load."""
        facts = self._index.facts(package)
        module = self._index.module(package)
        if facts is None or module is None or not module.is_package:
            return set()
        found = set()
        for binding in facts.bindings:
            fact = _import_behind(facts, binding)
            for target in self._targets(package, fact, set()) if fact is not None else ():
                if target.startswith(f"{package}."):
                    found.add(target[len(package) + 1 :].partition(".")[0])
        return found

    def _targets(self, importer: str, fact: ImportFact, bound: set[str]) -> tuple[str, ...]:
        """The modules that one import loads: its own, and a submodule named by `from`."""
        target = self._index.absolute_name(importer, fact)
        if not target:
            return ()
        if fact.name is None or fact.name == "*":
            return (target,)
        already = target == importer and fact.name in bound
        return (target,) if already else (target, f"{target}.{fact.name}")

    def _newly_loaded(self, targets: tuple[str, ...], package: str, seen: set[str]) -> list[str]:
        """Modules that loading the targets loads for the first time; `seen` grows by them. What
        encloses `package` is loaded already."""
        pending = list(targets)
        found = []
        while pending:
            name = pending.pop()
            while name and name not in seen:
                seen.add(name)
                found.append(name)
                if name != package and not package.startswith(f"{name}."):
                    pending += self._loaded_by(name)
                name = name.rpartition(".")[0]
        return found

    def _loaded_by(self, module: str) -> tuple[str, ...]:
        if module not in self._loads:
            facts = self._index.facts(module)
            found: dict[str, None] = {}
            for fact in facts.imports if facts is not None else ():
                if not _LATER.intersection(fact.kinds) and not fact.computed:
                    found.update(dict.fromkeys(self._targets(module, fact, set())))
            self._loads[module] = tuple(name for name in found if self._index.is_first_party(name))
        return self._loads[module]


def _import_behind(facts: FileFacts, binding: BindingFact) -> ImportFact | None:
    if binding.kind is not BindingKind.IMPORT or binding.index < 0 or binding.typing:
        return None
    fact = facts.imports[binding.index]
    return None if _LATER.intersection(fact.kinds) else fact
