"""Mutable state that everybody shares: the reason why singletons leak from one user to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.analysis.owners import Owners
from audit.analysis.told_names import tell_first
from audit.graph.codebase import Codebase
from audit.model.facts import StateFact
from audit.model.finding_identity import finding_fingerprint
from audit.model.findings import Finding, FindingKind, Location, Severity
from audit.model.modules import Zone
from audit.model.rules import Component

__all__ = ["SharedState", "build_state_findings", "find_shared_state"]

_COPYING_BASES = frozenset(
    {"BaseModel", "BaseSettings", "GenericModel", "RootModel", "SQLModel", "Struct"}
)
_OF_THE_CLASS = frozenset(
    {"classmethod", "staticmethod", "__new__", "__init_subclass__", "__class_getitem__"}
)
_ADVICE_MODULE = (
    "keep it in an object that is handed to its users, or clear it between users and between tests"
)
_ADVICE_INSTANCE = "give each instance its own, or clear it between users and between tests"
_ADVICE_CLASS = "it is kept for the whole class: clear it between users and between tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedState:
    """A value on a module or class that functions change while the program runs.

    `path` is dotted, `value` what it is made of, `changed_in` the dotted paths of the functions.
    `on_class`: all instances of a class share it. `for_instances`: a method of the instances
    changes it, as if it were their own; registries and singletons are kept by their class.
    """

    path: str
    value: str
    file: str
    line: int
    zone: Zone
    changed_in: tuple[str, ...]
    on_class: bool
    for_instances: bool


def find_shared_state(codebase: Codebase) -> tuple[SharedState, ...]:
    """All of it, by path. A value that nothing changes is a constant and left out, and so is the
    default of a field that each instance gets its own copy of, or that Python refuses."""
    found = []
    for name in codebase.index.names:
        module, facts = codebase.index.module(name), codebase.index.facts(name)
        if module is None or facts is None:
            continue
        found += [
            SharedState(
                path=f"{name}.{state.name}",
                value=state.value,
                file=module.file,
                line=state.line,
                zone=module.zone,
                changed_in=tuple(f"{name}.{scope}" for scope in state.changed_in),
                on_class="." in state.name,
                for_instances=_is_for_instances(codebase, name, state),
            )
            for state in facts.states
            if state.changed_in and not _is_field(codebase, name, state)
        ]
    return tuple(sorted(found, key=lambda state: (state.path, state.line)))


def _is_field(codebase: Codebase, module: str, state: StateFact) -> bool:
    """Whether instances never share it: models copy the defaults of what they do not mark as
    ClassVar, and a dataclass refuses a container as the default of a field."""
    owner = state.name.rpartition(".")[0]
    fact = codebase.symbols.namespaces.class_fact(module, owner)
    if fact is None or state.declared not in ("field", "plain"):
        return False
    decorators = {each.rpartition(".")[2] for each in fact.decorators}
    if state.declared == "field" and "dataclass" in decorators:
        return True
    return not _COPYING_BASES.isdisjoint(_base_names(codebase, module, owner))


def _base_names(codebase: Codebase, module: str, qualname: str) -> set[str]:
    """The last names of all bases, as far as they can be followed, and of what they end at."""
    names: set[str] = set()
    seen: set[tuple[str, str]] = set()
    pending = [(module, qualname)]
    while pending:
        place = pending.pop()
        fact = codebase.symbols.namespaces.class_fact(*place)
        if fact is None or place in seen:
            continue
        seen.add(place)
        for base in fact.bases:
            names.add(base.rpartition(".")[2])
            for outcome in codebase.symbols.local(place[0], base, line=fact.line):
                names.add(outcome.path.rpartition(".")[2])
                if outcome.definition is not None:
                    pending.append((outcome.definition.module, outcome.definition.qualname))
    return names


def _is_for_instances(codebase: Codebase, module: str, state: StateFact) -> bool:
    """Whether a method of instances changes a container that the class body makes."""
    owner = state.name.rpartition(".")[0]
    fact = codebase.symbols.namespaces.class_fact(module, owner)
    if fact is None or not state.declared:
        return False
    own = {
        method.qualname
        for method in fact.methods
        if not _OF_THE_CLASS.intersection((*method.decorators, method.qualname.rpartition(".")[2]))
    }
    nested = tuple(f"{each}." for each in own)
    return any(place in own or place.startswith(nested) for place in state.changed_in)


def build_state_findings(codebase: Codebase, components: Sequence[Component]) -> Iterator[Finding]:
    """One finding per shared state.

    State on a production class warns: every instance has it without saying so. State on a module
    is a note: caches and registries are made that way, and still shared by all users and tests.
    """
    owners = Owners(components)
    for state in find_shared_state(codebase):
        kind = FindingKind.SHARED_STATE
        weighty = state.on_class and state.zone is Zone.PRODUCTION
        holder = "all instances of its class" if state.on_class else "everything in the process"
        places = (state.path, *state.changed_in)
        yield Finding(
            kind=kind,
            severity=Severity.WARNING if weighty else Severity.NOTE,
            confidence=0.9,
            subject=state.path,
            message=f"{state.path} ({state.value}) is shared by {holder} "
            f"and changed by {tell_first(state.changed_in)}",
            fingerprint=finding_fingerprint(kind, state.path),
            zone=state.zone,
            locations=(Location(file=state.file, line=state.line, text=state.path),),
            component=owners.identify(*places),
            advice=_advise(state),
        )


def _advise(state: SharedState) -> str:
    if not state.on_class:
        return _ADVICE_MODULE
    return _ADVICE_INSTANCE if state.for_instances else _ADVICE_CLASS
