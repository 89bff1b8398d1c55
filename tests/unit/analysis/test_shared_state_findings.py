"""Findings about state that everybody shares."""

from __future__ import annotations

from audit.analysis.shared_state import build_state_findings
from audit.model.findings import Finding, Severity
from audit.model.rules import Component
from tests.worlds.classes import draw_codebase

SOURCE = """
CACHE = {}
LIMITS = {"a": 1}

def put(key):
    CACHE[key] = LIMITS[key]

class Basket:
    items = []
    def add(self, item):
        self.items.append(item)
"""


def findings(files: dict[str, str], *components: Component) -> list[Finding]:
    """The findings of these files."""
    return list(build_state_findings(draw_codebase(files), components))


def test_class_warns_and_module_is_noted() -> None:
    """State on a production class is a warning, on a module a note; a constant is neither."""
    found = findings({"shop.py": SOURCE})
    assert [(each.subject, each.severity) for each in found] == [
        ("shop.Basket.items", Severity.WARNING),
        ("shop.CACHE", Severity.NOTE),
    ]
    assert "all instances of its class" in found[0].message
    assert "shop.Basket.add" in found[0].message
    assert (found[0].locations[0].file, found[0].locations[0].line) == ("shop.py", 9)


def test_state_in_tests_is_noted() -> None:
    """In the tests it is a note, and counts for the tests."""
    found = findings({"test/shop.py": SOURCE})
    assert {(each.severity, each.zone) for each in found} == {(Severity.NOTE, "test")}


def test_component_of_the_state_or_of_its_writers() -> None:
    """A finding belongs to the component that holds the state or the function that changes it."""
    of_writer = Component(id="shop", title="Shop", symbols=("shop.put",))
    by_subject = {each.subject: each.component for each in findings({"shop.py": SOURCE}, of_writer)}
    assert by_subject == {"shop.Basket.items": "", "shop.CACHE": "shop"}


def test_identity_without_lines() -> None:
    """The finding keeps its identity when the file grows above it."""
    before, after = findings({"shop.py": SOURCE}), findings({"shop.py": "x = 1\n\n" + SOURCE})
    assert [each.fingerprint for each in before] == [each.fingerprint for each in after]
    assert before[0].locations != after[0].locations


FIELDS = """
from dataclasses import dataclass
from typing import ClassVar
from elsewhere import BaseModel, NamedTuple

class Base(BaseModel): ...

class Store(Base):
    items: dict = {}
    kinds: ClassVar[dict] = {}
    def put(self, key):
        self.items[key] = 1
        self.kinds[key] = 1

@dataclass
class Basket:
    items: list = []
    seen = []
    def put(self, key):
        self.items.append(key)
        self.seen.append(key)

class Row(NamedTuple):
    items: list = []
    def put(self, key):
        self.items.append(key)
"""


def test_defaults_that_no_instance_shares() -> None:
    """A field's default is left out where models copy it and dataclasses refuse it; a ClassVar,
    what is no field of a dataclass, and the default of a named tuple are shared all the same."""
    assert [each.subject for each in findings({"shop.py": FIELDS})] == [
        "shop.Basket.seen",
        "shop.Row.items",
        "shop.Store.kinds",
    ]


def test_advice_by_kind() -> None:
    """Only what instances change as if it were theirs can be given to each; a registry or a
    singleton belongs to its class, and what stands on a module to nobody."""
    source = (
        SOURCE
        + """
class Plugin:
    known = {}
    _instance = None
    @classmethod
    def register(cls, item):
        cls.known[item] = 1
    def __init_subclass__(cls):
        cls.known[cls] = 1
    def start(self):
        Plugin._instance = Plugin()
"""
    )
    found = findings({"shop.py": source})
    apart = {each.subject for each in found if "give each instance" in each.advice}
    of_class = {each.subject for each in found if "the whole class" in each.advice}
    assert apart == {"shop.Basket.items"}
    assert of_class == {"shop.Plugin.known", "shop.Plugin._instance"}
    assert len(found) == 4
