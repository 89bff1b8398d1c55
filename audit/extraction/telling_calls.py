"""Calls by which a file imports, warns, asks for a class or writes into its own namespace."""

from __future__ import annotations

from mypy.nodes import CallExpr, IndexExpr, NameExpr, StrExpr

from audit.extraction.chains import dotted_text
from audit.extraction.deprecations import warning_deprecation
from audit.extraction.file_walk import FileWalk
from audit.extraction.imports import dynamic_import

__all__ = ["TELLING_NAMES", "read_telling_call"]

_NAMESPACE_WRITERS = frozenset({"globals", "vars", "locals", "exec", "setattr"})
_IMPORTERS = frozenset({"import_module", "__import__", "importorskip"})
_ATTACHERS = frozenset({"attach", "attach_stub", "recreate_module", "initpkg"})
_CHECKERS = frozenset({"isinstance", "issubclass"})
_TELLING = _IMPORTERS | _ATTACHERS | _NAMESPACE_WRITERS | {"getattr", "_warn"}

TELLING_NAMES = _TELLING | _CHECKERS
"""Last names of the calls that `read_telling_call` looks at, those that speak of warnings apart."""


def read_telling_call(walk: FileWalk, call: CallExpr, name: str) -> None:
    """Note what a call of the chain `name` says of the file; most names say nothing."""
    last = name[name.rfind(".") + 1 :]
    if last in _CHECKERS:
        if name == last and len(call.args) > 1:
            walk.note_checked(call.args[1], "isinstance")
    elif last in _TELLING or name in walk.import_functions:
        _telling_call(walk, call, name, last)
    elif last.startswith("warn") or "deprecat" in last:
        _warning(walk, call, name)


def _warning(walk: FileWalk, call: CallExpr, name: str) -> None:
    context = walk.context
    left = context.function is not None and context.function.left
    mark = warning_deprecation(
        call,
        name,
        scope=context.scope,
        conditional=bool(context.branch) or left,
        values=walk.text_value,
    )
    if mark is not None:
        walk.deprecations.append(mark)


def _telling_call(walk: FileWalk, call: CallExpr, name: str, last: str) -> None:
    at_module_level = not walk.context.scope
    if last == "_warn":
        _warning(walk, call, name)
    elif last == "getattr":
        _literal_attribute(walk, call)
    elif last in _NAMESPACE_WRITERS:
        if name == last:
            _write_names(walk, call, name)
    elif last in _ATTACHERS:
        if at_module_level:
            walk.lazy_sources.append(call)
    elif _is_importer(walk, name):
        fact = dynamic_import(call, name, walk.context)
        if fact is not None:
            if not fact.computed and (last != "__import__" or "." not in fact.module):
                walk.dynamic_imports[id(call)] = len(walk.imports)
            walk.imports.append(fact)


def _write_names(walk: FileWalk, call: CallExpr, name: str) -> None:
    if walk.context.in_class:
        walk.unseen_classes.add(walk.context.scope)
    elif not walk.context.scope and _may_write_names(walk, call, name):
        walk.dynamic_names = True


def _may_write_names(walk: FileWalk, call: CallExpr, name: str) -> bool:
    """Whether the module's own namespace is in the hands of that call.

    `vars(x)` and `exec(code, space)` are about something else, and so is `setattr` on a name
    that does not stand for `sys.modules[__name__]`.
    """
    if name == "vars":
        return not call.args
    if name == "exec":
        return len(call.args) < 2
    if name != "setattr" or not call.args:
        return True
    target = call.args[0]
    if isinstance(target, NameExpr):
        target = walk.text_value(target.name) or target
    return isinstance(target, IndexExpr)


def _is_importer(walk: FileWalk, name: str) -> bool:
    root, _, last = name.rpartition(".")
    return name in walk.import_functions or (
        last in _IMPORTERS and root in ("importlib", "pytest", "builtins", *walk.imported)
    )


def _literal_attribute(walk: FileWalk, call: CallExpr) -> None:
    if len(call.args) > 1 and isinstance(call.args[1], StrExpr):
        base = dotted_text(call.args[0])
        if base and call.args[1].value.isidentifier():
            walk.reader.note_text(f"{base}.{call.args[1].value}", call.line)
