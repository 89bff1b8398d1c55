"""Classes where they stand: facts with resolved bases, ready for families."""

from __future__ import annotations

import builtins
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property, partial

from audit.analysis.families.made_things import LazyMakes
from audit.graph.codebase import Codebase
from audit.model.facts import ClassFact, FileFacts, ImportKind
from audit.model.families import ClassRecord

__all__ = ["build_class_records", "find_ancestors"]

_BUILT_IN = frozenset(dir(builtins))
_OWN = frozenset({"self", "cls", "super", ""})  # what such a call makes cannot be told from here
_ONE_CLASS = re.compile(
    r"""["']?(?:Optional\[)?["']?([A-Za-z_][\w.]*)["']?\]?(?: *\| *None)?["']?"""
)


def build_class_records(codebase: Codebase, *, lazily: bool = False) -> tuple[ClassRecord, ...]:
    """All classes of the codebase, nested ones included, sorted by path and line.

    Bases are followed through the symbol table; those of other packages keep the dotted name
    they are imported under, and builtins their own. With `lazily`, what a class makes is looked
    up when somebody asks for it: few classes resemble another one so much that it matters.
    """
    resolved: dict[str, tuple[str, ...]] = {}
    pending = []
    for name in codebase.index.names:
        facts = codebase.index.facts(name)
        module = codebase.index.module(name)
        if facts is None or module is None or not facts.classes:
            continue
        used = _count_own_uses(facts)
        find_made = _Maker(codebase, name, facts)
        for number, fact in enumerate(facts.classes):
            path = f"{name}.{fact.qualname}"
            own_uses = used[fact.qualname]
            bases = tuple(_base_path(codebase, name, base) for base in fact.bases)
            resolved.setdefault(path, bases)
            makes = LazyMakes(partial(find_made, fact)) if lazily else find_made(fact)
            origin = f"{module.blob} {number}"
            pending.append((path, module, fact, bases, own_uses, makes, origin))
    return tuple(
        ClassRecord(
            path=path,
            module=module.name,
            file=module.file,
            zone=module.zone,
            fact=fact,
            bases=bases,
            ancestors=find_ancestors(bases, resolved),
            own_uses=own_uses,
            makes=makes,
            origin=origin,
        )
        for path, module, fact, bases, own_uses, makes, origin in sorted(
            pending, key=lambda item: (item[0], item[2].line)
        )
    )


def _count_own_uses(facts: FileFacts) -> Counter[str]:
    """How often the file itself names a class of its own outside of the class: as a value, or as
    what a function says that it returns."""
    used = Counter({mention.name: mention.count for mention in facts.mentions})
    used.update(function.signature.returns for function in facts.functions)
    return used


class _Maker:
    """Finds what the classes of one module make."""

    def __init__(self, codebase: Codebase, module: str, facts: FileFacts) -> None:
        self._codebase = codebase
        self._module = module
        self._facts = facts

    @cached_property
    def _inner(self) -> dict[str, dict[str, str]]:
        """What imports inside functions and classes bind: the absolute path by name, by scope."""
        found: dict[str, dict[str, str]] = {}
        for fact in self._facts.imports:
            if fact.scope and fact.name not in (None, "*") and ImportKind.DYNAMIC not in fact.kinds:
                target = self._codebase.index.absolute_name(self._module, fact)
                if target:
                    bound = fact.alias or fact.name or ""
                    found.setdefault(fact.scope, {})[bound] = f"{target}.{fact.name}"
        return found

    def __call__(self, fact: ClassFact) -> tuple[str, ...]:
        """The paths of what the methods of a class make, but itself; sorted."""
        known: dict[str, str] = {}
        for scope, names in self._inner.items():
            if scope.startswith(f"{fact.qualname}."):
                known |= names
        symbols = self._codebase.symbols
        found = set()
        for chain in set(_made_chains(fact)):
            root, _, rest = chain.partition(".")
            if root in _OWN:
                continue
            if root in known:
                outcomes = symbols.follow(f"{known[root]}.{rest}" if rest else known[root])
            else:
                outcomes = symbols.local(self._module, chain)
            if outcomes:
                found.add(outcomes[0].path)
            elif chain in _BUILT_IN:
                found.add(f"builtins.{chain}")
        return tuple(sorted(found - {f"{self._module}.{fact.qualname}"}))


def _made_chains(fact: ClassFact) -> Iterator[str]:
    """What the methods call, hand back, and say that they return, as written."""
    yield from fact.collaborators
    for method in fact.methods:
        yield from method.returns
        annotated = _ONE_CLASS.fullmatch(method.signature.returns)
        if annotated:
            yield annotated[1]


def _base_path(codebase: Codebase, module: str, base: str) -> str:
    for outcome in codebase.symbols.local(module, base):
        if outcome.kind in ("symbol", "external"):
            return outcome.path
    return base


def find_ancestors(
    bases: tuple[str, ...], resolved: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """All bases of a class, their bases and so on, as far as `resolved` knows the bases of a
    definition path; sorted."""
    found: dict[str, None] = {}
    pending = list(bases)
    while pending:
        base = pending.pop(0)
        if base not in found:
            found[base] = None
            pending += resolved.get(base, ())
    return tuple(sorted(found))
