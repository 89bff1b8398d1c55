"""The rules of both revisions, and what their change alone does to the figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audit.config.configuration import CONFIGURATION_NAME, parse_rules, rules_digest
from audit.model.gate import RuleChange, RuleEffect
from audit.model.rules import Configuration, Phase, Rules
from audit.phases.revision_pair import Revision
from audit.phases.rule_changes import compare_rules, compare_targets, measure_rule_effects
from audit.pipeline.revisions import open_under
from audit.pipeline.snapshot import recall_audit

__all__ = ["MovedRules", "measure_rules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedRules:
    """Rules that changed between the revisions, and what that alone did to the figures."""

    changes: tuple[RuleChange, ...] = ()
    effects: tuple[RuleEffect, ...] = ()
    gaps: tuple[str, ...] = ()


def measure_rules(
    phase: Phase, rules: Rules, sides: tuple[Revision, Revision], base: Path | None
) -> MovedRules:
    """Both revisions under the older configuration, when both carry one and they differ."""
    own = [_own_configuration(side) for side in sides]
    if own[0] is None or own[1] is None:
        if own[0] is None and own[1] is None:
            return MovedRules()
        bare = sides[0 if own[0] is None else 1].snapshot.provenance.label
        return MovedRules(gaps=(f"{bare} carries no configuration, so rules were not compared",))
    older = own[0].rules
    old_phase = next((each for each in own[0].phases if each.id == phase.id), None)
    changes = (*compare_rules(older, rules), *compare_targets(old_phase, phase))
    if rules_digest(older) == rules_digest(rules):
        return MovedRules(changes=changes)
    measured = [
        recall_audit(open_under(specification, base, older), older)[0]
        for specification in (phase.before, phase.after)
    ]
    effects = measure_rule_effects(
        (measured[0], sides[0].snapshot), (measured[1], sides[1].snapshot)
    )
    return MovedRules(changes=changes, effects=effects)


def _own_configuration(side: Revision) -> Configuration | None:
    """The configuration that stands in a revision itself; None without one."""
    for name in (CONFIGURATION_NAME, "pyproject.toml"):
        text = side.read(name) if side.read is not None else None
        found = parse_rules(text, name) if text is not None else None
        if found is not None:
            return found
    return None
