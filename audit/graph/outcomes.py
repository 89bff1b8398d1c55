"""Where a path ends, and how candidates are put together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from audit.model.ledger import SymbolDefinition

__all__ = [
    "CIRCLE",
    "Outcome",
    "external_outcome",
    "found_any",
    "join_outcomes",
    "missing_outcome",
    "module_outcome",
    "sorted_outcomes",
    "unique_outcomes",
]

CIRCLE = "aliases of each other in a circle"


class Outcome(NamedTuple):
    """Where a path ends. A tuple, for hardly anything is made so often.

    `kind` is `symbol`, `module`, `external` or `missing`. `path` is the definition path, the
    module name or the external dotted path; `chain` the paths passed on the way, the one that was
    asked for first; `reason` says why something is missing, and `open` that it may exist all the
    same (a module that makes names at run time). `unlikely`: it stands in a branch that a recent
    Python with all optional packages does not take.
    """

    kind: str
    path: str
    chain: tuple[str, ...] = ()
    definition: SymbolDefinition | None = None
    reason: str = ""
    open: bool = False
    unlikely: bool = False

    def via(self, path: str, *, unlikely: bool = False) -> Outcome:
        """The same outcome reached by one more hop."""
        doubt = self.unlikely or unlikely
        if self.chain[:1] == (path,) and doubt == self.unlikely:
            return self
        chain = (path, *self.chain)
        if path in self.chain:  # a loop in the way is no part of it
            chain = self.chain[self.chain.index(path) :]
        return Outcome(
            kind=self.kind,
            path=self.path,
            chain=chain,
            definition=self.definition,
            reason=self.reason,
            open=self.open,
            unlikely=doubt,
        )


def missing_outcome(path: str, reason: str, *, may_exist: bool = False) -> Outcome:
    """Nothing there, and why."""
    return Outcome(kind="missing", path=path, chain=(path,), reason=reason, open=may_exist)


def module_outcome(name: str) -> Outcome:
    """The module of that name itself."""
    return Outcome(kind="module", path=name, chain=(name,))


def external_outcome(path: str) -> Outcome:
    """What lies outside the codebase."""
    return Outcome(kind="external", path=path, chain=(path,))


def join_outcomes(before: Outcome, after: Outcome, part: str) -> Outcome:
    """`after`, the attribute `part` of what `before` leads to: each hop on the way has it too."""
    joined = after
    for hop in reversed(before.chain):
        joined = joined.via(f"{hop}.{part}", unlikely=before.unlikely)
    return joined


def found_any(outcomes: Iterable[Outcome]) -> bool:
    """Whether one of them is anything but missing."""
    return any(outcome.kind != "missing" for outcome in outcomes)


def sorted_outcomes(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Candidates without repetition, the likeliest first: what can be seen before what is
    outside, that before bare values (`X = None` in a handler); usual branches before rare ones,
    else in the order in which they are bound. What is missing counts when nothing is found."""
    ordered = list(outcomes)
    if len(ordered) < 2:
        return tuple(ordered)
    ordered.sort(key=_preference)
    if ordered and ordered[0].kind != "missing":
        ordered = [outcome for outcome in ordered if outcome.kind != "missing"]
    return unique_outcomes(ordered)


def _preference(outcome: Outcome) -> tuple[int, bool]:
    if outcome.kind == "symbol":
        is_value = outcome.definition is not None and outcome.definition.kind == "value"
        return (2 if is_value else 0), outcome.unlikely
    return {"module": 0, "external": 1, "missing": 3}[outcome.kind], outcome.unlikely


def unique_outcomes(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """One outcome for each end, the first of them."""
    listed = tuple(outcomes)
    if len(listed) < 2:
        return listed
    seen: dict[tuple[str, str], Outcome] = {}
    for outcome in listed:
        seen.setdefault((outcome.kind, outcome.path), outcome)
    return tuple(seen.values())
