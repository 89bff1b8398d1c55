"""Tables of a snapshot: each row from a record, each note with what was looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.model.facts import ImportKind
from audit.model.families import CellState
from audit.model.findings import FindingKind, Severity
from audit.model.imports import Bucket, Cycle, View
from audit.model.ledger import PathClass
from audit.model.snapshot import ComponentFigures, Coverage
from audit.views.cycles import build_cycle_table
from audit.views.families import (
    build_difference_table,
    build_family_table,
    build_matrix_table,
    build_member_table,
    choose_pair,
    find_families,
)
from audit.views.findings import build_finding_table, build_kind_table
from audit.views.headline import (
    build_component_table,
    build_coverage_table,
    build_headline_table,
)
from audit.views.imports import build_broken_table, build_bucket_table
from audit.views.ledger import (
    build_fragmented_table,
    build_ledger_table,
    build_symbol_table,
    find_entries,
)
from tests.worlds.small_records import (
    make_entry,
    make_family,
    make_finding,
    make_import,
    make_metric,
    make_module,
    make_path,
    make_snapshot,
)


def test_headline_says_why_a_figure_is_missing() -> None:
    """A metric without value gives its reason; a share gives its numerator and denominator."""
    snapshot = make_snapshot(
        metrics=(
            make_metric("paths", 4, numerator=4, denominator=9),
            make_metric("tests", None, reason="no test results"),
        )
    )
    table = build_headline_table(snapshot)
    assert table.column("value") == (4, None)
    assert table.column("covers") == (
        "all modules (4 of 9)",
        "not measurable: no test results",
    )
    assert "tree:1234" in table.note


def test_coverage_counts_files_and_symbols() -> None:
    """What was looked at is listed with its counts."""
    coverage = Coverage(
        files=3, files_parsed=2, files_with_problems=1, modules=3, lines=40, imports=5, buckets=()
    )
    table = build_coverage_table(make_snapshot(coverage=coverage, ledger=(make_entry("a.B"),)))
    counts = dict(zip(table.column("subject"), table.column("count"), strict=True))
    assert counts["Python files found"] == 3
    assert counts["files with a problem"] == 1
    assert counts["symbols in the ledger"] == 1


def test_configured_components_come_before_proposed_ones() -> None:
    """What the user asked about stands first, and proposals are named as such."""

    def make(name: str, proposed: bool) -> ComponentFigures:
        return ComponentFigures(
            id=name,
            title=name,
            proposed=proposed,
            symbols=(),
            canonical=(),
            paths_production=("a.B", "c.B"),
            paths_test=(),
            definitions=("a.B",),
            deprecated_in_use=(),
            broken_in_use=("x.y",),
            bypasses=(),
        )

    table = build_component_table(make_snapshot(components=(make("a", True), make("b", False))))
    assert table.column("id") == ("b", "a")
    assert table.column("origin") == ("configured", "proposed")
    assert table.column("paths_production") == (2, 2)
    assert table.column("broken") == (1, 1)


def test_the_most_fragmented_symbol_comes_first() -> None:
    """Only fragmented symbols are listed, those with most production paths first."""
    two = (make_path("a.X", production=1), make_path("b.X", PathClass.SHIM, production=2))
    three = (*two, make_path("c.X", production=1))
    snapshot = make_snapshot(
        ledger=(
            make_entry("a.Calm", (make_path("a.Calm", production=9),)),
            make_entry("a.Two", two),
            make_entry("a.Three", three),
            make_entry("a.TwoInDebt", two, shim_debt=2),
        )
    )
    table = build_fragmented_table(snapshot)
    assert table.column("symbol") == ("a.Three", "a.TwoInDebt", "a.Two")
    assert table.note == "Fragmented: 3 of 4 symbols in the ledger."
    assert build_fragmented_table(snapshot, limit=1).column("symbol") == ("a.Three",)


def test_a_symbols_page_marks_the_canonical_path() -> None:
    """Each path has class, uses by zone and first sites; exactly the canonical one is marked."""
    entry = make_entry(
        "shop.cart.Cart",
        (
            make_path("shop.Cart", PathClass.FACADE, production=5, test=2),
            make_path("shop.cart.Cart", production=1),
        ),
        canonical="shop.Cart",
    )
    table = build_symbol_table(entry)
    assert table.column("path") == ("shop.Cart", "shop.cart.Cart")
    assert table.column("path_class") == ("facade", "definition")
    assert table.column("is_canonical") == (True, False)
    assert table.column("uses_production") == (5, 1)
    assert table.column("uses_test") == (2, 0)
    assert "class defined in shop/cart.py:7" in table.note


def test_the_ledger_lists_every_path_of_every_symbol() -> None:
    """The ledger of several symbols has one row per symbol and path."""
    entries = (make_entry("a.X", (make_path("a.X"), make_path("b.X"))), make_entry("a.Y"))
    assert build_ledger_table(entries).column("symbol") == ("a.X", "a.X", "a.Y")


def test_the_ledger_tells_what_is_deprecated() -> None:
    """What a path's own warning names, and what the symbol's own deprecation names instead."""
    path = replace(make_path("a.X", PathClass.DEPRECATED), advice="b.X")
    entry = replace(make_entry("b.X", (path, make_path("b.X"))), deprecation="c.Y")
    table = build_ledger_table([entry])
    assert table.column("advice") == ("b.X", "")
    assert table.column("deprecation") == ("c.Y", "c.Y")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("", ["shop.cart.Cart", "shop.till.CartTill"]),
        ("Cart", ["shop.cart.Cart"]),
        ("Cart*", ["shop.cart.Cart", "shop.till.CartTill"]),
        ("shop.Cart", ["shop.cart.Cart"]),
        ("shop.till.*", ["shop.till.CartTill"]),
        ("cart", []),
    ],
)
def test_entries_are_found_by_name_or_any_path(pattern: str, found: list[str]) -> None:
    """Without a dot a pattern means the last name, with one the definition or an import path."""
    cart = make_entry("shop.cart.Cart", (make_path("shop.Cart"), make_path("shop.cart.Cart")))
    snapshot = make_snapshot(ledger=(cart, make_entry("shop.till.CartTill")))
    assert [each.definition.path for each in find_entries(snapshot, pattern)] == found


def test_buckets_are_all_listed_and_add_up() -> None:
    """Every bucket has a row even when it is empty, and the last row is the sum."""
    coverage = Coverage(
        files=1,
        files_parsed=1,
        files_with_problems=0,
        modules=2,
        lines=9,
        imports=8,
        buckets=(("broken", 2), ("first-party", 6)),
    )
    table = build_bucket_table(make_snapshot(coverage=coverage))
    assert table.column("bucket") == (*(bucket.value for bucket in Bucket), "all")
    assert table.column("imports") == (6, 0, 0, 2, 0, 0, 8)
    assert table.column("share")[3] == 0.25
    assert "add up to 8, as many as the 8 imports" in table.note


def test_buckets_that_do_not_add_up_are_told() -> None:
    """A sum that differs from the number of imports read is said, not hidden."""
    coverage = replace(make_snapshot().coverage, imports=5, buckets=(("broken", 2),))
    assert "which is not the 5" in build_bucket_table(make_snapshot(coverage=coverage)).note


def test_shares_of_nothing_are_missing() -> None:
    """Without any import there is no share, and no division by zero."""
    assert set(build_bucket_table(make_snapshot()).column("share")) == {None}


def test_broken_imports_stand_with_place_and_reason() -> None:
    """Only broken imports are listed, with file, line, kinds and why."""
    snapshot = make_snapshot(
        imports=(
            make_import("shop.till", "shop.cart"),
            make_import(
                "shop.till",
                "shop",
                path="shop.gone.X",
                bucket=Bucket.BROKEN,
                kinds=(ImportKind.LAZY,),
                line=4,
                reason="no module shop.gone",
            ),
        )
    )
    table = build_broken_table(snapshot)
    assert table.rows == (
        ("shop.gone.X", "shop.till", "shop/till.py:4", ("lazy",), "no module shop.gone"),
    )
    assert table.note == "Broken: 1 of 2 imports."


def make_cycle(view: View, *members: str) -> Cycle:
    """A cycle in which every module imports every other."""
    pairs = tuple((a, b) for a in members for b in members if a != b)
    return Cycle(
        view=view,
        members=members,
        imports=pairs,
        breakers=((members[0], members[1], f"{members[0]}.py", 2),),
    )


def test_cycles_stand_by_view_the_largest_first() -> None:
    """Load-time cycles come first; each names its breakers with their place."""
    snapshot = make_snapshot(
        modules=(make_module("a"), make_module("b"), make_module("c")),
        cycles=(
            make_cycle(View.CONCEPTUAL, "a", "b"),
            make_cycle(View.LOAD_TIME, "a", "b"),
            make_cycle(View.LOAD_TIME, "c", "d", "e"),
        ),
    )
    table = build_cycle_table(snapshot)
    assert table.column("view") == ("load-time", "load-time", "conceptual")
    assert table.column("size") == (3, 2, 2)
    assert table.column("breakers")[1] == ("a → b (a.py:2)",)
    assert len(build_cycle_table(snapshot, view=View.CONCEPTUAL).rows) == 1
    assert "3 cycles among 3 modules" in table.note


def test_a_cycle_tells_the_tests_it_rests_on() -> None:
    """A cycle that closes only under `if HACK:` says so; one that always closes says nothing."""
    there = make_import("a", "b")
    back = make_import("b", "a", guard="HACK", kinds=(ImportKind.LOAD, ImportKind.GUARDED))
    cycles = (make_cycle(View.LOAD_TIME, "a", "b"),)
    for imports, told in (((there, back), ("HACK",)), ((there, make_import("b", "a")), ())):
        table = build_cycle_table(make_snapshot(cycles=cycles, imports=imports))
        assert table.column("conditions") == (told,)


def test_duplicate_families_come_first() -> None:
    """Families that claim duplication stand first, those with most lines to save on top."""
    snapshot = make_snapshot(
        families=(
            make_family("Shape", ("a.Shape", "b.Shape"), duplicate=False, lines_saved=90),
            make_family("Cart", ("a.Cart", "b.Cart"), lines_saved=10),
            make_family("Till", ("a.Till", "b.Till"), lines_saved=20),
        )
    )
    table = build_family_table(snapshot)
    assert table.column("family") == ("Till", "Cart", "Shape")
    assert table.note == "3 families; duplicates: 2."
    assert [each.name for each in find_families(snapshot, "a.Cart")] == ["Cart"]
    assert [each.name for each in find_families(snapshot, "Nothing")] == []


def make_matrix() -> dict[str, tuple[tuple[str, CellState, tuple[str, ...]], ...]]:
    """One drifted and one missing method in the second member."""
    return {
        "add": (
            ("(self, item)", CellState.SAME, ()),
            ("(self, item, count)", CellState.DRIFTED, ("parameter count added",)),
        ),
        "clear": (("(self)", CellState.SAME, ()), ("", CellState.MISSING, ())),
    }


def test_the_matrix_says_each_state_in_words() -> None:
    """A cell tells same, drifted or missing in a word, without any colour."""
    family = make_family("Cart", ("a.Cart", "b.Cart"), cells=make_matrix())
    table = build_matrix_table(family)
    assert [column.title for column in table.columns] == [
        "Method",
        "a.Cart (reference)",
        "b.Cart",
    ]
    assert table.rows == (
        ("add", "same: (self, item)", "drifted: (self, item, count)"),
        ("clear", "same: (self)", "missing"),
    )
    assert "the signature is the same, the bodies may differ" in table.note


def test_the_long_matrix_has_a_row_per_cell() -> None:
    """Each method and member is a row; those that are the same can be left out."""
    family = make_family("Cart", ("a.Cart", "b.Cart"), cells=make_matrix())
    different = build_difference_table(family, same=False)
    assert different.column("state") == ("drifted", "missing")
    assert different.column("differences") == (("parameter count added",), ())
    assert build_difference_table(family).column("state") == (
        "same",
        "drifted",
        "same",
        "missing",
    )


def test_the_survivor_is_the_first_member() -> None:
    """The proposed survivor stands first and is called so."""
    family = replace(make_family("Cart", ("a.Cart", "b.Cart")), reference="b.Cart")
    table = build_member_table(family)
    assert table.column("member") == ("b.Cart", "a.Cart")
    assert table.column("role") == ("proposed survivor", "other member")
    assert table.column("lines") == (10, 10)


def test_the_pair_is_the_survivor_and_the_most_used_other_member() -> None:
    """The survivor is laid beside the member whose uses have most to gain."""
    family = make_family("Cart", ("a.Cart", "b.Cart", "c.Cart"))
    members = (*family.members[:2], replace(family.members[2], uses_production=4))
    survivor, other = choose_pair(replace(family, members=members))
    assert (survivor.path, other.path) == ("a.Cart", "c.Cart")


def test_errors_come_before_notes() -> None:
    """Findings stand by severity, with every place they were seen."""
    findings = [
        make_finding("b", severity=Severity.NOTE),
        make_finding("a", severity=Severity.ERROR, lines=(3, 0)),
    ]
    table = build_finding_table(findings)
    assert table.column("subject") == ("a", "b")
    assert table.column("places")[0] == ("shop/cart.py:3", "shop/cart.py")
    assert table.note == "2 findings."


def test_findings_are_counted_by_kind() -> None:
    """Each kind has its count, split by severity."""
    findings = [
        make_finding("a"),
        make_finding("b", severity=Severity.NOTE),
        make_finding("c", kind=FindingKind.CYCLE),
    ]
    assert build_kind_table(findings).rows == (
        ("broken-import", 2, 1, 0, 1),
        ("cycle", 1, 1, 0, 0),
    )
