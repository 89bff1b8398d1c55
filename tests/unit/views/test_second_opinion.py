"""Two tools' edges side by side: each difference has the cause that made it."""

from __future__ import annotations

import pytest

from audit.model.facts import ImportKind
from audit.model.imports import Bucket, ResolvedImport
from audit.views.second_opinion import (
    Cause,
    build_edge_table,
    build_opinion_table,
    compare_edges,
)
from tests.worlds.small_records import make_import

MODULES = ("p", "p.a", "p.b", "p.c", "p.b.c")


@pytest.mark.parametrize(
    ("imports", "edge", "cause"),
    [
        ([make_import("p.a", "p.b.c")], ("p.a", "p.b"), Cause.PARENT),
        ([make_import("p.a", "p.a")], ("p.a", "p"), Cause.PARENT),
        (
            [make_import("p.a", "p", path="p.b.gone", bucket=Bucket.BROKEN)],
            ("p.a", "p.b"),
            Cause.BROKEN,
        ),
        ([make_import("p.a", "p.b", kinds=(ImportKind.STAR,))], ("p.a", "p.b.c"), Cause.STAR),
        ([make_import("p.a", "p.b", name="c")], ("p.a", "p.b.c"), Cause.HIDDEN),
        ([make_import("p.a", "p.c")], ("p.a", "p.b"), Cause.UNEXPLAINED),
        ([make_import("p.c", "p.b.c")], ("p.a", "p.b"), Cause.UNEXPLAINED),
        ([], ("p.a", "p"), Cause.UNEXPLAINED),
    ],
)
def test_an_edge_that_only_pydeps_has_gets_its_cause(
    imports: list[ResolvedImport], edge: tuple[str, str], cause: Cause
) -> None:
    """What pydeps alone counts is explained by our imports of that module, or not at all."""
    comparison = compare_edges(imports, [edge], package="p", modules=MODULES)
    theirs = [each for each in comparison.differences if not each.ours]
    assert [(each.importer, each.imported, each.cause) for each in theirs] == [(*edge, cause)]


@pytest.mark.parametrize(
    ("imports", "modules", "cause"),
    [
        ([make_import("p.a", "p.b")], ("p", "p.a"), Cause.NOT_READ),
        (
            [make_import("p.a", "p.b", kinds=(ImportKind.DYNAMIC, ImportKind.LAZY))],
            MODULES,
            Cause.NO_STATEMENT,
        ),
        ([make_import("p.a", "p.b", guard="False")], MODULES, Cause.NOT_COMPILED),
        (
            [
                make_import("p.a", "p.b"),
                make_import("p.c", "b", bucket=Bucket.THIRD_PARTY),
            ],
            MODULES,
            Cause.REMEMBERED,
        ),
        ([make_import("p.a", "p.b")], MODULES, Cause.UNEXPLAINED),
    ],
)
def test_an_edge_that_only_we_have_gets_its_cause(
    imports: list[ResolvedImport], modules: tuple[str, ...], cause: Cause
) -> None:
    """What we alone count is explained by kind, guard or what pydeps could read."""
    comparison = compare_edges(imports, [], package="p", modules=modules)
    assert [each.cause for each in comparison.differences] == [cause]
    assert comparison.differences[0].places == ("p/a.py:1",)


def test_the_places_of_an_edge_stand_in_the_order_of_the_file() -> None:
    """Line 9 comes before line 10."""
    found = [make_import("p.a", "p.b", line=line) for line in (10, 9)]
    comparison = compare_edges(found, [], package="p", modules=MODULES)
    assert comparison.differences[0].places == ("p/a.py:9", "p/a.py:10")


def test_agreement_is_counted_inside_the_package_only() -> None:
    """Edges that leave the package, lead to themselves or are implied count for neither tool."""
    comparison = compare_edges(
        [
            make_import("p.a", "p.b"),
            make_import("p.a", "p", kinds=(ImportKind.IMPLICIT_PARENT,)),
            make_import("p.a", "json", bucket=Bucket.STANDARD_LIBRARY),
            make_import("q.a", "p.b"),
        ],
        [("p.a", "p.b"), ("p.a", "json"), ("p.b", "p.b")],
        package="p",
        modules=MODULES,
    )
    assert (comparison.ours, comparison.theirs, comparison.agreed) == (1, 1, 1)
    assert comparison.differences == ()


def test_the_tables_count_and_explain() -> None:
    """Causes are counted and explained; edges to packages above are listed on request only."""
    comparison = compare_edges(
        [make_import("p.a", "p.b.c"), make_import("p.c", "p.b")],
        [("p.a", "p.b.c"), ("p.a", "p.b"), ("p.a", "p")],
        package="p",
        modules=MODULES,
    )
    table = build_opinion_table(comparison)
    assert table.column("cause") == ("agreed", "unexplained", "package above")
    assert table.column("seen_by") == ("both", "this kit", "pydeps")
    assert table.column("edges") == (1, 1, 2)
    assert table.note == "2 edges here, 3 by pydeps, 1 by both; 1 unexplained."
    assert len(build_edge_table(comparison).rows) == 1
    assert len(build_edge_table(comparison, parents=True).rows) == 3
