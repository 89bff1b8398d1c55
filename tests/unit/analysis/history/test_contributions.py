"""What modules contribute to a component's ledger, found again only where it can differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from audit.analysis.history import contributions
from audit.analysis.history.contributions import Contribution, Contributions
from audit.analysis.history.kept_load_order import KeptLoadOrder
from audit.analysis.history.live_index import LiveIndex
from audit.analysis.history.narrowed import resolve_imports
from audit.analysis.history.relevance import Mention, Relevance
from audit.analysis.paths import AvailablePath, find_module_paths
from audit.graph.codebase import Codebase
from audit.model.facts import FileFacts
from audit.model.imports import ResolvedImport
from audit.model.ledger import SymbolDefinition
from audit.model.modules import ModulePlace, Zone
from audit.model.rules import Component
from tests.worlds.codebases import facts_of, module_name

HALL = {
    "hall/__init__.py": "from hall.seats import SeatManager\n",
    "hall/seats.py": "class SeatManager:\n    pass\n",
    "hall/tools.py": "def count():\n    return 1\n",
    "shop.py": "from hall import SeatManager\n",
    "desk.py": "import hall\nhall.SeatManager()\n",
}


class World:
    """Modules at one revision after another, and whose contribution was found at each."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._facts: dict[str, FileFacts] = {}
        self._places: dict[str, ModulePlace] = {}
        self._mentions: dict[str, Mention] = {}
        self._relevance = Relevance(
            Component(id="seats", title="Seats", symbols=("hall.seats.SeatManager",))
        )
        self._index = LiveIndex(self._facts.get)
        self._contributions = Contributions(
            self._index, KeptLoadOrder(self._index), self._relevance.is_relevant
        )
        self.found: set[str] = set()

        def note_imports(codebase: Codebase) -> Iterator[ResolvedImport]:
            self.found.update(codebase.index.names)
            return resolve_imports(codebase)

        def note_paths(
            codebase: Codebase, module: str
        ) -> Iterator[tuple[SymbolDefinition, AvailablePath]]:
            self.found.add(module)
            return find_module_paths(codebase, module)

        monkeypatch.setattr(contributions, "resolve_imports", note_imports)
        monkeypatch.setattr(contributions, "find_module_paths", note_paths)

    def go_on(self, files: dict[str, str]) -> tuple[tuple[Contribution, ...], bool]:
        """The next revision, where these files have another content, and its contributions."""
        added = []
        for file, text in files.items():
            blob = f"{file} {len(self._facts)}"
            facts = self._facts[blob] = facts_of(text)
            name = module_name(file)
            added.append(
                ModulePlace(
                    name=name, file=file, root="", zone=Zone.PRODUCTION,
                    is_package=file.endswith("__init__.py"), blob=blob,
                )
            )  # fmt: skip
            mention = self._relevance.find_mention(facts)
            if mention is not None:
                self._mentions[name] = mention
        removed = [self._places[file] for file in files if file in self._places]
        changed = self._index.change(removed, added, ())
        self._places |= {place.file: place for place in added}
        names = {place.name for place in added}
        self._contributions.forget(changed | names, names)
        self.found.clear()
        return self._contributions.find(self._mentions, ())

    def used_paths(self, found: Sequence[Contribution]) -> list[str]:
        """The paths that somebody uses."""
        return sorted(use.path for each in found for use in each.uses)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """An empty tree."""
    return World(monkeypatch)


def test_each_module_contributes_its_uses_and_paths(world: World) -> None:
    """Imports and attribute chains are uses, names that lead to the component are paths; a module
    that does not mention it contributes nothing."""
    found, _ = world.go_on(HALL)
    assert world.used_paths(found) == [
        "hall.SeatManager",
        "hall.SeatManager",
        "hall.seats.SeatManager",
    ]
    paths = sorted(available.path for each in found for _, available in each.paths)
    assert paths == ["hall.SeatManager", "hall.seats.SeatManager", "shop.SeatManager"]
    assert world.found == {"hall", "hall.seats", "shop", "desk"}


def test_a_change_elsewhere_costs_nothing(world: World) -> None:
    """Nothing is found again for a module that no contribution depends on, and nothing differs."""
    before, _ = world.go_on(HALL)
    after, differ = world.go_on({"hall/tools.py": "def count():\n    return 2\n"})
    assert world.found == set()
    assert (after, differ) == (before, False)


def test_only_those_who_looked_are_found_again(world: World) -> None:
    """Where the facade changes, it and those who came through it are found again: not the module
    that defines the symbol."""
    world.go_on(HALL)
    facade = "from hall.seats import SeatManager\nfrom hall.tools import count\n"
    _, differ = world.go_on({"hall/__init__.py": facade})
    assert world.found == {"hall", "shop", "desk"}
    assert not differ


def test_what_a_change_breaks_is_seen(world: World) -> None:
    """Where the facade goes, the import through it leads nowhere, and the contributions differ."""
    world.go_on(HALL)
    found, differ = world.go_on({"hall/__init__.py": "SIZE = 1\n"})
    assert differ
    broken = [use for each in found for use in each.uses if not use.definition]
    assert [use.path for use in broken] == ["hall.SeatManager"]
