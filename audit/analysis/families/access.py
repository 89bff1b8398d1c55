"""What hands out objects of a class: factory functions, module-level instances, singletons; and
the call sites that construct it beside them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from audit.analysis.name_scopes import ScopedNames
from audit.graph.codebase import Codebase
from audit.model.facts import ClassFact, FileFacts, FunctionFact
from audit.model.families import AccessKind, AccessPoint
from audit.model.modules import Module, Zone

__all__ = ["Access", "find_access"]

_GETTERS = ("get_", "create_", "make_", "build_", "new_", "provide_", "acquire_", "default_")
_ONE_CLASS = re.compile(r"""["']?(?:Optional\[)?([A-Za-z_][\w.]*)\]?(?: *\| *None)?["']?""")
_HOLDERS = frozenset({"_instance", "__instance", "_INSTANCE", "_singleton", "_inst"})
_ACCESSORS = frozenset({"__new__", "get_instance", "getInstance", "instance", "shared"})


@dataclass(slots=True, kw_only=True)
class Access:
    """For one class: what hands out its objects, by path, and direct constructions by zone."""

    points: list[AccessPoint] = field(default_factory=list)
    constructed: Counter[Zone] = field(default_factory=Counter)


def find_access(codebase: Codebase, classes: Collection[str]) -> dict[str, Access]:
    """Access points and direct constructions of each class (by definition path) that has any.

    A factory is a module-level function that returns a call of the class, or is named like one
    (`get_…`, `create_…`) and annotated to return it. An instance is a module-level name bound to
    a call of the class. A singleton keeps its one object on the class. A construction is a call
    in a module other than the class's own, and not by one of its factories.
    """
    found: dict[str, Access] = defaultdict(Access)
    names = {path.rpartition(".")[2] for path in classes}
    readers = []
    for name in codebase.index.names:
        module, facts = codebase.index.module(name), codebase.index.facts(name)
        if module is None or facts is None:
            continue
        reader = _ModuleReader(codebase, module, facts, classes, names)
        readers.append((module, reader))
        for path, point in reader.points():
            found[path].points.append(point)
    factories = {(path, point.path) for path, access in found.items() for point in access.points}
    for module, reader in readers:
        for path, scope in reader.constructions():
            if (path, f"{module.name}.{scope}") not in factories:
                found[path].constructed[module.zone] += 1
    for access in found.values():
        access.points.sort(key=lambda point: (point.kind, point.path, point.line))
    return dict(found)


class _ModuleReader:
    """What one module says about the classes."""

    def __init__(
        self,
        codebase: Codebase,
        module: Module,
        facts: FileFacts,
        classes: Collection[str],
        names: Collection[str],
    ) -> None:
        self._module = module
        self._facts = facts
        self._classes = classes
        aliases = {fact.alias for fact in facts.imports if fact.alias and fact.name in names}
        bound = {binding.name for binding in facts.bindings if binding.target in names}
        self._names = names
        self._renamed = aliases | bound
        self._scoped = ScopedNames(codebase, module.name)

    def _class_behind(self, chain: str, scope: str) -> str:
        last = chain.rpartition(".")[2]
        if last not in self._names and last not in self._renamed:
            return ""
        path = self._scoped.resolve(chain, scope)
        return path if path in self._classes else ""

    def points(self) -> Iterator[tuple[str, AccessPoint]]:
        """Class path and access point."""
        for function in self._facts.functions:
            for path in sorted(self._made_by(function)):
                yield path, self._point(AccessKind.FACTORY, function.qualname, function.line)
        for state in self._facts.states:
            owner, _, name = state.name.rpartition(".")
            path = self._class_behind(state.value, owner)
            if path and path == f"{self._module.name}.{owner}":
                yield path, self._point(AccessKind.SINGLETON, state.name, state.line)
            elif path and not owner:
                yield path, self._point(AccessKind.INSTANCE, name, state.line)
        kept = {state.name.rpartition(".")[0] for state in self._facts.states if state.value}
        for fact in self._facts.classes:
            path = f"{self._module.name}.{fact.qualname}"
            if path in self._classes and fact.qualname not in kept and _is_singleton(fact):
                yield path, self._point(AccessKind.SINGLETON, fact.qualname, fact.line)

    def _made_by(self, function: FunctionFact) -> set[str]:
        chains = list(function.returns)
        if function.qualname.lstrip("_").startswith(_GETTERS):
            annotated = _ONE_CLASS.fullmatch(function.signature.returns)
            chains += [annotated[1]] if annotated else []
        found = {self._class_behind(chain, function.qualname) for chain in chains}
        return found - {""}

    def _point(self, kind: AccessKind, name: str, line: int) -> AccessPoint:
        return AccessPoint(
            kind=kind,
            path=f"{self._module.name}.{name}",
            file=self._module.file,
            line=line,
            zone=self._module.zone,
        )

    def constructions(self) -> Iterator[tuple[str, str]]:
        """Class path and scope of each call in a module other than the class's own."""
        for use in self._facts.uses:
            path = self._class_behind(use.chain, use.scope) if use.call else ""
            if path and path.rpartition(".")[0] != self._module.name:
                yield path, use.scope


def _is_singleton(fact: ClassFact) -> bool:
    """By its metaclass, its decorator, or an attribute for the one object with an accessor."""
    marks = [fact.metaclass, *fact.decorators, *fact.bases]
    if any("singleton" in mark.rpartition(".")[2].lower() for mark in marks):
        return True
    methods = {method.qualname.rpartition(".")[2] for method in fact.methods}
    return bool(_HOLDERS & set(fact.attributes)) and bool(_ACCESSORS & methods)
