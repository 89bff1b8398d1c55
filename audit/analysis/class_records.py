"""Classes where they stand: facts with resolved bases, ready for families."""

from __future__ import annotations

from collections import Counter

from audit.graph.codebase import Codebase
from audit.model.facts import FileFacts
from audit.model.families import ClassRecord

__all__ = ["build_class_records"]


def build_class_records(codebase: Codebase) -> tuple[ClassRecord, ...]:
    """All classes of the codebase, nested ones included, sorted by path and line.

    Bases are followed through the symbol table; those of other packages keep the dotted name
    they are imported under, and builtins their own.
    """
    resolved: dict[str, tuple[str, ...]] = {}
    pending = []
    for name in codebase.index.names:
        facts = codebase.index.facts(name)
        module = codebase.index.module(name)
        if facts is None or module is None:
            continue
        used = _count_own_uses(facts)
        for fact in facts.classes:
            path = f"{name}.{fact.qualname}"
            own_uses = used[fact.qualname] - (fact.qualname in fact.collaborators)
            bases = tuple(_base_path(codebase, name, base) for base in fact.bases)
            resolved.setdefault(path, bases)
            pending.append((path, module, fact, bases, own_uses))
    return tuple(
        ClassRecord(
            path=path,
            module=module.name,
            file=module.file,
            zone=module.zone,
            fact=fact,
            bases=bases,
            ancestors=_ancestors(bases, resolved),
            own_uses=own_uses,
        )
        for path, module, fact, bases, own_uses in sorted(
            pending, key=lambda item: (item[0], item[2].line)
        )
    )


def _count_own_uses(facts: FileFacts) -> Counter[str]:
    """How often the file itself names a class of its own: as a base, as what a function returns
    or a method calls, as what a module-level value is made of."""
    used: Counter[str] = Counter()
    for fact in facts.classes:
        used.update(fact.bases)
        used.update(fact.collaborators)
    for function in facts.functions:
        used.update(function.returns)
        used[function.signature.returns] += 1
    used.update(state.value for state in facts.states)
    return used


def _base_path(codebase: Codebase, module: str, base: str) -> str:
    for outcome in codebase.symbols.local(module, base):
        if outcome.kind in ("symbol", "external"):
            return outcome.path
    return base


def _ancestors(bases: tuple[str, ...], resolved: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    pending = list(bases)
    while pending:
        base = pending.pop(0)
        if base not in found:
            found[base] = None
            pending += resolved.get(base, ())
    return tuple(sorted(found))
