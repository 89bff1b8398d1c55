"""A source whose folder is itself a package: what its modules are called from outside."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from audit.sources.declared_roots import PROJECT_FILES

__all__ = ["name_package"]

_PROJECT_MARKS = PROJECT_FILES | {".git"}


def name_package(folders: Iterable[tuple[str, Collection[str]]]) -> str:
    """The dotted name of the package that the first of the folders is; "" when it is none.

    `folders` are the source's folder and those around it, from the inside out, each with its name
    and the names in it. A folder is a package when its name is an identifier, it holds an
    `__init__.py`, and nothing in it marks the top of a project.
    """
    parts: list[str] = []
    for name, entries in folders:
        held = set(entries)
        if not name.isidentifier() or "__init__.py" not in held or held & _PROJECT_MARKS:
            break
        parts.append(name)
    return ".".join(reversed(parts))
