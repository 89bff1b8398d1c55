"""Rules that changed between the revisions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.model.gate import GateEffect
from audit.model.metrics import Direction
from audit.model.rules import Component, Phase, Rules, Target, ZonePattern
from audit.phases.rule_changes import compare_rules, compare_targets, measure_rule_effects
from tests.worlds.small_records import make_metric, make_snapshot

L, T, U = GateEffect.LOOSENED, GateEffect.TIGHTENED, GateEffect.UNKNOWN
_COMPONENT = Component(id="c", title="C", symbols=("a.*",), canonical=("a.B",), factory="a.f")


def _with(**changes: object) -> Rules:
    return Rules(components=(replace(_COMPONENT, **changes),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (Rules(), Rules(exclude=("x",)), [("exclude", L)]),
        (Rules(exclude=("x",)), Rules(), [("exclude", T)]),
        (Rules(), Rules(zones=(ZonePattern(zone="tool", glob="x"),)), [("zones.tool", L)]),
        (
            Rules(),
            Rules(zones=(ZonePattern(zone="production", glob="x"),)),
            [("zones.production", T)],
        ),
        (Rules(roots=("a",)), Rules(roots=("b",)), [("roots", U)]),
        (Rules(max_paths=1), Rules(max_paths=2), [("max_paths", L)]),
        (_with(max_paths=2), _with(max_paths=1), [("components.c.max_paths", T)]),
        (_with(), _with(symbols=()), [("components.c.symbols", L)]),
        (_with(), _with(canonical=("a.B", "a.C")), [("components.c.canonical", L)]),
        (_with(), _with(factory=""), [("components.c.factory", L)]),
        (_with(factory=""), _with(), [("components.c.factory", T)]),
        (_with(), _with(factory="a.g"), [("components.c.factory", U)]),
        (_with(internal=("a",)), _with(), [("components.c.internal", L)]),
        (_with(), Rules(), [("components.c", L)]),
        (Rules(), _with(), [("components.c", T)]),
        (_with(), _with(), []),
    ],
)
def test_each_rule_has_its_direction(
    old: Rules, new: Rules, expected: list[tuple[str, GateEffect]]
) -> None:
    """What lets a figure improve without the code is loosened, its opposite tightened."""
    assert [(change.path, change.effect) for change in compare_rules(old, new)] == expected


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [
        ("<= 2", "<= 3", L),
        ("<= 3", "<= 2", T),
        (">= 3", ">= 2", L),
        ("< 2", "<= 2", L),
        (">= 2", "> 2", T),
        ("<= 2", ">= 2", U),
    ],
)
def test_a_target_that_was_set_anew(old: str, new: str, effect: GateEffect) -> None:
    """A target of the same phase and metric with another value is a change of the gate."""
    phases = []
    for text in (old, new):
        op, value = text.split()
        target = Target(metric="m", op=op, value=float(value))
        phases.append(Phase(id="p", title="", before="", after="", targets=(target,)))
    (change,) = compare_targets(phases[0], phases[1])
    assert (change.path, change.before, change.after) == ("phases.p.targets.m", old, new)
    assert change.effect is effect
    assert compare_targets(None, phases[1]) == ()


def test_the_effect_of_rules_stands_as_its_own_number() -> None:
    """A metric measured four ways tells what the code did and what the rules did."""
    values = {"b_old": 9, "b_new": 6, "a_old": 8, "a_new": 5}
    snapshots = {
        name: make_snapshot(
            metrics=(
                make_metric("m", value, direction=Direction.LOWER),
                make_metric("same", 1.0, direction=Direction.LOWER),
            )
        )
        for name, value in values.items()
    }
    (effect,) = measure_rule_effects(
        (snapshots["b_old"], snapshots["b_new"]), (snapshots["a_old"], snapshots["a_new"])
    )
    assert (effect.id, effect.code, effect.rules) == ("m", -1, -3)
