"""Which files of a source belong to its tests, data files included."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from audit.model.modules import Module, Zone

__all__ = ["build_test_filter"]


def build_test_filter(modules: Iterable[Module]) -> Callable[[str], bool]:
    """A function that says of a path whether it belongs to the tests.

    A module's file does when its zone is test. Any other file does when the nearest folder above
    it that holds modules holds only those of the test zone.
    """
    zones: dict[str, Zone] = {}
    folders: dict[str, bool] = {}
    for module in modules:
        zones[module.file] = module.zone
        folder = module.file.rpartition("/")[0]
        folders[folder] = folders.get(folder, True) and module.zone is Zone.TEST

    def is_test(path: str) -> bool:
        if path in zones:
            return zones[path] is Zone.TEST
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folder = folder.rpartition("/")[0]
        return folders.get(folder, False)

    return is_test
