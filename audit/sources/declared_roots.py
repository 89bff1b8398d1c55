"""Roots that a project's own configuration files declare."""

from __future__ import annotations

import configparser
import posixpath
import tomllib
from collections.abc import Iterator
from typing import Any

from audit.errors import SourceError
from audit.model.source import SourceFile
from audit.sources.source import Source

__all__ = ["PROJECT_FILES", "is_packaged", "read_declared_roots"]

PROJECT_FILES = frozenset({"pyproject.toml", "setup.cfg", "setup.py"})
_MAX_BYTES = 1024 * 1024


def read_declared_roots(source: Source, folder: str) -> set[str]:
    """Return the roots that the project in `folder` declares, relative to the source.

    Read from `pyproject.toml` (setuptools `package-dir` and `packages.find.where`, poetry's
    `packages[].from`, hatch's wheel packages, pytest's `pythonpath`) and `setup.cfg` or
    `pytest.ini` and `tox.ini` (the same of setuptools and pytest). The project's folder itself
    and what leads out of the source are left away; a file that does not parse declares nothing.
    """
    prefix = f"{folder}/" if folder else ""
    files = {file.path: file for file in source.tree.files if file.path.startswith(prefix)}
    declared: set[str] = set()
    for name, find in _READERS:
        file = files.get(prefix + name)
        if file is not None:
            text = _read_text(source, file)
            declared.update(value for value in find(text) if isinstance(value, str))
    paths = {posixpath.normpath(prefix + value) for value in declared if value}
    return {path for path in paths if not path.startswith(("..", "/"))} - {".", folder}


def is_packaged(source: Source, folder: str) -> bool:
    """Say whether the project in `folder` is built into a distribution: it has a `setup.py`, or a
    `pyproject.toml` with a build system, so its modules are imported from an installed place."""
    prefix = f"{folder}/" if folder else ""
    for file in source.tree.files:
        if file.path == prefix + "setup.py":
            return True
        if file.path == prefix + "pyproject.toml" and "[build-system]" in _read_text(source, file):
            return True
    return False


def _read_text(source: Source, file: SourceFile) -> str:
    if file.size > _MAX_BYTES:
        return ""
    try:
        return source.read(file).decode("utf-8-sig", "replace")
    except SourceError:
        return ""


def _find_in_toml(text: str) -> Iterator[Any]:
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    tool = _table(document, "tool")
    setuptools = _table(tool, "setuptools")
    yield _table(setuptools, "package-dir").get("")
    yield from _items(_table(setuptools, "packages", "find").get("where"))
    for package in _items(_table(tool, "poetry").get("packages")):
        if isinstance(package, dict):
            yield package.get("from")
    for package in _items(_table(tool, "hatch", "build", "targets", "wheel").get("packages")):
        if isinstance(package, str):
            yield package.rstrip("/").rpartition("/")[0]
    yield from _items(_table(tool, "pytest", "ini_options").get("pythonpath"))


def _find_in_ini(text: str) -> Iterator[str]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    for line in parser.get("options", "package_dir", fallback="").splitlines():
        package, separator, place = line.partition("=")
        if separator and not package.strip():
            yield place.strip()
    yield parser.get("options.packages.find", "where", fallback="").strip()
    for section in ("pytest", "tool:pytest"):
        yield from parser.get(section, "pythonpath", fallback="").split()


def _table(value: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _items(value: Any) -> list[Any]:
    if isinstance(value, str):
        return value.split()
    return value if isinstance(value, list) else []


_READERS = (
    ("pyproject.toml", _find_in_toml),
    ("setup.cfg", _find_in_ini),
    ("pytest.ini", _find_in_ini),
    ("tox.ini", _find_in_ini),
)
