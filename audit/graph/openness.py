"""Modules that may have names which cannot be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from audit.graph.given_names import GivenNames
from audit.graph.module_index import ModuleIndex
from audit.graph.namespaces import Namespaces
from audit.graph.outcomes import Outcome
from audit.model.facts import FileFacts

__all__ = ["Openness", "sets_path"]

_CALLED_METHODS = ("__call__", "__init__", "__new__")


class Openness:
    """Asked by the symbol table, which it asks in turn: `local` for dotted text inside a module,
    `given` for what other modules set.

    `computed` has for modules and classes that get computed names (`setattr(module, name, value)`)
    the module that gives them.
    """

    def __init__(
        self,
        index: ModuleIndex,
        namespaces: Namespaces,
        local: Callable[[str, str], tuple[Outcome, ...]],
        given: GivenNames,
    ) -> None:
        self.computed: Mapping[str, str] = {}
        self._index = index
        self._namespaces = namespaces
        self._local = local
        self._given = given

    def find_for_name(self, module: str, name: str) -> str:
        """Why a module may have that name though it cannot be seen; "" when it cannot."""
        setter = self._given.find_setter(f"{module}.{name}")
        return f"{setter} sets {module}.{name}" if setter else self.find(module)

    def find_for_attribute(self, owner: str, name: str) -> str:
        """Why a class may be given an attribute by other modules; "" when it is not."""
        if owner in self.computed:
            return f"{self.computed[owner]} sets attributes of {owner} that are computed"
        setter = self._given.find_setter(f"{owner}.{name}")
        return f"{setter} sets {owner}.{name}" if setter else ""

    def find(self, module: str, passed: frozenset[str] = frozenset()) -> str:
        """Why a module may have names that cannot be seen; "" when it cannot.

        `passed` are modules that do not count where one is starred: they are being asked already.
        """
        facts = self._index.facts(module)
        if facts is None:
            return ""
        if facts.lazy is not None:
            if facts.lazy.opaque:
                return f"{module} has a __getattr__ whose answers cannot all be read"
            if facts.lazy.delegates:
                return f"{module} hands other names on to {facts.lazy.delegates[0]}"
        if facts.problems or facts.dynamic_names:
            reason = "does not parse" if facts.problems else "makes names at run time"
            return f"{module} {reason}"
        if sets_path(self._namespaces, module):
            return f"{module} sets its own __path__, so its modules may lie elsewhere"
        written = self._find_writer(module, facts)
        return written or self._find_open_star(module, passed)

    def _find_writer(self, module: str, facts: FileFacts) -> str:
        if module in self.computed:
            return f"{self.computed[module]} sets names of {module} that are computed"
        for chain in dict.fromkeys(_called_at_load(facts)):
            for outcome in self._local(module, chain):
                if outcome.definition is not None and self._writes_names(outcome):
                    return f"{module} calls {outcome.path}, which writes names into its callers"
        return ""

    def _writes_names(self, outcome: Outcome) -> bool:
        definition = outcome.definition
        facts = self._index.facts(definition.module) if definition is not None else None
        if definition is None or facts is None or not facts.namespace_writers:
            return False
        called = {definition.qualname}
        if definition.kind == "class":
            called = {f"{definition.qualname}.{method}" for method in _CALLED_METHODS}
        return not called.isdisjoint(facts.namespace_writers)

    def _find_open_star(self, module: str, passed: frozenset[str]) -> str:
        for target in self._namespaces.starred_modules(module):
            starred = self._index.facts(target)
            if starred is None:
                return f"{module} has a star import of {target or 'an unknown module'}"
            if any(not export.complete for export in starred.exports):
                return f"{module} has a star import of {target}, whose __all__ is computed"
            if target in passed or target == module:
                continue
            if self.find(target, passed | {target}):
                return f"{module} has a star import of {target}, which makes names at run time"
        return ""


def sets_path(namespaces: Namespaces, module: str) -> bool:
    """Whether a package says itself where its modules are (`__path__ = extend_path(…)`)."""
    return namespaces.assigns(module, "__path__")


def _called_at_load(facts: FileFacts) -> Iterator[str]:
    """What a module calls while it loads, decorators included."""
    decorated = [(fact.qualname, fact.decorators) for fact in facts.classes]
    decorated += [(fact.qualname, fact.decorators) for fact in facts.functions]
    for qualname, decorators in decorated:
        if "." not in qualname:
            yield from decorators
    yield from facts.module_calls
