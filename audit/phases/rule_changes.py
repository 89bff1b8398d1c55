"""The kit's own rules between the revisions: what changed, and what that alone did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from audit.model.gate import GateEffect, RuleChange, RuleEffect
from audit.model.metrics import Direction, Metric
from audit.model.modules import Zone
from audit.model.rules import Component, Phase, Rules, Target, ZonePattern
from audit.model.snapshot import Snapshot

__all__ = ["compare_rules", "compare_targets", "measure_rule_effects"]

_LOOSE, _TIGHT = GateEffect.LOOSENED, GateEffect.TIGHTENED


def compare_rules(old: Rules, new: Rules) -> tuple[RuleChange, ...]:
    """Every rule that differs, sorted by its TOML path.

    An exclusion, a pattern that puts files outside of production, a higher `max_paths`, a symbol
    pattern less, a canonical path more: each lets a figure improve without the code. What has no
    clear direction (roots, a pattern that became another) is *unknown*.
    """
    changes = [
        *_set_changes("exclude", old.exclude, new.exclude, added=_LOOSE, removed=_TIGHT),
        *_zone_changes(old.zones, new.zones),
        *_component_changes(old.components, new.components),
    ]
    if old.roots != new.roots:
        changes.append(_change("roots", old.roots, new.roots, GateEffect.UNKNOWN))
    if old.max_paths != new.max_paths:
        changes.append(_limit("max_paths", old.max_paths, new.max_paths))
    return tuple(sorted(changes, key=lambda change: (change.path, change.before, change.after)))


def compare_targets(old: Phase | None, new: Phase) -> tuple[RuleChange, ...]:
    """Targets of the phase that the older configuration sets otherwise, sorted by metric.

    A target that only one side has is no change of the gate: phases set their own.
    """
    known = {target.metric: target for target in old.targets} if old else {}
    changes = []
    for target in sorted(new.targets, key=lambda item: item.metric):
        earlier = known.get(target.metric)
        if earlier is not None and (earlier.op, earlier.value) != (target.op, target.value):
            changes.append(
                RuleChange(
                    path=f"phases.{new.id}.targets.{target.metric}",
                    before=f"{earlier.op} {earlier.value:g}",
                    after=f"{target.op} {target.value:g}",
                    effect=_target_effect(earlier, target),
                    note=f"the target on {target.metric} was set anew",
                )
            )
    return tuple(changes)


def measure_rule_effects(
    before: tuple[Snapshot, Snapshot], after: tuple[Snapshot, Snapshot]
) -> tuple[RuleEffect, ...]:
    """The metrics on which the change of rules made a difference, sorted by id.

    Each pair is one revision under the older and under the newer rules.
    """
    sides = [_values(snapshot) for snapshot in (*before, *after)]
    shown: dict[str, Metric] = {}
    for snapshot in (*before, *after):
        shown.update({metric.id: metric for metric in snapshot.metrics})
    effects = []
    for name in sorted(shown):
        values = [side.get(name) for side in sides]
        if shown[name].direction is Direction.NEUTRAL:
            continue
        if values[0] != values[1] or values[2] != values[3]:
            effects.append(
                RuleEffect(
                    id=name,
                    title=shown[name].title,
                    unit=shown[name].unit,
                    before_older=values[0],
                    before_newer=values[1],
                    after_older=values[2],
                    after_newer=values[3],
                )
            )
    return tuple(effects)


def _values(snapshot: Snapshot) -> Mapping[str, float | None]:
    return {metric.id: metric.value for metric in snapshot.metrics}


def _set_changes(
    path: str,
    old: Iterable[str],
    new: Iterable[str],
    *,
    added: GateEffect,
    removed: GateEffect,
) -> list[RuleChange]:
    before, after = set(old), set(new)
    gone = [_item(path, item, "", removed) for item in sorted(before - after)]
    return gone + [_item(path, "", item, added) for item in sorted(after - before)]


def _zone_changes(old: Sequence[ZonePattern], new: Sequence[ZonePattern]) -> list[RuleChange]:
    before = [(item.zone, item.glob) for item in old]
    after = [(item.zone, item.glob) for item in new]
    changes = []
    for zone, glob in sorted(set(before) - set(after)):
        effect = _LOOSE if zone == Zone.PRODUCTION else _TIGHT
        changes.append(_item(f"zones.{zone}", glob, "", effect))
    for zone, glob in sorted(set(after) - set(before)):
        effect = _TIGHT if zone == Zone.PRODUCTION else _LOOSE
        changes.append(_item(f"zones.{zone}", "", glob, effect))
    if not changes and before != after:
        changes.append(_change("zones", _spelled(before), _spelled(after), GateEffect.UNKNOWN))
    return changes


def _spelled(zones: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(f"{zone}: {glob}" for zone, glob in zones)


def _component_changes(old: Sequence[Component], new: Sequence[Component]) -> list[RuleChange]:
    before, after = {item.id: item for item in old}, {item.id: item for item in new}
    changes = [
        _item(f"components.{name}", before[name].title, "", _LOOSE)
        for name in sorted(before.keys() - after.keys())
    ]
    changes += [
        _item(f"components.{name}", "", after[name].title, _TIGHT)
        for name in sorted(after.keys() - before.keys())
    ]
    for name in sorted(before.keys() & after.keys()):
        changes += _one_component(f"components.{name}", before[name], after[name])
    return changes


def _one_component(path: str, old: Component, new: Component) -> list[RuleChange]:
    changes = [
        *_set_changes(f"{path}.symbols", old.symbols, new.symbols, added=_TIGHT, removed=_LOOSE),
        *_set_changes(
            f"{path}.canonical", old.canonical, new.canonical, added=_LOOSE, removed=_TIGHT
        ),
        *_set_changes(f"{path}.internal", old.internal, new.internal, added=_TIGHT, removed=_LOOSE),
    ]
    if old.max_paths != new.max_paths:
        changes.append(_limit(f"{path}.max_paths", old.max_paths, new.max_paths))
    if old.factory != new.factory:
        effect = _TIGHT if not old.factory else GateEffect.UNKNOWN if new.factory else _LOOSE
        changes.append(_item(f"{path}.factory", old.factory, new.factory, effect))
    return changes


def _target_effect(old: Target, new: Target) -> GateEffect:
    upper, lower = ("<", "<="), (">", ">=")
    for side in (upper, lower):
        if old.op in side and new.op in side:
            if old.value == new.value:
                return _LOOSE if "=" in new.op else _TIGHT
            raised = new.value > old.value
            return _LOOSE if raised is (side is upper) else _TIGHT
    return GateEffect.UNKNOWN


def _limit(path: str, old: int, new: int) -> RuleChange:
    return _item(path, str(old), str(new), _LOOSE if new > old else _TIGHT)


def _change(path: str, old: Sequence[str], new: Sequence[str], effect: GateEffect) -> RuleChange:
    return _item(path, ", ".join(old), ", ".join(new), effect)


def _item(path: str, old: str, new: str, effect: GateEffect) -> RuleChange:
    verb = "changed" if old and new else "removed" if old else "added"
    return RuleChange(path=path, before=old, after=new, effect=effect, note=f"{path} {verb}")
