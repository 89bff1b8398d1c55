"""Outcomes at the end of the way: definitions, their attributes, and what is not there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from audit.graph.binding_rules import is_doubtful
from audit.graph.class_attributes import ClassAttributes
from audit.graph.module_index import ModuleIndex
from audit.graph.namespaces import Binding, Namespaces
from audit.graph.openness import Openness
from audit.graph.outcomes import Outcome, join_outcomes, missing_outcome, module_outcome
from audit.model.facts import BindingFact, BindingKind
from audit.model.ledger import SymbolDefinition

__all__ = ["Definitions"]

_WRITTEN = (BindingKind.CLASS, BindingKind.FUNCTION, BindingKind.VALUE)
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
    """Builds outcomes for what is written in modules and classes; `local` finds base classes,
    `openness` says why a module may have more names than can be seen."""

    def __init__(
        self,
        index: ModuleIndex,
        namespaces: Namespaces,
        local: LocalNames,
        openness: Openness,
    ) -> None:
        self._index = index
        self._namespaces = namespaces
        self._local = local
        self._openness = openness
        self._attributes = ClassAttributes(index, namespaces, self._find_bases)

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

    def written_alone(self, module: str, bindings: Sequence[Binding]) -> tuple[Outcome, ...]:
        """The symbol that one statement of the module defines, () unless that is all there is to
        the name: then nothing else has to be looked up for it."""
        if len(bindings) != 1:
            return ()
        binding = bindings[0][1]
        is_written = binding.kind in _WRITTEN and not binding.typing
        return (self.written(module, binding),) if is_written else ()

    def attribute(self, outcome: Outcome, owner: SymbolDefinition, part: str) -> Outcome:
        """An attribute of a symbol that was reached by `outcome`."""
        path = f"{owner.path}.{part}"
        if owner.kind != "class":
            reason = f"{owner.path} is no class or module"
            return missing_outcome(path, reason, may_exist=True)
        found = self._attributes.find(owner.module, owner.qualname, part)
        if found is None:
            return self._missing_attribute(owner, part)
        lines = (found.line, found.end_line)
        symbol = self.symbol(found.module, found.qualname, found.kind, lines)
        return join_outcomes(outcome, symbol, part)

    def _missing_attribute(self, owner: SymbolDefinition, part: str) -> Outcome:
        path = f"{owner.path}.{part}"
        line = self._attributes.find_closed_line(owner.module, owner.qualname, part)
        if line and not any(self._openness.find_for_attribute(each, part) for each in line):
            return missing_outcome(path, f"class {owner.path} has no attribute {part}")
        reason = f"class {owner.path} has no attribute {part} that can be seen"
        return missing_outcome(path, reason, may_exist=True)

    def _find_bases(self, module: str, base: str, line: int) -> tuple[tuple[str, str] | None, ...]:
        found = (outcome.definition for outcome in self._local(module, base, line=line))
        return tuple(
            (definition.module, definition.qualname)
            if definition is not None and definition.kind == "class"
            else None
            for definition in found
        )

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
        reason = self._openness.find_for_name(module, name)
        if reason:
            return missing_outcome(f"{module}.{name}", reason, may_exist=True)
        return missing_outcome(f"{module}.{name}", f"{module} has no name {name}")
