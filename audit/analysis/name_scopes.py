"""What a dotted name means where it stands: inside a function of a module."""

from __future__ import annotations

from functools import cached_property

from audit.graph.codebase import Codebase
from audit.model.facts import ImportFact, ImportKind

__all__ = ["ScopedNames"]


class ScopedNames:
    """Resolves names of one module, imports inside functions included."""

    def __init__(self, codebase: Codebase, module: str) -> None:
        self._codebase = codebase
        self._module = module

    @cached_property
    def _imports(self) -> dict[str, list[ImportFact]]:
        """The imports inside functions and classes, by the name that they bind."""
        found: dict[str, list[ImportFact]] = {}
        facts = self._codebase.index.facts(self._module)
        for fact in facts.imports if facts else ():
            if fact.scope and fact.name != "*" and ImportKind.DYNAMIC not in fact.kinds:
                bound = fact.alias or fact.name or fact.module.partition(".")[0]
                found.setdefault(bound, []).append(fact)
        return found

    def resolve(self, chain: str, scope: str) -> str:
        """The path of the definition that `chain` leads to, "" when it is none of this code.

        `scope` is the qualified name of the function or class that the chain stands in. The
        innermost import of the chain's root counts, then the module's own names.
        """
        root, *rest = chain.split(".")
        fact = self._innermost(root, scope)
        if fact is None:
            outcomes = self._codebase.symbols.local(self._module, chain)
        else:
            target = self._codebase.index.absolute_name(self._module, fact)
            if not target:
                return ""
            base = target if fact.name or fact.alias else target.partition(".")[0]
            parts = [base, *([fact.name] if fact.name else []), *rest]
            outcomes = self._codebase.symbols.follow(".".join(parts))
        found = outcomes[0] if outcomes else None
        return found.definition.path if found is not None and found.definition else ""

    def _innermost(self, root: str, scope: str) -> ImportFact | None:
        around = [
            fact
            for fact in self._imports.get(root, ())
            if scope == fact.scope or scope.startswith(f"{fact.scope}.")
        ]
        return max(around, key=lambda fact: len(fact.scope), default=None)
