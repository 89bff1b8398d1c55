"""Modules that may have names which cannot be seen."""

from __future__ import annotations

from audit.graph.module_index import ModuleIndex
from audit.graph.namespaces import Namespaces

__all__ = ["find_openness", "sets_path"]


def find_openness(
    index: ModuleIndex, namespaces: Namespaces, module: str, passed: frozenset[str] = frozenset()
) -> str:
    """Why a module may have names that cannot be seen; "" when it cannot.

    `passed` are modules that do not count where one is starred: they are being asked already.
    """
    facts = index.facts(module)
    if facts is None:
        return ""
    if facts.lazy is not None:
        if facts.lazy.opaque:
            return f"{module} has a __getattr__ whose answers cannot all be read"
        if facts.lazy.delegates:
            return f"{module} hands other names on to {facts.lazy.delegates[0]}"
    if facts.problems or facts.dynamic_names:
        reason = "does not parse" if facts.problems else "makes names at run time"
        return f"{module} {reason}"
    if sets_path(namespaces, module):
        return f"{module} sets its own __path__, so its modules may lie elsewhere"
    return _find_open_star(index, namespaces, module, passed)


def sets_path(namespaces: Namespaces, module: str) -> bool:
    """Whether a package says itself where its modules are (`__path__ = extend_path(…)`)."""
    return namespaces.assigns(module, "__path__")


def _find_open_star(
    index: ModuleIndex, namespaces: Namespaces, module: str, passed: frozenset[str]
) -> str:
    for target in namespaces.starred_modules(module):
        starred = index.facts(target)
        if starred is None:
            return f"{module} has a star import of {target or 'an unknown module'}"
        if any(not export.complete for export in starred.exports):
            return f"{module} has a star import of {target}, whose __all__ is computed"
        if target in passed or target == module:
            continue
        if find_openness(index, namespaces, target, passed | {target}):
            return f"{module} has a star import of {target}, which makes names at run time"
    return ""
