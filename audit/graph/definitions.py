"""Outcomes at the end of the way: definitions, their attributes, and what is not there."""

from __future__ import annotations

from typing import Protocol

from audit.graph.binding_rules import is_doubtful
from audit.graph.class_attributes import find_class_attribute
from audit.graph.module_index import ModuleIndex
from audit.graph.namespaces import Namespaces
from audit.graph.openness import find_openness
from audit.graph.outcomes import Outcome, join_outcomes, missing_outcome, module_outcome
from audit.model.facts import BindingFact, BindingKind
from audit.model.ledger import SymbolDefinition

__all__ = ["Definitions"]

_MODULE_ATTRIBUTES = frozenset(
    {
        "__all__",
        "__builtins__",
        "__dict__",
        "__doc__",
        "__file__",
        "__loader__",
        "__name__",
        "__package__",
        "__path__",
        "__spec__",
    }
)


class LocalNames(Protocol):
    """What dotted text means inside a module, as the names stand at a line."""

    def __call__(self, module: str, chain: str, *, line: int = 0) -> tuple[Outcome, ...]:
        """Candidates, () when the module has no such name."""
        ...


class Definitions:
    """Builds outcomes for what is written in modules and classes; `local` finds base classes."""

    def __init__(self, index: ModuleIndex, namespaces: Namespaces, local: LocalNames) -> None:
        self._index = index
        self._namespaces = namespaces
        self._local = local

    def symbol(self, module: str, qualname: str, kind: str, lines: tuple[int, int]) -> Outcome:
        """The symbol of that qualified name, with its first and last line."""
        owner = self._index.module(module)
        path = f"{module}.{qualname}"
        if owner is None:
            return missing_outcome(path, f"there is no module {module}")
        definition = SymbolDefinition(
            path=path,
            module=module,
            qualname=qualname,
            kind=kind,
            file=owner.file,
            line=lines[0],
            end_line=lines[1],
            zone=owner.zone,
        )
        return Outcome(kind="symbol", path=path, chain=(path,), definition=definition)

    def written(self, module: str, binding: BindingFact) -> Outcome:
        """The symbol that a binding itself makes: a class, a function, a value."""
        kind = BindingKind.VALUE if binding.kind is BindingKind.ALIAS else binding.kind
        end = self._namespaces.end_line(module, binding.name, binding.line)
        symbol = self.symbol(module, binding.name, kind.value, (binding.line, end))
        return symbol.via(symbol.path, unlikely=is_doubtful(binding))

    def attribute(self, outcome: Outcome, owner: SymbolDefinition, part: str) -> Outcome:
        """An attribute of a symbol that was reached by `outcome`."""
        path = f"{owner.path}.{part}"
        if owner.kind != "class":
            reason = f"{owner.path} is no class or module"
            return missing_outcome(path, reason, may_exist=True)
        found = find_class_attribute(
            self._namespaces, self._find_class, owner.module, owner.qualname, part
        )
        if found is None:
            reason = f"class {owner.path} has no attribute {part} that can be seen"
            return missing_outcome(path, reason, may_exist=True)
        lines = (found.line, found.end_line)
        symbol = self.symbol(found.module, found.qualname, found.kind, lines)
        return join_outcomes(outcome, symbol, part)

    def _find_class(self, module: str, base: str, line: int) -> tuple[str, str] | None:
        for outcome in self._local(module, base, line=line):
            definition = outcome.definition
            if definition is not None and definition.kind == "class":
                return definition.module, definition.qualname
        return None

    def without_facts(self, module: str, name: str) -> Outcome:
        """A name in a module that has no file: a namespace, an extension module, nothing."""
        path = f"{module}.{name}"
        if self._index.exists(path):
            return module_outcome(path)
        if self._index.is_compiled(module):
            reason = f"{module} is compiled and cannot be read"
            return missing_outcome(path, reason, may_exist=True)
        if self._index.is_shared_namespace(module) or self._index.is_required(path):
            reason = f"{module} is a namespace package: another distribution may hold {path}"
            return missing_outcome(path, reason, may_exist=True)
        return missing_outcome(path, f"there is no module {path}")

    def nothing(self, module: str, name: str) -> Outcome:
        """A name that a module does not bind, as far as can be seen."""
        if name in _MODULE_ATTRIBUTES:
            return self.symbol(module, name, "value", (1, 1))
        reason = find_openness(self._index, self._namespaces, module)
        if reason:
            return missing_outcome(f"{module}.{name}", reason, may_exist=True)
        return missing_outcome(f"{module}.{name}", f"{module} has no name {name}")
