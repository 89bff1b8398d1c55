"""The stored comparison of module graphs on real packages: complete, and explained line by line."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks.module_graphs import PACKAGES, UNEXPLAINED, compare_package, render_table
from tests.worlds.installed import find_package

RESULTS = Path(__file__).parents[2] / "benchmarks" / "results"
DOCUMENT = json.loads((RESULTS / "module_graphs.json").read_text(encoding="utf-8"))
STORED: dict[str, dict[str, Any]] = DOCUMENT["packages"]


def test_packages_are_the_pinned_ones() -> None:
    """Django and at least four more packages in pinned versions, and the table shows them."""
    assert set(STORED) == {f"{name} {release}" for name, release, _ in PACKAGES}
    assert len(STORED) >= 5
    assert any(name.startswith("Django ") for name in STORED)
    table = (RESULTS / "module_graphs.md").read_text(encoding="utf-8")
    assert table == render_table(DOCUMENT)


@pytest.mark.parametrize("package", STORED)
def test_every_line_is_explained(package: str) -> None:
    """What one tool alone has are the lines that stand there, each with a reason."""
    found = STORED[package]
    counts = Counter(row[0] for row in found["lines"])
    above = found["pydeps_packages_above"]
    assert counts["kit"] == found["edges"] - found["grimp_agreed"]
    assert counts["grimp"] == found["grimp_edges"] - found["grimp_agreed"]
    assert counts["pydeps"] == found["pydeps_edges"] - found["pydeps_agreed"] - above
    assert len({tuple(row[:3]) for row in found["lines"]}) == len(found["lines"])
    assert all(row[3] and row[3] != UNEXPLAINED for row in found["lines"])


@pytest.mark.parametrize("package", STORED)
def test_enough_is_looked_at(package: str) -> None:
    """Each package has more than a hundred modules, every import is in one bucket, and the peers
    confirm nearly all edges."""
    found = STORED[package]
    assert found["modules"] > 100
    assert sum(found["buckets"].values()) == found["imports"] > 1000
    assert found["grimp_agreed"] > 0.98 * found["edges"]
    assert found["load_time_confirmed_by_pydeps"] > 0.9 * found["load_time_edges"]


def test_installed_package_is_explained_too() -> None:
    """Compared here and now, an installed package has no difference without a reason, and pydeps
    confirms every load-time edge."""
    found = compare_package(find_package("typer").parent, "typer")
    assert [row for row in found["lines"] if row[3] == UNEXPLAINED] == []
    assert found["edges"] > 10
    assert found["load_time_confirmed_by_pydeps"] == found["load_time_edges"]
