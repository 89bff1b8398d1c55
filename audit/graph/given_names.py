"""Names that a module gets from other places than its own bindings: its `__getattr__`, another
module that sets an attribute on it, an entry in `sys.modules`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from audit.graph.lazy_names import delegate_candidates, entry_paths
from audit.graph.module_index import ModuleIndex
from audit.graph.namespaces import Namespaces
from audit.graph.outcomes import Outcome, found_any, module_outcome, sorted_outcomes
from audit.model.export_facts import LazyEntry, ModuleAliasFact
from audit.model.facts import BindingFact, FileFacts

__all__ = ["GivenNames"]

Outcomes = tuple[Outcome, ...]
_OWNERS = ("module", "symbol")


class GivenNames:
    """Asked by the symbol table, which it asks in turn: `follow` for whole paths, `local` for
    dotted text inside a module."""

    def __init__(
        self,
        index: ModuleIndex,
        namespaces: Namespaces,
        follow: Callable[[str], Outcomes],
        local: Callable[[str, str], Outcomes],
    ) -> None:
        self._index = index
        self._namespaces = namespaces
        self._follow = follow
        self._local = local
        self._foreign = self._foreign_bindings()

    # Lazy names

    def lazy(self, module: str, facts: FileFacts, name: str) -> Outcomes:
        """What the module's `__getattr__` answers; () when it has none or does not know."""
        if facts.lazy is None or name.startswith("__"):
            return ()
        path = f"{module}.{name}"
        entry = self._namespaces.lazy_entry(module, name)
        if entry is not None:
            return tuple(outcome.via(path) for outcome in self._entry(module, entry))
        for delegate in facts.lazy.delegates:
            target = self._delegate(module, delegate)
            found = self._follow(f"{target}.{name}") if target else ()
            if found_any(found):
                return tuple(outcome.via(path) for outcome in found)
        return ()

    def lends_path(self, module: str) -> bool:
        """Whether the `__getattr__` of a module that is no package may answer for `__path__`: an
        import of a submodule asks for it and takes whatever comes."""
        facts, owner = self._index.facts(module), self._index.module(module)
        if facts is None or facts.lazy is None or owner is None or owner.is_package:
            return False
        behind = [self._delegate(module, written) for written in facts.lazy.delegates]
        others = [self._index.module(target) for target in behind if target != module]
        unseen = len(others) < len(behind) or None in others
        return facts.lazy.opaque or unseen or any(item and item.is_package for item in others)

    def _entry(self, module: str, entry: LazyEntry) -> Outcomes:
        if not entry.module:
            return self._local(module, entry.attribute)
        attempts = []
        for path in entry_paths(self._index, module, entry):
            if path == f"{module}.{entry.name}":
                return (module_outcome(path),)
            found = self._follow(path)
            if found[0].kind == "symbol" or _is_module_of(found[0], entry):
                return found
            if found[0].kind != "module":
                attempts.append(found)
        is_whole = entry.attribute in ("", entry.name)
        named = entry.module if is_whole else f"{entry.module}.{entry.attribute}"
        known = self._local(module, named)
        if known and (known[0].kind != "module" or _is_module_of(known[0], entry)):
            attempts.insert(0, known)
        return next(filter(found_any, attempts), next(filter(None, attempts), ()))

    def _delegate(self, module: str, written: str) -> str:
        if not written.startswith("."):
            for outcome in self._local(module, written):
                if outcome.kind == "module":
                    return outcome.path
        return delegate_candidates(self._index, module, written)

    # Attributes set from elsewhere

    def from_elsewhere(self, path: str) -> Outcomes:
        """`other.name = thing` in a module that imports `other`; () when nobody sets it."""
        owner, _, name = path.rpartition(".")
        found: list[Outcome] = []
        for module, binding in self._foreign.get(name, ()):
            behind = self._local(module, binding.name.rpartition(".")[0])
            if any(outcome.kind == "module" and outcome.path == owner for outcome in behind):
                found += self._local(module, binding.target)
        return tuple(outcome.via(path) for outcome in sorted_outcomes(found))

    def _foreign_bindings(self) -> dict[str, tuple[tuple[str, BindingFact], ...]]:
        found: dict[str, list[tuple[str, BindingFact]]] = defaultdict(list)
        for module in self._index.names:
            facts = self._index.facts(module)
            for binding in facts.bindings if facts is not None else ():
                if "." in binding.name:
                    found[binding.name.rpartition(".")[2]].append((module, binding))
        return {name: tuple(items) for name, items in found.items()}

    def computed_names(self) -> dict[str, str]:
        """`setattr(other, name, thing)` with a computed name: each module or class that gets names
        so, and the first module that gives them."""
        found: dict[str, str] = {}
        for module, binding in self._foreign.get("__setattr__", ()):
            for outcome in self._follow(self._imported_path(module, binding)):
                if outcome.kind in _OWNERS:
                    found.setdefault(outcome.path, module)
        return found

    def find_setter(self, path: str) -> str:
        """The first module that sets this attribute of a module or class that it imports, "" when
        none does."""
        owner, _, name = path.rpartition(".")
        for module, binding in self._foreign.get(name, ()):
            behind = self._local(module, binding.name.rpartition(".")[0])
            if any(outcome.kind in _OWNERS and outcome.path == owner for outcome in behind):
                return module
        return ""

    def _imported_path(self, module: str, binding: BindingFact) -> str:
        """The absolute path of what a binding `thing.__setattr__` is about."""
        facts = self._index.facts(module)
        if facts is None or binding.index < 0:
            return ""
        fact = facts.imports[binding.index]
        whole = binding.name.rpartition(".")[0]
        rest = whole.partition(".")[2]
        if fact.name is None and fact.alias is None:
            return whole
        path = self._index.absolute_name(module, fact)
        path = f"{path}.{fact.name}" if fact.name else path
        return f"{path}.{rest}" if rest else path

    # Entries in sys.modules

    def replacements(self) -> dict[str, str]:
        """`sys.modules["a.b"] = thing`: the dotted path and the module that it stands for."""
        found: dict[str, str] = {}
        for name in self._index.names:
            facts = self._index.facts(name)
            for alias in facts.module_aliases if facts is not None else ():
                key = _absolute_key(name, alias)
                target = self._delegate(name, alias.value)
                if target and key != target:
                    found[key] = target
        return found


def _is_module_of(outcome: Outcome, entry: LazyEntry) -> bool:
    """Whether it is the module that the entry means, not one that merely lacks the attribute."""
    last = outcome.path.rpartition(".")[2]
    return outcome.kind == "module" and (not entry.attribute or last == entry.name)


def _absolute_key(module: str, alias: ModuleAliasFact) -> str:
    head, _, rest = alias.key.partition(".")
    if head not in ("__name__", "__package__"):
        return alias.key
    own = module if head == "__name__" else module.rpartition(".")[0]
    return f"{own}.{rest}" if rest else own
