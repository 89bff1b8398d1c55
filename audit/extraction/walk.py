"""One pass over a file's statements, and what needs the whole file before it can be said."""

from __future__ import annotations

from collections.abc import Sequence

from mypy.nodes import FuncDef, Statement

from audit.extraction.assignments import ASSIGNMENT_ROWS
from audit.extraction.control_flow import CONTROL_FLOW_ROWS
from audit.extraction.definitions import DEFINITION_ROWS
from audit.extraction.deprecations import docstring_deprecation
from audit.extraction.file_walk import FileWalk
from audit.extraction.lazy import LazyReader
from audit.extraction.telling_calls import TELLING_NAMES, read_telling_call
from audit.model.export_facts import LazyFact

__all__ = ["read_lazy_names", "walk_statements"]

_TABLE = {**DEFINITION_ROWS, **ASSIGNMENT_ROWS, **CONTROL_FLOW_ROWS}


def walk_statements(text: str, statements: Sequence[Statement]) -> FileWalk:
    """Walk the module-level statements of the file with that text."""
    walk = FileWalk(text, _TABLE, read_telling_call, TELLING_NAMES)
    mark = docstring_deprecation(statements, "")
    if mark is not None:
        walk.deprecations.append(mark)
    walk.block(statements, walk.context)
    return walk


def read_lazy_names(walk: FileWalk) -> LazyFact | None:
    """What the module's `__getattr__` answers, None without one; for after the walk."""
    if not walk.lazy_sources:
        return None
    reader = LazyReader(walk.module_functions, walk.tables)
    for source in walk.lazy_sources:
        if isinstance(source, FuncDef):
            reader.read_function(source)
        else:
            reader.read_factory(source)
    return reader.fact()
