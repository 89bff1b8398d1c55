"""Folders that the repository's own code and settings put on the import path."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from audit.analysis.identity.layout import Layout
from audit.model.findings import Location
from audit.model.identity import SplitCause
from audit.model.loads import LoadFact, LoadKind, LoadSetting, SettingKind

__all__ = ["SearchRoot", "collected_files", "find_search_roots", "runs_pytest"]

_TEST_FILE = re.compile(r"(?:test_.*|.*_test|conftest)\.py")


@dataclass(slots=True, kw_only=True)
class SearchRoot:
    """A folder on the import path: `path` relative to the source, and why.

    `starts` are the files that put it there; `everywhere` when every process has it. `downwards`:
    only what these files import sees it, not what imports them.
    """

    path: str
    cause: SplitCause
    evidence: list[Location] = field(default_factory=list)
    starts: set[str] = field(default_factory=set)
    everywhere: bool = False
    downwards: bool = False


def find_search_roots(layout: Layout, settings: Sequence[LoadSetting]) -> tuple[SearchRoot, ...]:
    """All of them, one for each folder and cause, sorted; folders without Python are left out."""
    found: dict[tuple[str, SplitCause], SearchRoot] = {}
    for cause, path, start, place in _observe(layout, settings):
        if not layout.has_folder(path):
            continue
        root = found.setdefault((path, cause), SearchRoot(path=path, cause=cause))
        root.everywhere = root.everywhere or not start
        root.downwards = cause is SplitCause.SCRIPT
        if start:
            root.starts.add(start)
        if place not in root.evidence:
            root.evidence.append(place)
    for root in found.values():
        root.evidence.sort(key=lambda place: (place.file, place.line, place.text))
    return tuple(found[key] for key in sorted(found))


_Observed = tuple[SplitCause, str, str, Location]


def _observe(layout: Layout, settings: Sequence[LoadSetting]) -> Iterator[_Observed]:
    """Cause, folder, the file that puts it on the path ("" for settings), and the place."""
    for setting in settings:
        place = Location(file=setting.file, line=setting.line, text=setting.text)
        if setting.kind is SettingKind.SEARCH_PATH:
            yield SplitCause.SEARCH_PATH, setting.value, "", place
        elif setting.kind is SettingKind.RUN_FILE and setting.value in layout.files:
            folder = setting.value.rpartition("/")[0]
            yield SplitCause.SCRIPT, folder, setting.value, place
    for path in sorted(layout.files):
        for fact in layout.files[path].loads:
            place = Location(file=path, line=fact.line, text=fact.text)
            if fact.kind is LoadKind.SEARCH_PATH:
                for folder in _folders(layout, path, fact):
                    yield SplitCause.SEARCH_PATH, folder, path, place
            elif fact.kind is LoadKind.MAIN:
                yield SplitCause.SCRIPT, path.rpartition("/")[0], path, place
    yield from _collected(layout, settings)


def _folders(layout: Layout, path: str, fact: LoadFact) -> Iterator[str]:
    """The folders that an edit of the path may mean.

    A path from the working directory is read from the top of the source, where commands are run,
    else from the file's own folder; Sphinx runs `conf.py` in its folder.
    """
    own = path.rpartition("/")[0]
    starts = [own] if fact.own or path.endswith("conf.py") else ["", own]
    for start in starts:
        folder = posixpath.normpath(posixpath.join(start, fact.path))
        folder = "" if folder == "." else folder
        if not folder.startswith("..") and layout.has_folder(folder):
            yield folder
            return


def runs_pytest(layout: Layout, settings: Sequence[LoadSetting]) -> bool:
    """Whether the repository says that pytest runs here, in the mode that edits the path."""
    modes = {each.value for each in settings if each.kind is SettingKind.IMPORT_MODE}
    if modes == {"importlib"}:
        return False
    return any(each.kind is SettingKind.TESTS for each in settings) or any(
        path.rpartition("/")[2] == "conftest.py"
        or any(fact.module.partition(".")[0] == "pytest" for fact in facts.imports)
        for path, facts in layout.files.items()
    )


def collected_files(layout: Layout) -> tuple[str, ...]:
    """The files that pytest loads itself: tests by their file names, and every `conftest.py`."""
    return tuple(
        path
        for path in sorted(layout.files)
        if _TEST_FILE.fullmatch(path.rpartition("/")[2]) and layout.is_test(path)
    )


def _collected(layout: Layout, settings: Sequence[LoadSetting]) -> Iterator[_Observed]:
    """pytest puts the folder above the outermost package of each test file on the path."""
    if not runs_pytest(layout, settings):
        return
    grouped: dict[str, list[str]] = defaultdict(list)
    for path in collected_files(layout):
        grouped[layout.start_of_packages(path)].append(path)
    for folder, paths in sorted(grouped.items()):
        first = min(paths, key=lambda path: (not path.endswith("conftest.py"), path))
        text = f"pytest puts {folder or 'the top folder'} on the import path to load this file"
        for path in paths:
            yield SplitCause.TESTS, folder, path, Location(file=first, line=0, text=text)
