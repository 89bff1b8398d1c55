"""Which zone a file is in: by the user's patterns, else by the names on its path."""

from __future__ import annotations

import re

from audit.model.modules import Zone
from audit.model.rules import ZonePattern
from audit.sources.globs import matches_glob

__all__ = ["zone_of"]

_VENDORED_FOLDERS = frozenset(
    {
        "_extern",
        "_vendor",
        "_vendored",
        "extern",
        "third-party",
        "third_party",
        "thirdparty",
        "vendor",
        "vendored",
    }
)
_GENERATED_FILE = re.compile(r".*_pb2(_grpc)?\.py")
_TEST_FOLDERS = frozenset({"test", "tests"})
_TEST_FILE = re.compile(r"test_.*\.py|.*_test\.py|conftest\.py|tests\.py")
_TOOL_FOLDERS = frozenset(
    {
        "asv_bench",
        "bench",
        "benchmark",
        "benchmarks",
        "ci",
        "demo",
        "demos",
        "doc",
        "docs",
        "example",
        "examples",
        "notebooks",
        "samples",
        "script",
        "scripts",
        "tools",
        "tutorial",
        "tutorials",
    }
)
_TOOL_FOLDERS_ANYWHERE = frozenset({"migrations"})
_TOOL_FILES_OUTSIDE_PACKAGES = frozenset({"dodo.py", "fabfile.py", "noxfile.py", "tasks.py"})


def zone_of(path: str, patterns: tuple[ZonePattern, ...], *, package: str | None = None) -> Zone:
    """Return the zone of the file at `path` (relative to the source, POSIX).

    The first of the user's patterns that matches decides. Without one: `vendored` below a folder
    such as `_vendor` or `third_party`, and for generated `*_pb2.py`; `test` below a folder `test`
    or `tests`, and for `test_*.py`, `*_test.py`, `tests.py` and `conftest.py`; `tool` below
    `docs`, `examples`, `scripts`, `benchmarks` and their like, below hidden folders and
    `migrations`, and for `setup.py`, `noxfile.py`, `tasks.py`; else `production`.

    `package` is the outermost package folder that holds the file (None when none does, "" when
    the source itself is a package). A folder
    inside it is part of the product whatever its name, so `app/tools/x.py` in the package `app`
    is production; `migrations` are tools everywhere.
    """
    for pattern in patterns:
        if matches_glob(path, pattern.glob):
            return Zone(pattern.zone)
    *folders, name = path.lower().split("/")
    if not _VENDORED_FOLDERS.isdisjoint(folders) or _GENERATED_FILE.fullmatch(name):
        return Zone.VENDORED
    if not _TEST_FOLDERS.isdisjoint(folders) or _TEST_FILE.fullmatch(name):
        return Zone.TEST
    return Zone.TOOL if _is_tool(folders, name, package) else Zone.PRODUCTION


def _is_tool(folders: list[str], name: str, package: str | None) -> bool:
    outside = folders
    if package is not None:
        outside = folders[: package.count("/") + 1] if package else []
    if any(folder in _TOOL_FOLDERS or folder.startswith(".") for folder in outside):
        return True
    if not _TOOL_FOLDERS_ANYWHERE.isdisjoint(folders) or name == "setup.py":
        return True
    return package is None and name in _TOOL_FILES_OUTSIDE_PACKAGES
