"""A tree brought from revision to revision is the tree that a whole audit would find."""

from __future__ import annotations

import random

import pytest

from audit.model.history import HistoryRevision, HistoryStep, TreeChange
from audit.model.modules import ModulePlace, Zone
from audit.model.rules import Rules
from audit.model.source import SourceFile, SourceKind, SourceTree
from audit.sources.roots import find_roots, place_modules
from audit.sources.selection import sort_files
from audit.sources.source import Source
from audit.sources.tree_state import TreeState

FOLDERS = ("", "hall/", "hall/docs/", "hall/docs/inner/", "src/", "src/hall/", "tests/", "jobs/")
NAMES = ("__init__.py", "a.py", "b.py", "conftest.py", "pyproject.toml", "a.pyi")


def read(file: SourceFile) -> bytes:
    """No file holds anything."""
    return b""


def refuse(commit: str) -> SourceTree:
    """Nothing here needs the whole tree of a commit."""
    raise AssertionError(commit)


def step(number: int, files: dict[str, str]) -> HistoryStep:
    """A revision that gives files another blob, "" for none."""
    revision = HistoryRevision(
        id=f"{number:040x}", author="Ada", date="", seconds=number, subject=""
    )
    changes = (
        TreeChange(path=path, mode="100644" if blob else "", blob=blob)
        for path, blob in sorted(files.items())
    )
    return HistoryStep(revision=revision, changes=tuple(changes))


def find_places(files: dict[str, str]) -> set[ModulePlace]:
    """What the whole tree gives."""
    chosen = sort_files(SourceFile(path=path, blob=blob, size=0) for path, blob in files.items())
    tree = SourceTree(kind=SourceKind.COMMIT, label="", revision="", files=chosen)
    return set(place_modules(tree, find_roots(Source(tree=tree, fetch=read)), ()))


def test_a_package_around_a_folder_decides_its_zone() -> None:
    """With `hall/__init__.py` the folder `hall/docs` is product, and no longer without; the files
    in it are told although they did not change."""
    state = TreeState(Rules(), read, refuse)
    state.apply(step(1, {"hall/a.py": "1", "hall/docs/b.py": "2", "x.py": "3"}))
    seen = [state.places["hall/docs/b.py"][0].zone]
    for number, blob in enumerate(("4", ""), start=2):
        assert "hall/docs/b.py" in state.apply(step(number, {"hall/__init__.py": blob}))
        seen.append(state.places["hall/docs/b.py"][0].zone)
    assert seen == [Zone.TOOL, Zone.PRODUCTION, Zone.TOOL]


def test_a_folder_that_becomes_a_package_names_all_its_modules() -> None:
    """Where the folder looked at gets an `__init__.py`, its modules begin with its name, and end to
    when it goes."""
    state = TreeState(Rules(), read, refuse, "shop")
    state.apply(step(1, {"till.py": "1"}))
    seen = [state.places["till.py"][0].name]
    for number, blob in enumerate(("2", ""), start=2):
        assert "till.py" in state.apply(step(number, {"__init__.py": blob}))
        seen.append(state.places["till.py"][0].name)
    assert seen == ["till", "shop.till", "till"]


@pytest.mark.parametrize("seed", range(8))
def test_differences_give_the_places_of_the_whole_tree(seed: int) -> None:
    """Through 60 random revisions the places equal those of the whole tree, and every file whose
    places changed is told."""
    dice = random.Random(seed)  # noqa: S311 - a world, not a secret
    files: dict[str, str] = {"hall/a.py": "0"}
    state = TreeState(Rules(), read, refuse)
    state.apply(step(0, files))
    for number in range(1, 61):
        drawn = {
            dice.choice(FOLDERS) + dice.choice(NAMES): dice.choice(("", f"{number}"))
            for _ in range(dice.randint(1, 3))
        }
        drawn = {path: blob for path, blob in drawn.items() if blob or path in files}
        before = dict(state.places)
        told = state.apply(step(number, drawn))
        files = {path: blob for path, blob in (files | drawn).items() if blob}
        plain = {path: blob for path, blob in files.items() if not path.endswith(".pyi")}
        assert names_of(state) == {(p.name, p.file, p.root, p.zone) for p in find_places(plain)}
        differ = {
            path
            for path in before.keys() | state.places.keys()
            if before.get(path) != state.places.get(path)
        }
        assert differ <= told
        for path, places in state.places.items():
            assert all(place.blob.split("+")[0] == files[path] for place in places)
            assert all(("+" in place.blob) == (f"{path}i" in files) for place in places)


def names_of(state: TreeState) -> set[tuple[str, str, str, Zone]]:
    """The places of a state without their blobs."""
    return {
        (place.name, place.file, place.root, place.zone)
        for places in state.places.values()
        for place in places
    }
