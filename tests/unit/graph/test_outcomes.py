"""Outcomes and their order."""

from __future__ import annotations

from audit.graph.outcomes import (
    Outcome,
    found_any,
    join_outcomes,
    missing_outcome,
    module_outcome,
    sorted_outcomes,
)
from audit.model.ledger import SymbolDefinition
from audit.model.modules import Zone


def symbol(path: str, kind: str = "class", *, unlikely: bool = False) -> Outcome:
    """A symbol at that path."""
    module, _, name = path.rpartition(".")
    definition = SymbolDefinition(
        path=path,
        module=module,
        qualname=name,
        kind=kind,
        file="m.py",
        line=1,
        end_line=1,
        zone=Zone.PRODUCTION,
    )
    return Outcome(
        kind="symbol", path=path, chain=(path,), definition=definition, unlikely=unlikely
    )


def test_order_of_candidates() -> None:
    """Definitions come before what is outside, that before values; rare branches come after
    usual ones of the same rank, and what is missing counts only alone."""
    external = Outcome(kind="external", path="json.x")
    given = [
        missing_outcome("m.x", "gone"),
        symbol("m.v", "value"),
        external,
        symbol("m.rare", unlikely=True),
        symbol("m.usual"),
        module_outcome("m.sub"),
    ]
    order = ["m.usual", "m.sub", "m.rare", "json.x", "m.v"]
    assert [outcome.path for outcome in sorted_outcomes(given)] == order
    assert [outcome.path for outcome in sorted_outcomes(given[:1])] == ["m.x"]


def test_same_end_counts_once() -> None:
    """Two ways to one end are one candidate."""
    assert len(sorted_outcomes([symbol("m.a"), symbol("m.a").via("p.a")])) == 1


def test_hops_are_not_repeated() -> None:
    """Going by way of a path that was passed already cuts the loop; an attribute is one of every
    hop."""
    outcome = symbol("m.a").via("p.a")
    assert outcome.via("p.a").chain == ("p.a", "m.a")
    assert outcome.via("m.a").chain == ("m.a",)
    assert join_outcomes(outcome, symbol("m.a.b"), "b").chain == ("p.a.b", "m.a.b")


def test_found_any() -> None:
    """Only what is not missing counts as found."""
    assert not found_any([missing_outcome("m.x", "gone")])
    assert found_any([missing_outcome("m.x", "gone"), module_outcome("m")])
