"""Names that a module's `__getattr__` hands out: the readings of what its tables say."""

from __future__ import annotations

from collections.abc import Iterator

from audit.graph.module_index import ModuleIndex
from audit.model.export_facts import LazyEntry

__all__ = ["delegate_candidates", "entry_paths", "module_readings"]


def entry_paths(index: ModuleIndex, module: str, entry: LazyEntry) -> Iterator[str]:
    """Absolute paths that an entry may stand for, likeliest first.

    A table's text may be a module, or already the whole path of the thing. The path of the name
    itself means the submodule of that name, and is left out when there is none.
    """
    for base in module_readings(index, module, entry.module):
        attempts = [f"{base}.{entry.attribute}" if entry.attribute else base]
        if entry.attribute == entry.name and base != module:
            attempts.append(base)
        for attempt in attempts:
            if attempt != f"{module}.{entry.name}" or index.exists(attempt):
                yield attempt


def module_readings(index: ModuleIndex, module: str, written: str) -> list[str]:
    """Absolute readings of a module as a table of `module` writes it, likeliest first."""
    known = index.module(module)
    is_package = known is None or known.is_package
    package = module if is_package else module.rpartition(".")[0]
    stripped = written.lstrip(".")
    level = len(written) - len(stripped)
    if level:
        parts = package.split(".")
        base = ".".join(parts[: max(len(parts) - level + 1, 0)])
        return [".".join(part for part in (base, stripped) if part)]
    beside = f"{package}.{written}" if package else written
    return [written, beside] if index.is_first_party(written) else [beside, written]


def delegate_candidates(index: ModuleIndex, module: str, written: str) -> str:
    """The module that a delegate's text names, "" when there is none."""
    for candidate in module_readings(index, module, written):
        if index.exists(candidate):
            return candidate
    return ""
