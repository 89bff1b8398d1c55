"""Who hands out the members' objects, who constructs them, and what git knows."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from audit.analysis.class_records import build_class_records
from audit.analysis.families.access import find_access
from audit.analysis.families.build import build_families
from audit.analysis.families.surroundings import describe_surroundings
from audit.model.families import AccessKind, Life
from audit.model.modules import Zone
from audit.model.source import FileHistory
from tests.worlds.classes import draw_codebase

MANAGER = """
class Manager:
    def __init__(self, name):
        self.name = name
        self.rows = []
    def reserve(self, berth, window):
        for row in self.rows:
            if row.berth == berth and row.window.overlaps(window):
                raise ValueError(berth)
        self.rows.append((berth, window))
        return len(self.rows)
"""


def points(files: Mapping[str, str]) -> list[tuple[AccessKind, str]]:
    """Kind and path of what hands out `home.Manager`."""
    access = find_access(draw_codebase(files), frozenset({"home.Manager"}))
    return [(point.kind, point.path) for point in access["home.Manager"].points]


@pytest.mark.parametrize(
    "source",
    [
        "from home import Manager\ndef open_book():\n    return Manager('a')\n",
        "import home\ndef open_book():\n    return home.Manager('a')\n",
        "from home import Manager as M\ndef open_book():\n    return M('a')\n",
        "def open_book():\n    from home import Manager\n    return Manager('a')\n",
    ],
)
def test_function_that_returns_the_class(source: str) -> None:
    """A factory is found whatever the import of the class looks like."""
    found = points({"home.py": MANAGER, "desk.py": source})
    assert found == [(AccessKind.FACTORY, "desk.open_book")]


@pytest.mark.parametrize(
    "annotation", ["Manager", "'Manager'", "Optional[Manager]", "Manager | None"]
)
def test_function_that_is_annotated_to(annotation: str) -> None:
    """A `get_…` that hands back what it kept is a factory by its annotation; any other is not."""
    body = "    return _KEPT[name]\n"
    source = f"{MANAGER}\n_KEPT = {{}}\ndef get_manager(name) -> {annotation}:\n{body}"
    source += f"def find(name) -> {annotation}:\n{body}"
    source += f"def get_all(name) -> list[Manager]:\n{body}"
    assert points({"home.py": source}) == [(AccessKind.FACTORY, "home.get_manager")]


def test_module_level_instance() -> None:
    """A name of a module bound to a call of the class is an instance, made at once or later."""
    later = (
        "from home import Manager\n_b = None\ndef run():\n    global _b\n    _b = Manager('b')\n"
    )
    found = points({"home.py": f"{MANAGER}\nmanager = Manager('a')\n", "later.py": later})
    assert found == [(AccessKind.INSTANCE, "home.manager"), (AccessKind.INSTANCE, "later._b")]


@pytest.mark.parametrize(
    ("source", "path"),
    [
        (
            MANAGER + "    _one = None\n    @classmethod\n    def get(cls):\n"
            "        cls._one = cls._one or cls('a')\n        cls._one = cls('a')\n",
            "home.Manager._one",
        ),
        (MANAGER.replace("Manager:", "Manager(metaclass=SingletonMeta):"), "home.Manager"),
        ("@singleton" + MANAGER, "home.Manager"),
    ],
)
def test_class_level_singleton(source: str, path: str) -> None:
    """A class that keeps its one object, or is marked as a singleton, is told as one."""
    assert points({"home.py": source}) == [(AccessKind.SINGLETON, path)]


def test_constructions_beside_the_factory() -> None:
    """Calls in other modules are counted by zone; the factory's own call is not one of them."""
    desk = "from home import Manager\ndef run():\n    a = Manager('a')\n    b = Manager('b')\n"
    make = "from home import Manager\ndef make_manager():\n    return Manager('a')\n"
    files = {"home.py": MANAGER, "desk.py": desk, "make.py": make, "test/t.py": desk}
    access = find_access(draw_codebase(files), frozenset({"home.Manager"}))["home.Manager"]
    assert dict(access.constructed) == {Zone.PRODUCTION: 2, Zone.TEST: 2}


def test_construction_at_home_is_none() -> None:
    """What a class's own module does with it is its own business."""
    source = f"{MANAGER}\ndef run():\n    from home import Manager\n    a = Manager('a')\n"
    assert find_access(draw_codebase({"home.py": source}), frozenset({"home.Manager"})) == {}


def test_namesake_is_not_the_class() -> None:
    """A function that returns another class of the same name is no factory."""
    other = "class Manager: ...\ndef make():\n    return Manager()\n"
    access = find_access(
        draw_codebase({"home.py": MANAGER, "other.py": other}), frozenset({"home.Manager"})
    )
    assert access == {}


def test_members_carry_their_surroundings() -> None:
    """Each member of a family gets its own access points, counts and history."""
    desk = "from home import Manager\ndef get_manager():\n    return Manager('a')\n"
    codebase = draw_codebase({"home.py": MANAGER, "copy.py": MANAGER, "desk.py": desk})
    records = build_class_records(codebase)
    history = {"home.py": FileHistory(last_change="2024-05-06", authors=3)}
    found = describe_surroundings(build_families(records, uses={}), codebase, history)
    copied, home = found[0].members
    assert [point.path for point in home.access] == ["desk.get_manager"]
    assert (home.last_change, home.authors) == ("2024-05-06", 3)
    assert (copied.access, copied.last_change, copied.authors) == ((), "", 0)


@pytest.mark.parametrize(
    "more",
    [
        "class Desk:\n    Manager = Manager\n",
        "def run():\n    manager = Manager('a')\n",
        "def run(app):\n    app.register(Manager)\n",
        "def make() -> Manager: ...\n",
    ],
)
def test_what_its_own_module_names_is_alive(more: str) -> None:
    """A class that its own module registers, calls or hands out is not called dead."""
    files = {"home.py": f"{MANAGER}\n{more}", "copy.py": MANAGER}
    (family,) = build_families(build_class_records(draw_codebase(files)), uses={})
    assert {member.path: member.life for member in family.members} == {
        "copy.Manager": Life.DEAD,
        "home.Manager": Life.LIVE,
    }


def test_uses_in_the_own_module() -> None:
    """A subclass, a factory and a module-level value in the same file count as uses there."""
    more = "class Wide(Manager): ...\ndef make():\n    return Manager('a')\nkept = Manager('b')\n"
    records = build_class_records(draw_codebase({"home.py": f"{MANAGER}\n{more}"}))
    counts = {record.fact.qualname: record.own_uses for record in records}
    assert counts == {"Manager": 3, "Wide": 0}
