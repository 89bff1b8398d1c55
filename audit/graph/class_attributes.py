"""Attributes of classes: methods, nested classes, assigned names, and what bases hand down."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from dataclasses import dataclass

from audit.graph.module_index import ModuleIndex
from audit.graph.namespaces import Namespaces
from audit.model.facts import ClassFact

__all__ = ["ClassAttribute", "ClassAttributes"]

# Decorators and bases that add no public attribute to a class.
_QUIET_DECORATORS = frozenset({"dataclass", "final", "runtime_checkable", "total_ordering"})
_QUIET_BASES = frozenset({"ABC", "Generic", "Protocol"})
_QUIET_METACLASSES = ("", "ABCMeta", "abc.ABCMeta")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassAttribute:
    """Where an attribute is written: module, qualified name, kind and lines."""

    module: str
    qualname: str
    kind: str
    line: int
    end_line: int


_Owner = tuple[str, str]
"""A class: its module and qualified name."""

FindBases = Callable[[str, str, int], tuple[_Owner | None, ...]]
"""Module, dotted text of a base, line of the class → what that base may be, None for no class."""


class ClassAttributes:
    """Looks attributes up in classes and what these inherit from."""

    def __init__(self, index: ModuleIndex, namespaces: Namespaces, find_bases: FindBases) -> None:
        self._index = index
        self._namespaces = namespaces
        self._find_bases = find_bases

    def find(self, module: str, qualname: str, name: str) -> ClassAttribute | None:
        """The attribute `name` of a class, its own first, then that of its bases in order, depth
        first; None when none can be seen."""
        pending = [(module, qualname)]
        seen: set[_Owner] = set()
        while pending:
            owner = pending.pop(0)
            if owner in seen:
                continue
            seen.add(owner)
            fact = self._namespaces.class_fact(*owner)
            if fact is None:
                continue
            found = self._own(owner[0], fact, name)
            if found is not None:
                return found
            bases = (self._candidates(owner[0], fact, base) for base in fact.bases)
            pending = [*filter(None, (next(filter(None, each), None) for each in bases)), *pending]
        return None

    def _own(self, module: str, fact: ClassFact, name: str) -> ClassAttribute | None:
        path = f"{fact.qualname}.{name}"
        for method in fact.methods:
            if method.qualname == path:
                return ClassAttribute(
                    module=module,
                    qualname=path,
                    kind="function",
                    line=method.line,
                    end_line=method.end_line,
                )
        nested = self._namespaces.class_fact(module, path)
        if nested is not None:
            return ClassAttribute(
                module=module,
                qualname=path,
                kind="class",
                line=nested.line,
                end_line=nested.end_line,
            )
        if name in fact.attributes or self._is_given(module, fact, name):
            return ClassAttribute(
                module=module, qualname=path, kind="value", line=fact.line, end_line=fact.line
            )
        return None

    def _is_given(self, module: str, fact: ClassFact, name: str) -> bool:
        """Whether the file sets the attribute outside of the class body, or imports it there."""
        facts = self._index.facts(module)
        if facts is None:
            return False
        return f"{fact.qualname}.{name}" in facts.given_attributes or any(
            each.scope == fact.qualname
            and name == (each.alias or each.name or each.module.partition(".")[0])
            for each in facts.imports
        )

    def _candidates(self, module: str, fact: ClassFact, base: str) -> tuple[_Owner | None, ...]:
        """What a base may be; a nested class sees the classes of its own class body first."""
        outer = fact.qualname.rpartition(".")[0]
        beside = f"{outer}.{base}" if outer else ""
        if beside and self._namespaces.class_fact(module, beside) is not None:
            return ((module, beside),)
        return self._find_bases(module, base, fact.line)

    def find_closed_line(self, module: str, qualname: str, name: str) -> tuple[str, ...]:
        """The paths of a class and all that it may inherit from where these show that it lacks the
        attribute `name`; () where something may give it one that cannot be seen."""
        if name.startswith("__"):
            return ()
        first: _Owner = (module, qualname)
        pending = [(first, frozenset({first}))]
        seen: dict[_Owner, None] = {}
        while pending:
            owner, line = pending.pop()
            if owner in seen:
                continue
            seen[owner] = None
            fact = self._namespaces.class_fact(*owner)
            if fact is None or not self._is_plain(owner[0], fact):
                return ()
            for base in fact.bases:
                candidates = self._candidates(owner[0], fact, base)
                known = [each for each in candidates if each is not None]
                if not known and self._lacks(owner[0], base, name):
                    continue
                if not known or len(known) < len(candidates) or not line.isdisjoint(known):
                    return ()
                pending += [(each, line | {each}) for each in known]
        return tuple(".".join(owner) for owner in seen)

    def _is_plain(self, module: str, fact: ClassFact) -> bool:
        """Whether what stands in a class is all that its own module gives it."""
        facts = self._index.facts(module)
        if facts is None or facts.problems or fact.metaclass not in _QUIET_METACLASSES:
            return False
        decorators = {text.rpartition(".")[2] for text in fact.decorators}
        hook = f"{fact.qualname}.__init_subclass__"
        return (
            decorators <= _QUIET_DECORATORS
            and {"*", fact.qualname}.isdisjoint(facts.unseen_classes)
            and not any(method.qualname == hook for method in fact.methods)
            and sum(each.qualname == fact.qualname for each in facts.classes) == 1
        )

    def _lacks(self, module: str, base: str, name: str) -> bool:
        """Whether a base that is no class of the codebase is known not to have the attribute."""
        if base.rpartition(".")[2] in _QUIET_BASES:
            return True
        builtin = getattr(builtins, base, None)
        bound = self._namespaces.binds(module, base)
        return isinstance(builtin, type) and not bound and not hasattr(builtin, name)
