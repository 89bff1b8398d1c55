"""What loads files under names that import statements alone do not tell."""

from __future__ import annotations

import enum
from dataclasses import dataclass

__all__ = ["CheckFact", "LoadFact", "LoadKind", "LoadSetting", "SettingKind"]


class LoadKind(enum.StrEnum):
    """How code loads files under names that imports alone do not tell."""

    SEARCH_PATH = "search path"
    FILE_LOCATION = "file location"
    RUN_MODULE = "run module"
    RUN_FILE = "run file"
    MAIN = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadFact:
    """Code that puts a folder on the import path, or loads a file under a name that it chooses.

    `path` is POSIX; it starts at the file's own folder when `own`, else at the working directory.
    `name` is the module name that it chooses ("" when it chooses none). `first`: the folder is
    searched before what was on the path. `text` is the code, cut.
    """

    kind: LoadKind
    line: int
    text: str
    path: str = ""
    own: bool = False
    name: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFact:
    """A dotted name that decides by identity: asked for by `isinstance` or caught by `except`.

    `place` says which, `count` how often, `line` where first. Built-in names are left out.
    """

    chain: str
    place: str
    line: int
    count: int = 1


class SettingKind(enum.StrEnum):
    """What a project's settings say about how its files are loaded.

    `import mode` is pytest's; `tests` says that pytest runs here.
    """

    SEARCH_PATH = "search path"
    RUN_MODULE = "run module"
    RUN_FILE = "run file"
    IMPORT_MODE = "import mode"
    TESTS = "tests"
    ENTRY_POINT = "entry point"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSetting:
    """One such line of a settings file: pytest, CI, container, make, tox.

    `value` is a folder or file relative to the source, or a dotted name; `text` the line, cut.
    """

    kind: SettingKind
    value: str
    file: str
    line: int
    text: str
