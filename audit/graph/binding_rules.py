"""What bindings say by themselves, without a look at other modules."""

from __future__ import annotations

from collections.abc import Sequence

from audit.graph.namespaces import Binding
from audit.graph.outcomes import CIRCLE, Outcome, external_outcome
from audit.model.facts import BindingFact, FileFacts, ImportFact, ImportKind

__all__ = ["from_outside", "is_doubtful", "may_be_passed_by"]


def may_be_passed_by(
    facts: FileFacts, bindings: Sequence[Binding], found: Sequence[Outcome]
) -> bool:
    """Whether bindings that lead nowhere leave earlier ones in force: a star brings nothing that
    its module does not have yet, and an import in a circle sees a half-run module."""
    stars = any(b.index >= 0 and facts.imports[b.index].name == "*" for _, b in bindings)
    return bool(bindings) and (stars or any(outcome.reason == CIRCLE for outcome in found))


def is_doubtful(binding: BindingFact) -> bool:
    """Whether it stands in a branch that is hardly ever taken."""
    return binding.branch.endswith("?")


def from_outside(target: str, fact: ImportFact, attribute: str) -> tuple[Outcome, ...]:
    """What an import of a module that is not first-party binds; `attribute` is the dotted text
    that is taken of it."""
    whole = f"{target}.{fact.name}" if fact.name else target
    if not fact.name and not fact.alias and ImportKind.DYNAMIC not in fact.kinds:
        whole = target.partition(".")[0]
    path = ".".join(part for part in (whole, attribute) if part)
    return (external_outcome(path),) if path else ()
