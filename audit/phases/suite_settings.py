"""What decides which tests a runner collects and how it judges them, as configuration files say."""

from __future__ import annotations

import configparser
import tomllib
from collections.abc import Callable, Mapping

from audit.model.gate import GateChange, GateChangeKind, GateEffect

__all__ = ["compare_settings", "read_settings"]

_DECIDING = (
    "addopts",
    "norecursedirs",
    "python_classes",
    "python_files",
    "python_functions",
    "testpaths",
    "xfail_strict",
)
_LEAVING_OUT = ("--deselect", "--ignore", "-k", "-m")
_SECTIONS = (("pytest.ini", "pytest"), ("tox.ini", "pytest"), ("setup.cfg", "tool:pytest"))


def read_settings(read: Callable[[str], str | None]) -> tuple[str, Mapping[str, str]]:
    """File and deciding settings of pytest at the top of a source, in pytest's own order of
    files; ("", {}) without any. What cannot be parsed counts as absent."""
    text = read("pytest.ini")
    if text is not None:
        return "pytest.ini", _from_ini(text, "pytest")
    project = read("pyproject.toml")
    found = _from_toml(project) if project is not None else None
    if found is not None:
        return "pyproject.toml", found
    for name, section in _SECTIONS[1:]:
        text = read(name)
        settings = _from_ini(text, section) if text is not None else {}
        if settings:
            return name, settings
    return "", {}


def compare_settings(
    old: tuple[str, Mapping[str, str]], new: tuple[str, Mapping[str, str]]
) -> tuple[GateChange, ...]:
    """Deciding settings that differ, sorted by name."""
    changes = []
    for name in sorted(old[1].keys() | new[1].keys()):
        before, after = old[1].get(name, ""), new[1].get(name, "")
        if before != after:
            changes.append(
                GateChange(
                    kind=GateChangeKind.CONFIGURATION,
                    effect=_effect(name, before, after),
                    file=new[0] or old[0],
                    line=0,
                    name=name,
                    before=before,
                    after=after,
                    note=f"the test setting {name} changed",
                )
            )
    return tuple(changes)


def _effect(name: str, before: str, after: str) -> GateEffect:
    if name == "xfail_strict":
        strict = after.lower() in ("true", "1", "yes", "on")
        return GateEffect.TIGHTENED if strict else GateEffect.LOOSENED
    if name == "addopts":
        more = sum(after.count(option) - before.count(option) for option in _LEAVING_OUT)
        if more:
            return GateEffect.LOOSENED if more > 0 else GateEffect.TIGHTENED
    return GateEffect.UNKNOWN


def _from_toml(text: str) -> Mapping[str, str] | None:
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    tool = values.get("tool")
    pytest = tool.get("pytest") if isinstance(tool, dict) else None
    options = pytest.get("ini_options") if isinstance(pytest, dict) else None
    if not isinstance(options, dict):
        return None
    return {name: _spelled(options[name]) for name in _DECIDING if name in options}


def _from_ini(text: str, section: str) -> Mapping[str, str]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return {}
    if not parser.has_section(section):
        return {}
    return {name: _spelled(parser[section][name]) for name in _DECIDING if name in parser[section]}


def _spelled(value: object) -> str:
    if isinstance(value, list):
        return " ".join(str(item) for item in value)
    return " ".join(str(value).split())
