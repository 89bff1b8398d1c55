"""Signals and verdicts of single pairs; what makes a method name telling."""

from __future__ import annotations

import math

import pytest

from audit.analysis.families.candidates import find_interface_pairs, find_syntax_pairs
from audit.analysis.families.grouping import group_pairs
from audit.analysis.families.method_names import MethodNames, build_method_names, relate_classes
from audit.analysis.families.profiles import Profile, build_profiles
from audit.analysis.families.signals import match_methods, measure_pair
from audit.analysis.families.verdicts import PairVerdict, judge_pair
from audit.model.families import Verdict
from tests.worlds.classes import draw_classes


def profiles(source: str) -> list[Profile]:
    """Profiles of all classes of one file, in name order."""
    return build_profiles(draw_classes({"a.py": source}))


def with_methods(name: str, *methods: str, base: str = "") -> str:
    """A class whose methods do next to nothing."""
    body = "".join(f"    def {method}(self): return {name.lower()}\n" for method in methods)
    return f"class {name}{f'({base})' if base else ''}:\n{body}\n"


def test_async_forms_of_a_method_name_match() -> None:
    """`aclose` answers for `close`, `__aenter__` for `__enter__`, `async_get` for `get`."""
    left, right = profiles(
        with_methods("A", "close", "__enter__", "get", "put")
        + with_methods("B", "aclose", "__aenter__", "async_get", "drop")
    )
    matches = {"close": "aclose", "__enter__": "__aenter__", "get": "async_get"}
    assert match_methods(left, right) == matches
    assert match_methods(right, left) == {two: one for one, two in matches.items()}


def weighed(source: str) -> MethodNames:
    """The weights of the method names of one file."""
    found = profiles(source)
    return build_method_names(found, relate_classes(found))


def test_weight_falls_with_the_number_of_unrelated_definers() -> None:
    """1 / (1 + ln 2) for a name of two strangers; four strangers make it protocol."""
    source = "".join(with_methods(name, "get") for name in ("Ant", "Bee"))
    names = weighed(source)
    assert names.weight("get") == pytest.approx(1 / (1 + math.log(2)))
    assert not names.is_protocol("get")
    source += "".join(with_methods(name, "get") for name in ("Cow", "Dog"))
    assert weighed(source).is_protocol("get")
    assert names.is_protocol("__len__")


@pytest.mark.parametrize("how", ["base", "stem", "interface"])
def test_relatives_do_not_make_a_protocol(how: str) -> None:
    """Siblings, namesakes and classes of one interface count as one definer."""
    animals = ["Ant", "Bee", "Cow", "Dog"]
    if how == "stem":
        animals = ["Ant", "AntManager", "LegacyAnt", "AntV2"]
    methods = ["get", "put", "drop"] if how == "interface" else ["get"]
    base = "Animal" if how == "base" else ""
    assert not weighed(
        "".join(with_methods(name, *methods, base=base) for name in animals)
    ).is_protocol("get")


def judged(source: str, names: MethodNames | None = None) -> PairVerdict | None:
    """The verdict on the first two classes, in name order."""
    found = profiles(source)
    signals = measure_pair(found[0], found[1], names or MethodNames({}))
    return judge_pair(signals, {profile.path: profile for profile in found})


LONG = """
class {0}:
    def load_plan(self, path):
        with open(path) as stream:
            self.plan = [line.strip() for line in stream if line]
    def check_plan(self, limit):
        for line in self.plan:
            if len(line) > limit:
                raise ValueError(line)
    def apply_plan(self, target):
        return {{line: target.get(line) for line in self.plan}}
"""


def test_parent_and_child_are_never_judged() -> None:
    """Whichever comes first in path order."""
    copy = LONG.format("B")
    assert judged(copy + copy.replace("class B", "class A"))
    assert judged(copy + copy.replace("class B", "class A(B)")) is None
    assert judged(copy + copy.replace("class B", "class C(B)")) is None


def test_bodiless_interface_is_no_parallel_implementation() -> None:
    """Every method raises NotImplementedError: that is the interface, not a second class."""
    declared = """
class BasePlanBook:
    def load_plan(self, path): raise NotImplementedError("load_plan", path, self, 1, 2, 3, 4)
    def check_plan(self, limit): raise NotImplementedError("check_plan", limit, self, 1, 2, 3)
    def apply_plan(self, target): raise NotImplementedError("apply_plan", target, self, 1, 2, 3)
"""
    bodies = declared.replace("raise NotImplementedError", "return perform")
    found = judged(LONG.format("PlanBook") + bodies)
    assert found is not None
    assert found.verdict is Verdict.PARALLEL
    assert judged(LONG.format("PlanBook") + declared) is None


def test_protocol_names_are_no_interface() -> None:
    """Three shared names that everybody defines make no parallel implementation."""
    other = LONG.format("PlanDuty").replace("for line in self.plan:", "while self.plan:")
    other = other.replace("return {", "yield {").replace("with open(path) as stream:", "if path:")
    common = dict.fromkeys(("load_plan", "check_plan", "apply_plan"), 4)
    found = judged(LONG.format("PlanBook") + other, MethodNames(common))
    assert found is None or "interface" not in found.carried_by


def test_similar_syntax_is_a_candidate_whatever_the_names() -> None:
    """Copies with other identifiers and one more statement meet through their shape."""
    other = LONG.format("Zoo").replace("plan", "menu").replace("line", "dish")
    other = other.replace("            self.menu", "            self.n = 0\n            self.menu")
    found = profiles(LONG.format("Book") + other.replace("limit", "price"))
    assert find_syntax_pairs(found).tolist() == [[0, 1]]


def test_shared_telling_names_are_a_candidate() -> None:
    """Three shared names that are not protocol propose a pair; two do not."""
    found = profiles(
        with_methods("Ant", "dig", "carry", "guard")
        + with_methods("Bee", "dig", "carry", "guard", "fly")
        + with_methods("Cow", "dig", "carry", "moo")
    )
    assert find_interface_pairs(found, MethodNames({})) == [(0, 1)]
    assert find_interface_pairs(found, MethodNames({"dig": 4})) == []


def test_a_chain_of_resemblances_is_no_family() -> None:
    """A like B and B like C, but A unlike C: the link does not join all; kin never meet."""
    found = profiles("".join(with_methods(name, "get", "put") for name in "ABCD"))

    def pair(left: int, right: int, confidence: float) -> PairVerdict:
        return PairVerdict(
            signals=measure_pair(found[left], found[right], MethodNames({})),
            verdict=Verdict.DRIFTED,
            confidence=confidence,
            carried_by=("shape",),
        )

    pairs = {(0, 1): pair(0, 1, 0.9), (2, 3): pair(2, 3, 0.9), (1, 2): pair(1, 2, 0.7)}

    def judge(left: int, right: int) -> PairVerdict | None:
        return pairs.get((left, right))

    groups = group_pairs(4, lambda _: frozenset(), list(pairs.values()), judge)
    assert [group.members for group in groups] == [(0, 1), (2, 3)]
    kin = [frozenset[int](), frozenset({0}), frozenset[int](), frozenset[int]()]
    groups = group_pairs(4, kin.__getitem__, list(pairs.values()), judge)
    assert [group.members for group in groups] == [(1, 2, 3)]
