"""Lazy names that stand in a stub file: `lazy_loader.attach_stub`."""

from __future__ import annotations

from dataclasses import replace

from audit.model.export_facts import LazyEntry
from audit.model.facts import BindingKind, FileFacts

__all__ = ["fill_from_stub"]


def fill_from_stub(facts: FileFacts, stub: FileFacts) -> FileFacts:
    """The facts of a module whose `__getattr__` reads its names from the stub beside it.

    Every name that the stub imports at module level is an entry. Facts of other modules come back
    as they are.
    """
    if facts.lazy is None or not facts.lazy.stub:
        return facts
    entries: dict[str, LazyEntry] = {entry.name: entry for entry in facts.lazy.entries}
    for binding in stub.bindings:
        fact = stub.imports[binding.index] if binding.kind is BindingKind.IMPORT else None
        if fact is None or fact.name in (None, "*"):
            continue
        entries[binding.name] = LazyEntry(
            name=binding.name,
            module="." * fact.level + fact.module,
            attribute=fact.name or "",
            line=facts.lazy.line,
        )
    ordered = tuple(entries[name] for name in sorted(entries))
    return replace(facts, lazy=replace(facts.lazy, entries=ordered, opaque=False))
