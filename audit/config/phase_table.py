"""One `[[phases]]` table of the configuration: what is compared, and what the phase promised."""

from __future__ import annotations

from collections.abc import Sequence

from audit.config.toml_table import TomlTable, nearest_name
from audit.model.claims import Claim
from audit.model.rules import Declared, Journey, Phase, Target

__all__ = ["take_phase"]

_OPERATORS = ("<=", "<", ">=", ">", "==")
_SIDES = ("before", "after")


def take_phase(table: TomlTable, components: Sequence[str]) -> Phase:
    """Take one phase; `components` are the ids that it may name."""
    identity = table.take_id()
    tests = table.take_table("tests")
    phase = Phase(
        id=identity,
        title=table.take_text("title") or identity,
        before=table.take_text("before", required=True),
        after=table.take_text("after", required=True),
        issue=table.take_text("issue"),
        date=table.take_date("date"),
        component=table.take_text("component"),
        targets=tuple(_take_target(each) for each in table.take_tables("targets")),
        business=tuple(_take_declared(each) for each in table.take_tables("business")),
        tests_before=tests.take_texts("before", one_allowed=True),
        tests_after=tests.take_texts("after", one_allowed=True),
        cross_run=tests.take_text("cross_run"),
        claims=tuple(_take_claim(each) for each in table.take_tables("claims")),
        journeys=tuple(_take_journey(each) for each in table.take_tables("journeys")),
        risks=tuple(_take_declared(each) for each in table.take_tables("risks")),
        narrative=tuple(_take_declared(each) for each in table.take_tables("narrative")),
    )
    tests.finish()
    if phase.component and phase.component not in components:
        advice = nearest_name(phase.component, components)
        table.note("component", f"no component {phase.component!r}{advice}")
    table.finish()
    return phase


def _take_target(table: TomlTable) -> Target:
    target = Target(
        metric=table.take_text("metric", required=True),
        op=table.take_text("op", required=True),
        value=table.take_number("value"),
        title=table.take_text("title"),
        owner=table.take_text("owner"),
        due=table.take_date("due"),
    )
    if target.op and target.op not in _OPERATORS:
        table.note("op", f"{target.op!r} is none of {' '.join(_OPERATORS)}")
    table.finish()
    return target


def _take_claim(table: TomlTable) -> Claim:
    claim = Claim(
        figure=table.take_text("figure", required=True),
        value=table.take_number("value"),
        side=table.take_text("side") or "after",
        unit=table.take_text("unit"),
        tolerance=table.take_number("tolerance") if "tolerance" in table.keys else 0.0,
        declared_by=table.take_text("declared_by"),
    )
    if claim.side not in _SIDES:
        table.note("side", f"{claim.side!r} is none of {', '.join(_SIDES)}")
    table.finish()
    return claim


def _take_journey(table: TomlTable) -> Journey:
    journey = Journey(
        title=table.take_text("title", required=True),
        tests=table.take_texts("tests"),
        value=table.take_text("value"),
        declared_by=table.take_text("declared_by"),
        date=table.take_date("date"),
    )
    table.finish()
    return journey


def _take_declared(table: TomlTable) -> Declared:
    declared = Declared(
        title=table.take_text("title", required=True),
        value=table.take_text("value", required=True),
        declared_by=table.take_text("declared_by"),
        date=table.take_date("date"),
    )
    table.finish()
    return declared
