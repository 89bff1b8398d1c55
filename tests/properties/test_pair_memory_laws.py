"""Families never depend on what is remembered of pairs of classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.analysis.class_records import build_class_records
from audit.analysis.families import judging
from audit.analysis.families.build import build_families
from audit.analysis.families.pair_memory import PairMemory
from audit.analysis.families.profiles import Profile
from audit.analysis.families.signals import PairSignals
from audit.analysis.families.verdicts import PairVerdict, judge_pair
from audit.model.families import ClassRecord, Family
from audit.model.ledger import ZoneCounts
from audit.model.modules import Zone
from tests.worlds.classes import draw_codebase

DESK = """
from base import {base}
from hub import Made

class {name}({base}):
    kind = {number}

    def reserve(self, seat, when={number}):
        total = [seat + {number}, when, len(str(seat)), self.kind]
        for each in total:
            if each > {number}:
                self.kind = max(each, self.kind)
        return Made(total)

    def cancel(self, seat):
        left = {{seat: seat - 1 for seat in range(seat)}}
        return self.{called}(left, sorted(left), reverse=True)

    def check(self, seat):
        while seat > self.kind:
            seat -= {number} or 1
        return seat
{more}"""
SHOP = """
class {name}:
    def reserve(self): return {number}
    def open_hall(self): return [{number}] * {number}
    def transfer{number}(self): return [{number}] * {number}
"""
SHOPS = ("Bakery", "Florist", "Grocer", "Tailor", "Cobbler")
HALLS = (
    """
from base import {base}
class Hall({base}):
    def open_hall(self, key, light):
        {statement}
        return [key, light, self.doors, len(self.doors)]
    def close_hall(self, key):
        self.doors = [door for door in self.doors if door != key and not door.locked]
    def sweep_hall(self, broom, times):
        return sum(broom.sweep(door, times) for door in self.doors) + times
    def count_hall(self):
        return len(self.doors)
""",
    """
from base import {base}
class Hall({base}):
    def open_hall(self, key, lamp):
        with self.lock(key) as opened:
            lamp.light(opened)
        if not opened or lamp.broken:
            raise LookupError(key)
    def close_hall(self, key):
        while self.guests and not key.turned:
            self.guests.pop().leave()
        key.turned = True
    def sweep_hall(self, broom, times):
        try:
            broom.sweep(self.floor, times)
        except ValueError as error:
            self.report(error)
        {statement}
""",
)
DECLARED = """
from typing import Protocol
class Openable(Protocol):
    def open_hall(self, key, light): ...
    def close_hall(self, key): ...
    def sweep_hall(self, broom, times): ...
