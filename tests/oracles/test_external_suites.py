"""The tests of other projects: what is stored is complete, and what is at hand runs."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from benchmarks.external_suites.modulefinder_suite import run_modulefinder
from benchmarks.external_suites.run import render_table

RESULTS = Path(__file__).parents[2] / "benchmarks" / "results"
STORED: list[dict[str, Any]] = json.loads(
    (RESULTS / "external_suites.json").read_text(encoding="utf-8")
)["suites"]


@pytest.mark.parametrize("suite", STORED, ids=[suite["name"] for suite in STORED])
def test_every_disagreement_has_a_reason(suite: dict[str, Any]) -> None:
    """Agreed and disagreed add up to the questions, and each disagreement is explained."""
    assert suite["blocked"] == ""
    assert suite["questions"] == suite["agreed"] + suite["disagreed"]
    assert suite["cases"] >= 5
    assert suite["questions"] > 20
    assert suite["agreed"] > 2 * suite["disagreed"]
    reasons = [row[2] for row in suite["disagreements"]]
    assert len(reasons) == suite["disagreed"] == sum(suite["reasons"].values())
    assert all(reasons)
    assert "unexplained" not in reasons


def test_all_suites_are_there() -> None:
    """CPython's suite, mypy's and jedi's two each and PyCG's are stored and shown in the table."""
    assert [suite["name"].partition(":")[0] for suite in STORED] == [
        "CPython test_modulefinder",
        "mypy",
        "mypy",
        "jedi",
        "jedi",
        "PyCG micro-benchmark",
    ]
    table = (RESULTS / "external_suites.md").read_text(encoding="utf-8")
    assert table == render_table(STORED)


def test_modulefinder_suite_agrees_here() -> None:
    """Every description of this Python's own test of modulefinder has the answer it expects."""
    result = run_modulefinder()
    if result.blocked and "CI" not in os.environ:
        pytest.skip(result.blocked)
    assert result.blocked == ""
    assert len(result.questions) >= 20
    assert [each for each in result.questions if not each.agreed] == []
