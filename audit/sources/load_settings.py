"""What a project's settings say about how its files are loaded: pytest, CI, containers, make."""

from __future__ import annotations

import configparser
import posixpath
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from audit.errors import SourceError
from audit.model.loads import LoadSetting, SettingKind
from audit.model.source import SourceFile
from audit.sources.container_paths import ContainerPaths
from audit.sources.selection import is_load_setting
from audit.sources.source import Source
from audit.sources.toml_values import find_table

__all__ = ["read_load_settings"]

_MAX_BYTES = 1024 * 1024
_MAX_LINE = 2_000
_LONGEST_TEXT = 120
_SETTINGS = frozenset({"pyproject.toml", "pytest.ini", "setup.cfg", "tox.ini"})
_SEARCH_PATH = re.compile(r"\bPYTHONPATH\b[\"']?\s*(?:[:=]|\?=|:=|\s)\s*(.+)")
_RUN_MODULE = re.compile(r"\bpython[\d.]*(?:\s+-[A-Za-ln-z]\S*)*\s+-m\s+([A-Za-z_][\w.]*)")
_RUN_FILE = re.compile(r"\bpython[\d.]*(?:\s+-[A-Za-ln-z]\S*)*\s+([\w./-]+\.py)\b")
_IMPORT_MODE = re.compile(r"--import-mode[= ](\w+)")
_PYTEST = re.compile(r"\bpytest\b|\bpy\.test\b")
_LISTED = re.compile(r"[\[\],\"']+")


def read_load_settings(source: Source) -> tuple[LoadSetting, ...]:
    """Every line of the source's settings that puts a folder on the import path, runs a module or
    a file, sets pytest's import mode or names an entry point; by file, line and value.

    Files of more than 1 MB are passed over, and so is what leads out of the source. Paths inside a
    container are led back through `WORKDIR`, `COPY`, `ADD` and volumes; a path that cannot be led
    back says nothing.
    """
    found: set[LoadSetting] = set()
    for file in source.tree.files:
        name = file.path.rpartition("/")[2]
        if file.size > _MAX_BYTES or not (name in _SETTINGS or is_load_setting(file.path)):
            continue
        reader = _Reader(file.path, _read_text(source, file))
        found.update(reader.read())
    return tuple(sorted(found, key=lambda each: (each.file, each.line, each.kind, each.value)))


def _read_text(source: Source, file: SourceFile) -> str:
    try:
        return source.read(file).decode("utf-8-sig", "replace")
    except SourceError:
        return ""


