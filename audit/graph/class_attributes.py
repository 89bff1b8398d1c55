"""Attributes of classes: methods, nested classes, assigned names, and what bases hand down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from audit.graph.namespaces import Namespaces
from audit.model.facts import ClassFact

__all__ = ["ClassAttribute", "find_class_attribute"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassAttribute:
    """Where an attribute is written: module, qualified name, kind and lines."""

    module: str
    qualname: str
    kind: str
    line: int
    end_line: int


FindClass = Callable[[str, str, int], tuple[str, str] | None]
"""Module, dotted text of a base, line of the class → module and qualified name of that base."""


def find_class_attribute(
    namespaces: Namespaces, find_class: FindClass, module: str, qualname: str, name: str
) -> ClassAttribute | None:
    """The attribute `name` of a class, its own first, then that of its bases in order, depth
    first; None when none can be seen."""
    pending = [(module, qualname)]
    seen: set[tuple[str, str]] = set()
    while pending:
        owner = pending.pop(0)
        if owner in seen:
            continue
        seen.add(owner)
        fact = namespaces.class_fact(*owner)
        if fact is None:
            continue
        found = _own_attribute(namespaces, owner[0], fact, name)
        if found is not None:
            return found
        pending = [*_bases(namespaces, find_class, owner[0], fact), *pending]
    return None


def _own_attribute(
    namespaces: Namespaces, module: str, fact: ClassFact, name: str
) -> ClassAttribute | None:
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
    nested = namespaces.class_fact(module, path)
    if nested is not None:
        return ClassAttribute(
            module=module,
            qualname=path,
            kind="class",
            line=nested.line,
            end_line=nested.end_line,
        )
    if name in fact.attributes:
        return ClassAttribute(
            module=module, qualname=path, kind="value", line=fact.line, end_line=fact.line
        )
    return None


def _bases(
    namespaces: Namespaces, find_class: FindClass, module: str, fact: ClassFact
) -> Iterator[tuple[str, str]]:
    """Bases that can be seen; a nested class sees the classes of its own class body first."""
    outer = fact.qualname.rpartition(".")[0]
    for base in fact.bases:
        beside = f"{outer}.{base}" if outer else ""
        if beside and namespaces.class_fact(module, beside) is not None:
            yield module, beside
            continue
        found = find_class(module, base, fact.line)
        if found is not None:
            yield found
