"""What really stands behind every name of one package, written as JSON lines.

    python -W ignore runtime_probe.py PACKAGE OUTPUT

Runs in the interpreter whose packages are looked at, alone and with the standard library only:
it imports PACKAGE with all its modules (tests, `__main__` and set-up scripts left out) and writes,
for each module, its names that are bound to a class or a function, with the object's identity and
the places where its code says it was written. Nothing of the kit is imported here.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
import signal
import sys
import types
from collections.abc import Iterator
from typing import Any

SKIPPED = re.compile(r"(^|\.)(tests?|testing|conftest|__main__|setup|_?test_\w+|\w+_tests?)(\.|$)")
_KINDS: tuple[tuple[str, Any], ...] = (
    ("module", types.ModuleType),
    ("class", type),
    ("function", (types.FunctionType, types.BuiltinFunctionType)),
)
_METHODS = (types.FunctionType, classmethod, staticmethod, property)
_keep: list[Any] = []


class TooLong(BaseException):
    """One module took more than its share of time to import."""


def stop(*_: object) -> None:
    """The alarm of a module that takes too long."""
    raise TooLong


def walk_names(package: Any) -> Iterator[str]:
    """Names of the package and all its modules, parents first."""
    yield package.__name__
    paths = list(getattr(package, "__path__", ()))
    for found in sorted(pkgutil.iter_modules(paths, f"{package.__name__}."), key=lambda m: m.name):
        if SKIPPED.search(found.name.partition(".")[2]):
            continue
        if not found.ispkg:
            yield found.name
            continue
        below = import_quietly(found.name)
        if below is None:
            yield found.name
        else:
            yield from walk_names(below)


def import_quietly(name: str) -> Any:
    """The module, None when it cannot be imported here."""
    signal.alarm(60)
    try:
        importlib.import_module(name)
        return sys.modules[name]
    except (Exception, SystemExit, TooLong):
        return None
    finally:
        signal.alarm(0)


def code_of(item: Any) -> list[list[Any]]:
    """Files and first lines of a function's code, of a class by its own methods, of what a
    wrapper wraps; sorted, empty when unknown."""
    members = [item]
    if issubclass(type(item), type):
        members = [
            member for member in list(vars(item).values()) if issubclass(type(member), _METHODS)
        ]
    places = set()
    for member in members:
        function = getattr(member, "__func__", getattr(member, "fget", member))
        for _ in range(10):
            code = getattr(function, "__code__", None)
            if code is not None and os.path.isfile(code.co_filename):
                places.add((os.path.realpath(code.co_filename), code.co_firstlineno))
            function = getattr(function, "__wrapped__", None)
            if function is None:
                break
    return [list(place) for place in sorted(places)]


def rows_of(module: Any, name: str) -> Iterator[dict[str, Any]]:
    """One row for each class and function that the module hands out."""
    exported = getattr(module, "__all__", ())
    names = set(vars(module)) | set(dir(module))
    names |= {str(text) for text in exported} if isinstance(exported, (list, tuple)) else set()
    for attribute in sorted(names):
        try:
            item = getattr(module, attribute)
        except (Exception, SystemExit):  # noqa: S112  # a lazy name that raises is no name
            continue
        kind = next((text for text, types_ in _KINDS if issubclass(type(item), types_)), "")
        if not kind:
            continue
        _keep.append(item)
        try:
            places = [] if kind == "module" else code_of(item)
        except Exception:
            places = []
        yield {
            "module": name,
            "name": attribute,
            "id": id(item),
            "kind": kind,
            "object_module": text_of(item, "__name__" if kind == "module" else "__module__"),
            "qualname": "" if kind == "module" else text_of(item, "__qualname__"),
            "places": places,
        }


def text_of(item: Any, attribute: str) -> str:
    """An attribute as text, "" when asking for it fails."""
    try:
        return str(getattr(item, attribute))
    except Exception:
        return ""


def main() -> None:
    """Walk, then write."""
    package, output = sys.argv[1], sys.argv[2]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django.conf.global_settings")
    signal.signal(signal.SIGALRM, stop)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    root = import_quietly(package)
    with open(output, "w", encoding="utf-8") as file:
        failed = []
        names = list(dict.fromkeys(walk_names(root))) if root is not None else [package]
        for name in names:
            module = import_quietly(name)
            if module is None:
                failed.append(name)
                continue
            for row in rows_of(module, name):
                file.write(json.dumps(row) + "\n")
        file.write(json.dumps({"modules": len(names), "failed": failed}) + "\n")
    os._exit(0)


if __name__ == "__main__":
    main()
