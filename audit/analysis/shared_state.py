"""Mutable state that everybody shares: the reason why singletons leak from one user to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.graph.codebase import Codebase
from audit.model.finding_identity import finding_fingerprint
from audit.model.findings import Finding, FindingKind, Location, Severity
from audit.model.modules import Zone
from audit.model.rules import Component

__all__ = ["SharedState", "build_state_findings", "find_shared_state"]

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedState:
    """A value on a module or class that functions change while the program runs.

    `path` is dotted, `value` what it is made of, `changed_in` the dotted paths of the functions.
    `on_class`: all instances of a class share it.
    """

    path: str
    value: str
    file: str
    line: int
    zone: Zone
    changed_in: tuple[str, ...]
    on_class: bool


def find_shared_state(codebase: Codebase) -> tuple[SharedState, ...]:
    """All of it, by path. A value that nothing changes is a constant and left out."""
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
            )
            for state in facts.states
            if state.changed_in
        ]
    return tuple(sorted(found, key=lambda state: (state.path, state.line)))


def build_state_findings(codebase: Codebase, components: Sequence[Component]) -> Iterator[Finding]:
    """One finding per shared state.

    State on a production class warns: every instance has it without saying so. State on a module
    is a note: caches and registries are made that way, and still shared by all users and tests.
    """
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
            f"and changed by {_listed(state.changed_in)}",
            fingerprint=finding_fingerprint(kind, state.path),
            zone=state.zone,
            locations=(Location(file=state.file, line=state.line, text=state.path),),
            component=next((c.id for p in places for c in components if c.matches(p)), ""),
            advice="give each instance its own, or clear it between users and between tests",
        )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown
