"""Which imports a view holds, and which stay inside the codebase."""

from __future__ import annotations

import itertools

import pytest

from audit.model.facts import ImportKind
from audit.model.imports import Bucket, View
from tests.worlds.small_records import make_import

K = ImportKind


@pytest.mark.parametrize(
    ("kinds", "views"),
    [
        ([K.LOAD], "load-time run-time conceptual"),
        ([K.CLASS_BODY], "load-time run-time conceptual"),
        ([K.LOAD, K.OPTIONAL, K.GUARDED], "load-time run-time conceptual"),
        ([K.DYNAMIC], "run-time conceptual"),
        ([K.OPTIONAL], "conceptual"),
        ([K.LOAD, K.DYNAMIC], "load-time run-time conceptual"),
        ([K.LAZY], "run-time conceptual"),
        ([K.LAZY, K.DYNAMIC], "run-time conceptual"),
        ([K.CLASS_BODY, K.LAZY], "run-time conceptual"),
        ([K.LOAD, K.LAZY_KEYWORD], "run-time conceptual"),
        ([K.LOAD, K.TYPING], "conceptual"),
        ([K.LAZY, K.TYPING], "conceptual"),
        ([K.STRING], "conceptual"),
    ],
)
def test_kinds_belong_to_views(kinds: list[ImportKind], views: str) -> None:
    """Each combination of kinds belongs to the views that can see it."""
    assert " ".join(view.value for view in View if view.holds(kinds)) == views


def test_each_view_holds_what_the_one_before_holds() -> None:
    """load-time is part of run-time, and run-time of conceptual, whatever the kinds."""
    for size in range(4):
        for kinds in itertools.combinations(ImportKind, size):
            held = [view.holds(kinds) for view in View]
            assert held == sorted(held), kinds


@pytest.mark.parametrize("bucket", list(Bucket))
def test_an_import_stays_inside_unless_it_leaves_for_other_code(bucket: Bucket) -> None:
    """A broken name loads its module all the same; the standard library and third parties are
    outside, and a module's import of itself leads nowhere else."""
    outside = bucket in {Bucket.STANDARD_LIBRARY, Bucket.THIRD_PARTY}
    assert make_import("a", "b", bucket=bucket).stays_inside is not outside
    assert not make_import("a", "a", bucket=bucket).stays_inside