"""
MORE = "    def audit(self, row):\n        return [row, {number}]\n"
MADE = ("Made = list", "from desk import Desk as Made", "from stand import Desk as Made", "")
OPENS = "    def open_hall(self): return 1\n    def close_hall(self): return 2\n"
BASES = (
    "class Base:\n    pass\n",
    f"class Base:\n{OPENS}",
    f"class Root:\n{OPENS}class Base(Root):\n    def sweep_hall(self): return 3\n",
    "class Base(dict):\n    def open_hall(self): return 1\n    def reserve(self, seat): ...\n",
    f"class Base:\n    pass\nclass Other:\n{OPENS}",
    f"class Other:\n    pass\nclass Base:\n{OPENS}",
    f"class Other:\n{OPENS}Base = Other\n",
    "from elsewhere import Thing\nclass Base(Thing):\n    pass\n",
    "from plain import Thread as Base\n",
    "from rooms import BaseModel as Base\n",
)
STATEMENTS = ("self.doors = []", "for door in self.doors:\n            door.lock(key)", "pass")

World = Mapping[str, int]
KNOBS: dict[str, int] = {
    "base": len(BASES),
    "made": len(MADE),
    "shops": 6,
    "declared": 2,
    "hall": len(STATEMENTS),
    "more": 3,
    "names": 2,
    "under": 2,
    "called": 2,
    "number": 3,
    "shift": 2,
    "zone": 3,
    "uses": 3,
    "copies": 2,
}
STEPS = st.lists(
    st.dictionaries(st.sampled_from(sorted(KNOBS)), st.integers(0, 5), max_size=3),
    min_size=1,
    max_size=5,
)


def draw_files(world: World) -> dict[str, str]:
    """The files of a world: two desks that may know each other, halls, shops, a base, a hub."""
    desk = {
        "base": "Base" if world["under"] else "object",
        "called": ("check", "keep")[world["called"]],
    }
    base = BASES[world["base"]] if world["under"] else ""
    files = {
        "base.py": base + "object = object\n",
        "hub.py": MADE[world["made"]],
        "desk.py": DESK.format(name="Desk", number=1, more="", **desk),
        "stand.py": "\n" * world["shift"]
        + DESK.format(
            name=("Desk", "Stand")[world["names"]],
            number=world["number"],
            more=MORE.format(number=1) if world["more"] else "",
            **desk,
        ),
        "protocol.py": DECLARED if world["declared"] else "",
        "plain.py": "class Thread:\n    pass\n",
        "rooms.py": HALLS[0].format(statement="pass", base="object").replace("Hall(", "BaseModel("),
    }
    for number in range(world["shops"]):
        files[f"shop{number}.py"] = SHOP.format(name=SHOPS[number], number=number)
    for number in range(2 + world["copies"]):
        statement = STATEMENTS[world["hall"] if number == 1 else 0]
        files[f"hall{number}.py"] = HALLS[number % 2].format(statement=statement, base=desk["base"])
    return files


def draw_records(world: World) -> list[ClassRecord]:
    """The classes of a world; one module may stand in another zone."""
    zone = (Zone.PRODUCTION, Zone.VENDORED, Zone.TEST)[world["zone"]]
    records = build_class_records(draw_codebase(draw_files(world)), lazily=True)
    return [replace(each, zone=zone) if each.module == "stand" else each for each in records]


def find_families(world: World, memory: PairMemory | None) -> tuple[Family, ...]:
    """The families of a world."""
    uses = {"stand.Desk": ZoneCounts(production=world["uses"])}
    return build_families(draw_records(world), uses=uses, memory=memory)


def turn(world: World, step: Mapping[str, int]) -> World:
    """The world after an edit."""
    return {**world, **{knob: value % KNOBS[knob] for knob, value in step.items()}}


@pytest.mark.parametrize("under", [0, 1])
@pytest.mark.parametrize("knob", sorted(KNOBS))
def test_a_memory_of_the_state_before_an_edit_changes_nothing(knob: str, under: int) -> None:
    """Each single edit there and back: a body, a method, a base, what a name stands for in another
    module, how many classes share a method name, a declared interface, a zone, lines."""
    worlds = [
        {**dict.fromkeys(KNOBS, 0), "under": under, knob: value} for value in range(KNOBS[knob])
    ]
    expected = [find_families(world, None) for world in worlds]
    for before in worlds:
        memory = PairMemory()
        find_families(before, memory)
        content = memory.content
        found = [find_families(world, PairMemory(content)) for world in worlds]
        assert found == expected


@settings(max_examples=60, deadline=None)
@given(STEPS, STEPS)
def test_a_memory_of_another_state_changes_nothing(
    before: list[dict[str, int]], steps: list[dict[str, int]]
) -> None:
    """Whatever was edited between two audits, several things at once and one after the other: with
    what the one before remembered the families are those of a first audit."""
    world: World = dict.fromkeys(KNOBS, 0)
    for step in before:
        world = turn(world, step)
    content = b""
    for step in ({}, *steps):
        world = turn(world, step)
        memory = PairMemory(content)
        assert find_families(world, memory) == find_families(world, None)
        content = memory.content


def test_only_what_changed_is_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing after no edit; after an edit of one class the pairs of that class."""
    judged: list[set[str]] = []

    def judge(signals: PairSignals, by_path: Mapping[str, Profile]) -> PairVerdict | None:
        if signals.names.count_definers("reserve"):  # else it is asked how telling names are
            judged.append({signals.left.path, signals.right.path})
        return judge_pair(signals, by_path)

    monkeypatch.setattr(judging, "judge_pair", judge)
    world: World = dict.fromkeys(KNOBS, 0)
    memory = PairMemory()
    find_families(world, memory)
    assert {"desk.Desk", "stand.Desk"} in judged
    assert {"hall0.Hall", "hall1.Hall"} in judged
    judged.clear()
    again = PairMemory(memory.content)
    find_families(world, again)
    assert judged == []
    find_families({**world, "number": 2}, PairMemory(again.content))
    assert judged
    assert all("stand.Desk" in pair for pair in judged)
