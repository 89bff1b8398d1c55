"""Values that a module or class holds for everybody, and the functions that change them.

Only what is bound where it stands is read: `ITEMS = {}` in a module, `items = []` in a class body,
`_manager = Manager()` in either, and `_manager = None` that a function binds to a call later
(`global _manager`, `cls._manager = …`). A class attribute counts as changed where a method reaches
it through `self`, `cls` or the class's name; one that any method binds on `self` belongs to the
instance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mypy import nodes
from mypy.nodes import Statement
from mypy.types import UnboundType

from audit.extraction.state_changes import (
    CHANGING_METHODS,
    CONTAINERS,
    ChangeFinder,
    HeldValue,
    made_of,
)
from audit.model.facts import StateFact

__all__ = ["read_shared_state"]

_WRITTEN = re.compile(
    rf"\s*(?:\.\s*(?:{'|'.join(sorted(CHANGING_METHODS))})\b"
    r"|\[(?:.*\]\s*[-+|&^*]?=[^=]|\s*$)|[-+|&^*]=)",
    re.MULTILINE,
)
_BOUND = re.compile(r"\s*=")
_OUTER = re.compile(r"\b(?:global|del)\b")


def read_shared_state(text: str, statements: Sequence[Statement]) -> tuple[StateFact, ...]:
    """The shared values of a file, by line and name. `text` is its source."""
    states: dict[str, HeldValue] = {}
    scopes: list[tuple[str, Sequence[Statement]]] = [("", statements)]
    while scopes:
        scope, body = scopes.pop()
        for statement in body:
            if isinstance(statement, nodes.ClassDef):
                scopes.append((f"{scope}{statement.name}.", statement.defs.body))
            elif isinstance(statement, nodes.AssignmentStmt):
                _note_binding(scope, statement, states)
    waiting = (name for name, s in states.items() if not s.value or s.value in CONTAINERS)
    places = _find_places(text, waiting)
    if any(_may_change(text, start, end) for start, end in places):
        named = _lines_of(text, _find_places(text, states))
        finder = ChangeFinder(states, _lines_of(text, places), named)
        finder.visit(statements)
        for name in finder.own:
            states.pop(name, None)
    found = (
        StateFact(
            name=name,
            value=state.value,
            line=state.line,
            changed_in=tuple(sorted(state.changed_in)),
            declared=state.declared,
        )
        for name, state in states.items()
        if state.value
    )
    return tuple(sorted(found, key=lambda fact: (fact.line, fact.name)))


def _note_binding(
    scope: str, statement: nodes.AssignmentStmt, states: dict[str, HeldValue]
) -> None:
    value = statement.rvalue
    made = made_of(value)
    waits = isinstance(value, nodes.NameExpr) and value.name == "None"
    if not (waits or made in CONTAINERS or (made and not scope and _names_a_class(made))):
        return
    declared = _declared(statement) if scope and made in CONTAINERS else ""
    for target in statement.lvalues:
        if isinstance(target, nodes.NameExpr) and not target.name.startswith("__"):
            state = HeldValue(made, statement.line, declared=declared)
            states.setdefault(scope + target.name, state)


def _declared(statement: nodes.AssignmentStmt) -> str:
    """How an assignment in a class body is annotated; see `StateFact.declared`."""
    kind = statement.unanalyzed_type
    if kind is None:
        return "plain"
    text = kind.name if isinstance(kind, UnboundType) else ""
    return "class" if text.rpartition(".")[2] == "ClassVar" else "field"


def _names_a_class(called: str) -> bool:
    return called.rpartition(".")[2].lstrip("_")[:1].isupper()


def _find_places(text: str, qualified: Iterable[str]) -> list[tuple[int, int]]:
    """Where the text says the last of one of these names: start and end, sorted."""
    found = []
    for name in {name.rpartition(".")[2] for name in qualified}:
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if not (_is_word(text[start - 1 : start]) or _is_word(text[end : end + 1])):
                found.append((start, end))
            start = text.find(name, end)
    return sorted(found)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _may_change(text: str, start: int, end: int) -> bool:
    """A cheap look at what stands around a name: most constants are never written to.

    Fixed patterns at a few places; a pattern made of the names would be compiled for each file.
    """
    if _WRITTEN.match(text, end) or (text[start - 1 : start] == "." and _BOUND.match(text, end)):
        return True
    return _OUTER.search(text, text.rfind("\n", 0, start) + 1, start) is not None


def _lines_of(text: str, places: Sequence[tuple[int, int]]) -> list[int]:
    """The numbers of the lines that the places stand on, ascending.

    As the parser counts them: a carriage return alone ends a line, too.
    """
    returns = "\r" in text
    lines, line, reached = [], 1, 0
    for start, _ in places:
        line += text.count("\n", reached, start)
        if returns:
            line += text.count("\r", reached, start) - text.count("\r\n", reached, start)
        reached = start
        lines.append(line)
    return lines
