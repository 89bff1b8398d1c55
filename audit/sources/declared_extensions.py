"""Extension modules that a project's settings name: they are built, so no file of them is there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from audit.errors import SourceError
from audit.sources.source import Source
from audit.sources.toml_values import find_table

__all__ = ["EXTENSION_FILES", "read_declared_extensions"]

EXTENSION_FILES = frozenset({"pyproject.toml", "setup.py"})
"""Names of the files that name them."""

_MAX_BYTES = 1024 * 1024
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+", re.ASCII)
_CALL = re.compile(
    r"\b\w*(?:Extension|set_source)\(\s*(?:name\s*=\s*)?"
    r"[\"'](?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)[\"']",
    re.ASCII,
)


def read_declared_extensions(source: Source) -> tuple[str, ...]:
    """The dotted names of extension modules that `setup.py` or `pyproject.toml` declare, sorted.

    In `setup.py` the first argument of a call such as `Extension("pkg._fast", …)` where it is
    written out, in `pyproject.toml` what setuptools, setuptools-rust and maturin read. A name
    without a dot says nothing, nor does what cannot be read.
    """
    found: set[str] = set()
    for file in source.tree.files:
        name = file.path.rpartition("/")[2]
        if name not in EXTENSION_FILES or file.size > _MAX_BYTES:
            continue
        try:
            text = source.read(file).decode("utf-8-sig", "replace")
        except SourceError:
            continue
        if name == "setup.py":
            found.update(match["name"] for match in _CALL.finditer(text))
        else:
            found.update(filter(_DOTTED.fullmatch, _read_project(text)))
    return tuple(sorted(found))


def _read_project(text: str) -> Iterator[str]:
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    listed = [
        (find_table(document, "tool", "setuptools").get("ext-modules"), "name"),
        (find_table(document, "tool", "setuptools-rust").get("ext-modules"), "target"),
        ([find_table(document, "tool", "maturin")], "module-name"),
    ]
    for tables, key in listed:
        for table in tables if isinstance(tables, list) else []:
            value = table.get(key) if isinstance(table, dict) else None
            if isinstance(value, str):
                yield value