class _Reader:
    """Reads one settings file."""

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._folder, _, self._name = path.rpartition("/")
        self._text = text
        self._lines = [line[:_MAX_LINE] for line in text.splitlines()]

    def read(self) -> Iterator[LoadSetting]:
        """All settings of the file, in no particular order."""
        if self._name == "pyproject.toml":
            yield from self._read_toml()
        elif self._name in _SETTINGS:
            yield from self._read_ini()
        if self._name != "pyproject.toml":
            yield from self._read_lines()

    def _setting(self, kind: SettingKind, value: str, line: int) -> LoadSetting:
        text = self._lines[line - 1].strip() if 0 < line <= len(self._lines) else ""
        return LoadSetting(
            kind=kind, value=value, file=self._path, line=line, text=text[:_LONGEST_TEXT]
        )

    def _read_toml(self) -> Iterator[LoadSetting]:
        try:
            document = tomllib.loads(self._text)
        except (tomllib.TOMLDecodeError, RecursionError):
            return
        pytest = find_table(document, "tool", "pytest", "ini_options")
        if pytest:
            options = pytest.get("addopts")
            joined = " ".join(map(str, options)) if isinstance(options, list) else str(options)
            yield from self._read_pytest(_items(pytest.get("pythonpath")), joined, "pythonpath")
        project = find_table(document, "project")
        groups = [find_table(project, "scripts"), find_table(project, "gui-scripts")]
        groups += [each for each in find_table(project, "entry-points").values() if _is_table(each)]
        groups.append(find_table(document, "tool", "poetry", "scripts"))
        for group in groups:
            for name, value in group.items():
                if isinstance(value, str):
                    yield from self._read_entry_point(name, value)

    def _read_ini(self) -> Iterator[LoadSetting]:
        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read_string(self._text)
        except configparser.Error:
            return
        for section in ("pytest", "tool:pytest"):
            if parser.has_section(section):
                folders = parser.get(section, "pythonpath", fallback="").split()
                options = parser.get(section, "addopts", fallback="")
                yield from self._read_pytest(folders, options, "pythonpath")
        if parser.has_section("options.entry_points"):
            for _, text in parser.items("options.entry_points"):
                for line in text.splitlines():
                    name, separator, value = line.partition("=")
                    if separator:
                        yield from self._read_entry_point(name.strip(), value.strip())

    def _read_pytest(self, folders: list[Any], options: str, key: str) -> Iterator[LoadSetting]:
        yield self._setting(SettingKind.TESTS, self._folder, self._find("pytest"))
        for folder in folders:
            inside = self._inside(str(folder))
            if inside is not None:
                yield self._setting(SettingKind.SEARCH_PATH, inside, self._find(key))
        mode = _IMPORT_MODE.search(options)
        if mode:
            line = self._find("--import-mode")
            yield self._setting(SettingKind.IMPORT_MODE, mode[1], line)

    def _read_entry_point(self, name: str, value: str) -> Iterator[LoadSetting]:
        path = value.partition("[")[0].strip().replace(":", ".")
        if re.fullmatch(r"[A-Za-z_][\w.]*", path):
            yield self._setting(SettingKind.ENTRY_POINT, path, self._find(name, value))

    def _read_lines(self) -> Iterator[LoadSetting]:
        container = ContainerPaths(self._folder, self._lines)
        for number, line in enumerate(self._lines, start=1):
            if line.lstrip().startswith("#"):
                continue
            told = _SEARCH_PATH.search(line)
            for entry in _split_search_path(told[1]) if told else ():
                inside = container.lead_back(entry)
                if inside is not None:
                    yield self._setting(SettingKind.SEARCH_PATH, inside, number)
            if "python" in line or "pytest" in line:
                yield from self._read_command(_LISTED.sub(" ", line), number, container)

    def _read_command(
        self, command: str, number: int, container: ContainerPaths
    ) -> Iterator[LoadSetting]:
        if _PYTEST.search(command):
            yield self._setting(SettingKind.TESTS, container.start, number)
            mode = _IMPORT_MODE.search(command)
            if mode:
                yield self._setting(SettingKind.IMPORT_MODE, mode[1], number)
        for found in _RUN_MODULE.finditer(command):
            yield self._setting(SettingKind.RUN_MODULE, found[1], number)
        for found in _RUN_FILE.finditer(command):
            inside = container.lead_back(found[1])
            if inside is not None:
                yield self._setting(SettingKind.RUN_FILE, inside, number)

    def _inside(self, folder: str) -> str | None:
        """The folder relative to the source, None when it leads out of it."""
        path = posixpath.normpath(posixpath.join(self._folder, folder.strip()))
        if folder.startswith("/") or path.startswith(("..", "/")):
            return None
        return "" if path == "." else path

    def _find(self, *texts: str) -> int:
        """The first line that holds all of the texts, else the first line."""
        for number, line in enumerate(self._lines, start=1):
            if all(text in line for text in texts):
                return number
        return 1


def _split_search_path(value: str) -> list[str]:
    """The entries of a `PYTHONPATH`, without quotes and what follows it in a command."""
    text = value.strip().strip("\"'")
    text = re.sub(r"\$\{\{\s*([\w.]+)\s*\}\}", r"${\1}", text)
    text = re.split(r"[\"'\s;&|]", text, maxsplit=1)[0]
    return [entry for entry in re.split(r":(?!-)", text) if entry and entry.isprintable()]


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _items(value: Any) -> list[Any]:
    if isinstance(value, str):
        return value.split()
    return value if isinstance(value, list) else []
