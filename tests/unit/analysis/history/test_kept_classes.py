"""Families over a history: the same as afresh, with little work."""

from __future__ import annotations

import pytest

from audit.analysis.class_records import build_class_records
from audit.analysis.history import kept_classes
from audit.analysis.history.kept_classes import KeptClasses
from audit.analysis.history.kept_load_order import KeptLoadOrder
from audit.analysis.history.live_index import LiveIndex
from audit.graph.codebase import Codebase
from audit.model.facts import FileFacts
from audit.model.families import ClassRecord
from audit.model.modules import ModulePlace, Zone
from tests.worlds.codebases import facts_of, module_name
from tests.worlds.seats import SEAT_MANAGER

MANAGER = "from hall.base import Base\n\n" + SEAT_MANAGER.replace("Manager:", "Manager(Base):")
WORLD = {
    "hall/base.py": "class Base:\n    pass\n",
    "hall/seats.py": MANAGER,
    "hall/old.py": MANAGER.replace("SeatManager", "OldSeatManager"),
    "hall/use.py": "from hall.seats import SeatManager\n",
}
KIN = ("hall.old", "hall.seats")
ABOUT = frozenset({"hall.seats.SeatManager"})


class World:
    """Modules at one revision after another, and how often records were made."""

    def __init__(self) -> None:
        self._facts: dict[str, FileFacts] = {}
        self._places: dict[str, ModulePlace] = {}
        self.index = LiveIndex(self._facts.get)
        self.classes = KeptClasses(self.index, KeptLoadOrder(self.index))

    def go_on(self, files: dict[str, str]) -> None:
        """The next revision: these files have another content."""
        added = []
        for file, text in files.items():
            blob = f"{file} {len(self._facts)}"
            self._facts[blob] = facts_of(text)
            added.append(
                ModulePlace(
                    name=module_name(file), file=file, root="", zone=Zone.PRODUCTION,
                    is_package=False, blob=blob,
                )
            )  # fmt: skip
        removed = [self._places[file] for file in files if file in self._places]
        shaped = self.index.change(removed, added, ())
        self._places |= {place.file: place for place in added}
        self.classes.forget(shaped, {place.name for place in added})

    def members(self) -> list[str]:
        """The members of all families."""
        families = self.classes.find_families(KIN, (), ABOUT)
        return sorted(member.path for family in families for member in family.members)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The modules whose records were made, in order."""
    modules: list[str] = []

    def note(codebase: Codebase) -> tuple[ClassRecord, ...]:
        modules.extend(codebase.index.names)
        return build_class_records(codebase)

    monkeypatch.setattr(kept_classes, "build_class_records", note)
    return modules


def test_only_the_classes_of_a_changed_module_are_read_again(made: list[str]) -> None:
    """The first revision reads kin and the home of their bases, the next what changed."""
    world = World()
    world.go_on(WORLD)
    assert world.members() == ["hall.old.OldSeatManager", "hall.seats.SeatManager"]
    assert sorted(made) == ["hall.base", "hall.old", "hall.seats"]
    made.clear()
    world.go_on({"hall/use.py": "x = 1\n"})
    world.members()
    assert made == []
    world.go_on({"hall/old.py": "class OldSeatManager:\n    size = 1\n"})
    assert world.members() == []
    assert made == ["hall.old"]


def test_moved_lines_make_no_new_family(monkeypatch: pytest.MonkeyPatch) -> None:
    """Classes that stand lower than before are not compared with each other again."""
    world = World()
    world.go_on(WORLD)
    before = world.members()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("nothing is left to compare")

    monkeypatch.setattr(kept_classes, "build_families", refuse)
    world.go_on({"hall/old.py": "# a line\n\n" + WORLD["hall/old.py"]})
    assert world.members() == before


@pytest.mark.parametrize("begin", ["from hall.base import Base", "x = 1"])
def test_a_base_that_comes_is_found_where_it_is(made: list[str], begin: str) -> None:
    """When the module of a base comes, those that derive from it are read again and its classes
    with them, whether they import it or merely say its whole name."""
    world = World()
    base = "Base" if "import" in begin else "hall.base.Base"
    seats = MANAGER.replace("from hall.base import Base", begin).replace("(Base)", f"({base})")
    world.go_on({"hall/seats.py": seats, "hall/old.py": "x = 1\n"})
    world.members()
    assert sorted(made) == ["hall.old", "hall.seats"]
    made.clear()
    world.go_on({"hall/base.py": WORLD["hall/base.py"]})
    world.members()
    assert sorted(made) == ["hall.base", "hall.seats"]
