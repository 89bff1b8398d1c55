"""How many files lie below each folder of a tree that changes: which folders hold no Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

__all__ = ["FolderCounts"]


class FolderCounts:
    """Counts of files, and of Python files, at any depth below each folder."""

    def __init__(self, paths: Iterable[str] = ()) -> None:
        self._files: Counter[str] = Counter()
        self._python: Counter[str] = Counter()
        self.change(paths, ())

    def change(self, added: Iterable[str], removed: Iterable[str]) -> bool:
        """Count files that came and went; whether a folder became one of data, or ceased to be."""
        paths = [*((path, 1) for path in added), *((path, -1) for path in removed)]
        folders = {folder for path, _ in paths for folder in _above(path)}
        before = set(filter(self._is_data, folders))
        for path, step in paths:
            for folder in _above(path):
                self._files[folder] += step
                self._python[folder] += step * path.endswith(".py")
        packages = tuple(
            path.removesuffix("__init__.py") for path, _ in paths if path.endswith("/__init__.py")
        )
        if packages and any(f"{folder}/".startswith(packages) for folder in self._data()):
            return True
        return before != set(filter(self._is_data, folders))

    def _data(self) -> Iterable[str]:
        return (folder for folder in self._files if self._is_data(folder))

    def _is_data(self, folder: str) -> bool:
        return self._files[folder] > 0 and not self._python[folder]


def _above(path: str) -> Iterable[str]:
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
