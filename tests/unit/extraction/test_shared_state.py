"""Values that a module or class holds for everybody, and who changes them."""

from __future__ import annotations

import pytest

from tests.worlds.classes import draw_states


def changes(source: str) -> dict[str, tuple[str, ...]]:
    """Name of each value that something changes, and by what."""
    return {fact.name: fact.changed_in for fact in draw_states(source) if fact.changed_in}


@pytest.mark.parametrize(
    "statement",
    [
        "ITEMS[key] = 1",
        "ITEMS[key] += 1",
        "del ITEMS[key]",
        "ITEMS.update(key)",
        "a, ITEMS[key] = 1, 2",
        "if key:\n        for each in key:\n            ITEMS.setdefault(each, 0)",
        "return [ITEMS.pop(each) for each in key]",
    ],
)
def test_container_of_a_module(statement: str) -> None:
    """Every way in which a function changes a module's container in place is seen."""
    assert changes(f"ITEMS = {{}}\n\ndef put(key):\n    {statement}\n") == {"ITEMS": ("put",)}


@pytest.mark.parametrize(
    "statement",
    [
        "return ITEMS[key]",
        "return ITEMS.get(key)",
        "ITEMS = {}\n    ITEMS[key] = 1",
        "for ITEMS in key:\n        ITEMS[key] = 1",
        "other.ITEMS[key] = 1",
        "return 'ITEMS[key] = 1'",
    ],
)
def test_reading_is_no_change(statement: str) -> None:
    """Reading, a local name of the same spelling and another object's attribute change nothing."""
    assert changes(f"ITEMS = {{}}\n\ndef put(key):\n    {statement}\n") == {}


def test_parameter_hides_the_module() -> None:
    """A parameter of the same name is the function's own."""
    assert changes("ITEMS = []\ndef put(ITEMS):\n    ITEMS.append(1)\n") == {}


def test_building_it_up_at_load_is_no_change() -> None:
    """What the module does to its own value while it loads happens once."""
    assert changes("ITEMS = []\nITEMS.append(1)\n") == {}


def test_container_of_a_class() -> None:
    """All instances share a container of the class body that a method changes through self, cls
    or the class's name."""
    source = """
    class Basket:
        items = []
        seen = set()
        names = {}
        kinds = dict()

        def add(self, item):
            self.items.append(item)
            Basket.names[item] = 1

        @classmethod
        def see(cls, item):
            cls.seen.add(item)
    """
    assert changes(source) == {
        "Basket.items": ("Basket.add",),
        "Basket.names": ("Basket.add",),
        "Basket.seen": ("Basket.see",),
    }


def test_instances_with_their_own() -> None:
    """A class attribute that a method binds on self is only a default: it is not shared."""
    source = """
    class Basket:
        items = []

        def __init__(self):
            self.items = []

        def add(self, item):
            self.items.append(item)
    """
    assert draw_states(source) == ()


def test_value_made_later() -> None:
    """A name that waits for a call with None is known by what is bound to it."""
    source = """
    _manager = None
    _other = None

    def get_manager():
        global _manager
        if _manager is None:
            _manager = Manager("north")
        return _manager
    """
    (fact,) = draw_states(source)
    assert (fact.name, fact.value, fact.changed_in) == ("_manager", "Manager", ("get_manager",))


@pytest.mark.parametrize("made", ["cls()", "super().__new__(cls)", "object.__new__(cls)"])
def test_singleton_on_its_class(made: str) -> None:
    """An object that a class keeps of itself has the class as its value."""
    source = f"""
    class Registry:
        _instance = None

        def __new__(cls):
            if cls._instance is None:
                cls._instance = {made}
            return cls._instance
    """
    (fact,) = draw_states(source)
    assert (fact.name, fact.value) == ("Registry._instance", "Registry")


def test_instances_of_a_module() -> None:
    """A module-level name bound to a call of what is named like a class is kept with the call."""
    facts = draw_states("from a import b\nx = b.Manager()\ny = make()\nz = _Thing(1)\n")
    assert [(fact.name, fact.value, fact.line) for fact in facts] == [
        ("x", "b.Manager", 2),
        ("z", "_Thing", 4),
    ]


def test_nested_functions_and_classes() -> None:
    """The place of a change is named with everything around it."""
    source = """
    SEEN = set()

    class Outer:
        class Inner:
            def run(self):
                def step(each):
                    SEEN.add(each)
                return step
    """
    assert changes(source) == {"SEEN": ("Outer.Inner.run.step",)}


def test_how_a_class_body_declares_a_container() -> None:
    """A container of a class body is plain, a field by its annotation, or marked as the class's
    own; a module's has no such word."""
    source = """
    SEEN: dict = {}
    class Basket:
        plain = []
        field: list[int] = []
        told: "list[int]" = []
        own: ClassVar[dict] = {}
        typed: typing.ClassVar[dict] = {}
    """
    assert {fact.name: fact.declared for fact in draw_states(source)} == {
        "SEEN": "",
        "Basket.plain": "plain",
        "Basket.field": "field",
        "Basket.told": "field",
        "Basket.own": "class",
        "Basket.typed": "class",
    }


def test_lines_end_where_the_parser_ends_them() -> None:
    """A carriage return alone ends a line, as it does for Python: what stands behind is found."""
    source = "ITEMS = {}\nTEXT = '''\r\r\r\r'''\n\ndef put(key):\n    ITEMS[key] = 1\n"
    assert changes(source) == {"ITEMS": ("put",)}


def test_statements_over_several_lines() -> None:
    """A change counts wherever in a statement it is written."""
    source = """
        ITEMS = {}
        def put(key):
            return [
                key,
                [
                    ITEMS.pop(each)
                    for each in key
                ],
            ]
    """
    assert changes(source) == {"ITEMS": ("put",)}
