"""How much of the code the audit looked at is a figure of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.model.scope import SCOPE_METRIC
from audit.phases.scope import compare_scopes, measure_scope
from tests.worlds.snapshots import small_comparison, small_snapshot


def test_the_share_is_files_looked_at_of_files_found() -> None:
    """With as many files excluded as looked at, half of the source is audited."""
    snapshot = small_snapshot()
    files = snapshot.coverage.files
    metric = measure_scope(snapshot, 2 * files).metric
    assert (metric.value, metric.numerator, metric.denominator) == (0.5, files, 2 * files)


def test_of_a_saved_snapshot_the_share_is_not_known() -> None:
    """Nobody counts the files of a source that is not at hand, and the figure says so."""
    metric = measure_scope(small_snapshot(), None).metric
    assert metric.value is None
    assert "saved snapshot" in metric.reason


def test_statements_are_counted_once_for_each_file() -> None:
    """A file with two module names does not count twice."""
    snapshot = small_snapshot()
    twice = replace(snapshot.modules[0], name="another.name")
    doubled = replace(snapshot, modules=(*snapshot.modules, twice))
    assert measure_scope(doubled, None) == measure_scope(snapshot, None)


def test_the_share_stands_among_the_metrics_of_a_comparison() -> None:
    """Targets, claims and verification see it like any other figure, with its change."""
    snapshot = small_snapshot()
    files = snapshot.coverage.files
    scopes = (measure_scope(snapshot, files), measure_scope(snapshot, 2 * files))
    metrics = compare_scopes(small_comparison(), scopes).metrics
    assert [each.id for each in metrics] == sorted(each.id for each in metrics)
    (found,) = (each for each in metrics if each.id == SCOPE_METRIC)
    assert (found.before, found.after) == (1.0, 0.5)
    assert found.change == pytest.approx(-0.5)
