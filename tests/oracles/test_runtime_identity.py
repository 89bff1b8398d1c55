"""Our answers against the objects themselves, for three small packages."""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from benchmarks.runtime_identity import judge, probe
from tests.worlds.installed import find_package, read_package


@pytest.mark.parametrize(("package", "least"), [("click", 200), ("jinja2", 250), ("typer", 300)])
def test_every_public_path_is_right(package: str, least: int) -> None:
    """Every public class and function path of the package ends in the object's definition."""
    folder = find_package(package)
    rows, summary = probe(sys.executable, package)
    assert summary["modules"] > 10
    verdicts = list(judge(read_package(folder), folder.parent, rows))
    counts = Counter(verdict for verdict, _ in verdicts)
    wrong = [text for verdict, text in verdicts if verdict in ("different object", "unresolved")]
    assert wrong == []
    assert counts["right"] + counts["external, rightly"] > least
