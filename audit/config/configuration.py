"""The configuration: `[tool.audit]` of `pyproject.toml`, or `audit.toml`, as plain values."""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from audit.config.phase_table import take_phase
from audit.config.toml_table import TomlTable, nearest_name
from audit.errors import ConfigurationError, UnknownNameError
from audit.model.modules import Zone
from audit.model.rules import Component, Configuration, Rules, ZonePattern

__all__ = ["CONFIGURATION_NAME", "load_rules", "parse_rules", "rules_digest"]

CONFIGURATION_NAME = "audit.toml"
_PROJECT = "pyproject.toml"
_MAX_BYTES = 1024 * 1024
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


def load_rules(path: Path) -> Configuration:
    """Read the configuration from a file, or from the folder that holds one.

    In a folder: `audit.toml`, or `[tool.audit]` in `pyproject.toml`, or without either the
    defaults; both at once is a mistake. Raises ConfigurationError with every mistake at once,
    each with its TOML path, and UnknownNameError for a file that does not exist.
    """
    if path.is_dir():
        return _load_folder(path)
    if not path.is_file():
        raise _missing(path)
    values = _read_toml(path)
    if path.name == _PROJECT:
        table = _tool_table(values)
        if table is None:
            raise ConfigurationError(["tool.audit: is missing"], where=path.name)
        return _build(table, "tool.audit", path)
    return _build(values, "", path)


def parse_rules(text: str, name: str) -> Configuration | None:
    """Read the configuration from the text of `audit.toml` or `pyproject.toml`, of a revision for
    instance; `name` says which. None when a `pyproject.toml` has no `[tool.audit]`. Raises
    ConfigurationError as `load_rules` does.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError([f"is not TOML: {error}"], where=name) from None
    except RecursionError:
        raise ConfigurationError(["is nested too deeply"], where=name) from None
    if name != _PROJECT:
        return _build(values, "", Path(name))
    table = _tool_table(values)
    return _build(table, "tool.audit", Path(name)) if table is not None else None


def rules_digest(rules: Rules) -> str:
    """Return `sha256:` and the digest of the rules as JSON: keys sorted, no spaces, ASCII."""
    text = json.dumps(dataclasses.asdict(rules), sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode('ascii')).hexdigest()}"


def _load_folder(folder: Path) -> Configuration:
    own = folder / CONFIGURATION_NAME
    project = folder / _PROJECT
    table = _tool_table(_read_toml(project)) if project.is_file() else None
    if own.is_file():
        if table is not None:
            raise ConfigurationError(
                [f"tool.audit: {CONFIGURATION_NAME} stands beside it; keep one of the two"],
                where=project.name,
            )
        return _build(_read_toml(own), "", own)
    if table is not None:
        return _build(table, "tool.audit", project)
    return Configuration(rules=Rules(), folder=folder)


def _missing(path: Path) -> UnknownNameError:
    try:
        names = sorted(entry.name for entry in path.parent.iterdir())
    except OSError:
        names = []
    nearest = difflib.get_close_matches(path.name, names, n=1)
    hint = f"did you mean {nearest[0]}?" if nearest else ""
    return UnknownNameError("no such configuration", where=path.name, hint=hint)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            content = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise ConfigurationError([f"cannot be read: {error.strerror}"], where=path.name) from None
    if len(content) > _MAX_BYTES:
        raise ConfigurationError([f"is larger than {_MAX_BYTES} bytes"], where=path.name)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigurationError([f"is not UTF-8 (at line {line})"], where=path.name) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError([f"is not TOML: {error}"], where=path.name) from None
    except RecursionError:
        raise ConfigurationError(["is nested too deeply"], where=path.name) from None


def _tool_table(values: dict[str, Any]) -> Any:
    tool = values.get("tool")
    return tool.get("audit") if isinstance(tool, dict) else None


def _build(values: Any, path: str, file: Path) -> Configuration:
    mistakes: list[str] = []
    if not isinstance(values, dict):
        raise ConfigurationError([f"{path}: must be a table"], where=file.name)
    table = TomlTable(values, path, mistakes)
    max_paths = table.take_count("max_paths", default=1)
    rules = Rules(
        roots=_take_paths(table, "roots"),
        exclude=_take_paths(table, "exclude"),
        zones=_take_zones(table.take_table("zones")),
        components=tuple(
            _take_component(each, max_paths) for each in table.take_tables("components")
        ),
        max_paths=max_paths,
    )
    known = [component.id for component in rules.components if component.id]
    _check_unique(table, "components", [component.id for component in rules.components])
    phases = tuple(take_phase(each, known) for each in table.take_tables("phases"))
    _check_unique(table, "phases", [phase.id for phase in phases])
    table.finish()
    if mistakes:
        raise ConfigurationError(mistakes, where=file.name)
    return Configuration(rules=rules, phases=phases, folder=file.parent)


def _check_unique(table: TomlTable, key: str, ids: Sequence[str]) -> None:
    for position, text in enumerate(ids):
        first = ids.index(text)
        if text and first != position:
            table.note(f"{key}[{position}].id", f"{text!r} is already {key}[{first}].id")


def _take_paths(table: TomlTable, key: str) -> tuple[str, ...]:
    """Take folders or globs relative to the source; "." is the source itself."""
    paths = []
    for position, text in enumerate(table.take_texts(key)):
        parts = [part for part in text.split("/") if part not in ("", ".")]
        if text.startswith("/") or ".." in parts or ("\\" in text and key != "roots"):
            table.note(
                f"{key}[{position}]", "must stay in the source: relative, with /, without .."
            )
        paths.append("/".join(parts))
    return tuple(paths)


def _take_zones(table: TomlTable) -> tuple[ZonePattern, ...]:
    """Take globs by zone; the order of the file is the order of precedence."""
    patterns = []
    zones = [zone.value for zone in Zone]
    for key in table.keys:
        if key not in zones:
            table.note(key, f"is no zone{nearest_name(key, zones)}; zones: {', '.join(zones)}")
            continue
        patterns += [ZonePattern(zone=key, glob=glob) for glob in _take_paths(table, key)]
    return tuple(patterns)


def _take_component(table: TomlTable, max_paths: int) -> Component:
    identity = table.take_id()
    component = Component(
        id=identity,
        title=table.take_text("title") or identity,
        symbols=table.take_texts("symbols", required=True),
        canonical=table.take_texts("canonical"),
        max_paths=table.take_count("max_paths", default=max_paths),
        factory=table.take_text("factory"),
        internal=table.take_texts("internal"),
    )
    for position, path in enumerate(component.canonical):
        _check_dotted(table, f"canonical[{position}]", path)
    if component.factory:
        _check_dotted(table, "factory", component.factory)
    table.finish()
    return component


def _check_dotted(table: TomlTable, key: str, path: str) -> None:
    if path.strip() and not _DOTTED.fullmatch(path):
        table.note(key, f"{path!r} is not a dotted path")
