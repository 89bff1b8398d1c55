"""Which distributions a source says that it needs."""

from __future__ import annotations

import configparser
import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator

from audit.errors import SourceError
from audit.sources.source import Source
from audit.sources.toml_values import find_table

__all__ = ["parse_metadata", "read_requirements"]

_MAX_BYTES = 1024 * 1024
_REQUIRES = "Requires-Dist:"
_NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")
_SEPARATORS = re.compile(r"[-_.]+")


def read_requirements(source: Source) -> tuple[str, ...]:
    """The distributions that a source requires, in any group or extra, sorted.

    From a wheel's or an sdist's metadata, and from every `pyproject.toml` (`[project]`, dependency
    groups, Poetry's tables) and `setup.cfg` of the source; what cannot be read says nothing, and
    that a project names itself (`all = ["shop[web]"]`) says nothing either. Names are normalised:
    lower case, with one hyphen where hyphens, dots or low lines stand (PEP 503).
    """
    found = set(source.requirements)
    for file in source.tree.files:
        name = file.path.rpartition("/")[2]
        if name not in {"pyproject.toml", "setup.cfg"} or file.size > _MAX_BYTES:
            continue
        try:
            text = source.read(file).decode("utf-8-sig", "replace")
        except SourceError:
            continue
        lines = _read_project(text) if name == "pyproject.toml" else _read_setup(text)
        found.update(_normalise(lines))
    return tuple(sorted(found))


def parse_metadata(content: bytes) -> tuple[str, ...]:
    """The normalised names behind `Requires-Dist` in the `METADATA` of a wheel or the `PKG-INFO` of
    an sdist, sorted; its own name is none of them."""
    lines = content[:_MAX_BYTES].decode("utf-8", "replace").splitlines()
    told = list(itertools.takewhile(str.strip, lines))
    required, own = (
        set(_normalise(line.removeprefix(key) for line in told if line.startswith(key)))
        for key in (_REQUIRES, "Name:")
    )
    return tuple(sorted(required - own))


def _normalise(lines: Iterable[object]) -> Iterator[str]:
    for line in lines:
        found = _NAME.match(line) if isinstance(line, str) else None
        if found:
            yield _SEPARATORS.sub("-", found[1]).lower()


def _read_project(text: str) -> Iterator[object]:
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    project = find_table(document, "project")
    groups = [
        find_table(project, "optional-dependencies"),
        find_table(document, "dependency-groups"),
    ]
    own = set(_normalise([project.get("name")]))
    for lines in (project.get("dependencies"), *(each for g in groups for each in g.values())):
        for line in _list(lines):
            if own.isdisjoint(_normalise([line])):  # `all = ["shop[web,mail]"]`
                yield line
    poetry = find_table(document, "tool", "poetry")
    tables = [poetry, *find_table(poetry, "group").values()]
    for table in tables:
        yield from find_table(table, "dependencies")
        yield from find_table(table, "dev-dependencies")


def _read_setup(text: str) -> Iterator[object]:
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    yield from parser.get("options", "install_requires", fallback="").splitlines()
    if parser.has_section("options.extras_require"):
        for _, lines in parser.items("options.extras_require"):
            yield from lines.splitlines()


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
