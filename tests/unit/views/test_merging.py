"""What to do with a family: the order of merging, and how its objects are made."""

from __future__ import annotations

from audit.views.families import build_member_table
from audit.views.family_page import build_family_page
from audit.views.merging import (
    build_access_table,
    build_construction_table,
    build_merge_table,
)
from tests.worlds.planned import audit_texts
from tests.worlds.tills import FILES, find_family


def test_members_go_into_the_survivor_in_order() -> None:
    """Each member that could go stands in its place with what the survivor lacks."""
    table = build_merge_table(find_family())
    assert table.column("order") == (1,)
    assert table.column("member") == ("shop.old.Till",)
    assert table.column("life") == ("live",)
    assert table.column("ports") == (("method count(self)",),)
    assert table.title == "Order of merging into shop.till.Till"


def test_factories_and_instances_are_listed_once() -> None:
    """A factory function and a module-level instance each stand in one row with their place."""
    rows = {row[1]: row for row in build_access_table(find_family()).rows}
    assert set(rows) == {"shop.till.get_till", "shop.day.first"}
    assert rows["shop.till.get_till"][0] == "factory function"
    assert rows["shop.day.first"] == (
        "module-level instance",
        "shop.day.first",
        "production",
        "shop/day.py:3",
        ("shop.till.Till",),
    )


def test_constructions_past_the_factories_are_counted_by_zone() -> None:
    """Calls of the class count in their zone, a module-level instance too, a factory's not."""
    table = build_construction_table(find_family())
    assert table.rows == (("shop.old.Till", 1, 0, 0), ("shop.till.Till", 2, 1, 0))


def test_each_member_says_what_it_is_and_who_keeps_it_alive() -> None:
    """The survivor has no verdict, the copy has one with its confidence; both are alive."""
    table = build_member_table(find_family())
    assert table.column("verdict") == ("", "drifted copy")
    assert table.column("confidence")[0] is None
    assert table.column("life") == ("live", "live")
    assert table.column("last_change") == ("", "")
    assert table.column("authors") == (None, None)


def test_the_page_says_what_to_do() -> None:
    """The family's page holds the order of merging, what to port and how objects are made."""
    text = build_family_page(audit_texts(FILES), "Till").render_markdown()
    assert "Order of merging into" in text
    assert "method count" in text
    assert "| factory function | `shop.till.get_till` |" in text
