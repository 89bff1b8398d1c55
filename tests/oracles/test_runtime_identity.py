"""Our answers against the objects themselves: three small packages here, and the stored rest."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.runtime_classes import UNEXPLAINED
from benchmarks.runtime_identity import judge, probe
from benchmarks.runtime_report import build_document, render_tables
from tests.worlds.installed import find_package, read_package

RESULTS = Path(__file__).parents[2] / "benchmarks" / "results"


@pytest.mark.parametrize(("package", "least"), [("click", 200), ("jinja2", 250), ("typer", 300)])
def test_every_public_path_is_right(package: str, least: int) -> None:
    """Every public class and function path of the package ends in the object's definition."""
    folder = find_package(package)
    rows, summary = probe(sys.executable, package)
    assert summary["modules"] > 10
    verdicts = list(judge(read_package(folder), folder.parent, rows))
    counts = Counter(each.verdict for each in verdicts)
    wrong = [each.text for each in verdicts if each.verdict in ("different object", "unresolved")]
    assert wrong == []
    assert counts["right"] + counts["external, rightly"] > least


def test_stored_results_hold_the_target() -> None:
    """At least thirty packages of different styles, at least 99.5 % right of what is scored, no
    different object, and every other row in a class that is told."""
    stored = json.loads((RESULTS / "runtime_identity.json").read_text(encoding="utf-8"))
    wanted = {"sqlalchemy", "numpy", "scipy", "pydantic", "rich", "django", "sklearn"}
    assert wanted <= set(stored["packages"])
    assert len(stored["packages"]) >= 30
    assert stored["scored"] > 100_000
    assert stored["right_share"] >= 0.995
    assert stored["total"].get("different_object", 0) == 0
    assert UNEXPLAINED not in {each["class"] for each in stored["classes"]}
    for counts in stored["packages"].values():
        plain = counts.get("right", 0) + counts.get("external_rightly", 0)
        assert plain + sum(row[2] for row in counts["classes"]) == counts["paths"]


def test_stored_tables_say_what_the_results_say() -> None:
    """The Markdown tables are made from the stored counts."""
    stored = json.loads((RESULTS / "runtime_identity.json").read_text(encoding="utf-8"))
    assert build_document(stored["packages"]) == stored
    text = (RESULTS / "runtime_identity.md").read_text(encoding="utf-8")
    assert text == render_tables(stored)
