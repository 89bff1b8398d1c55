"""Says what really happens when a micro-package is imported. Run in a process of its own.

Reads `{"folder", "modules", "paths"}` from standard input and prints `{"loads", "paths"}`: which of
the modules are loaded after each of them was imported afresh (null when that fails), and for each
`(path, expectation)` whether the object at the path is the expected one.
"""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from typing import Any


def forget(modules: list[str]) -> None:
    """Drop the package's modules, the interpreter's own apart."""
    tops = {name.partition(".")[0] for name in modules}
    for name in list(sys.modules):
        if name.partition(".")[0] in tops and name not in KEPT:
            del sys.modules[name]


def load(name: str) -> Any:
    """Import by dotted name."""
    importlib.import_module(name)
    return sys.modules[name]


def look_up(path: str) -> Any:
    """What `from a.b import C` gives for `a.b.C`, and `C.D` of it for `a.b.C.D`."""
    parts = path.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            found = load(".".join(parts[:length]))
        except ImportError:
            continue
        try:
            for part in parts[length:-1]:
                found = getattr(found, part)
            try:
                return getattr(found, parts[-1])
            except AttributeError:
                return load(path)
        except (AttributeError, ImportError):
            continue
    return load(path)


def confirm(path: str, expected: str) -> str:
    """An empty text when the first candidate is what is there, else what is wrong."""
    first = expected.partition("|")[0].split("(")[0].split()
    kind, target = first[0], first[1] if len(first) > 1 else ""
    try:
        found = look_up(path)
    except (ImportError, AttributeError) as error:
        return "" if kind == "missing" else f"{type(error).__name__}: {error}"
    if kind == "missing":
        return f"is there: {found!r}"
    if found is not (load(target) if kind == "module" else look_up(target)):
        return f"is {found!r}"
    if kind in ("class", "function"):
        function = getattr(found, "fget", found)
        place = f"{function.__module__}.{function.__qualname__}"
        return "" if place == target else f"was written as {place}"
    return ""


KEPT = frozenset(sys.modules)


def main() -> None:
    """One request, one answer."""
    request = json.load(sys.stdin)
    warnings.simplefilter("ignore")
    sys.dont_write_bytecode = True
    sys.path.insert(0, request["folder"])
    modules: list[str] = request["modules"]
    loads: dict[str, list[str] | None] = {}
    for name in modules:
        forget(modules)
        try:
            load(name)
        except ImportError:
            loads[name] = None
            continue
        loads[name] = sorted(set(modules) & set(sys.modules))
    answers = {}
    for path, expected in request["paths"]:
        forget(modules)
        answers[path] = confirm(path, expected)
    json.dump({"loads": loads, "paths": answers}, sys.stdout)


if __name__ == "__main__":
    main()
