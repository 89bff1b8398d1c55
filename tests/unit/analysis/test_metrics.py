"""Metrics of a survey, checked by hand on a small world."""

from __future__ import annotations

from audit.analysis.survey import survey_codebase
from audit.model.metrics import Direction, Metric
from audit.model.rules import Rules
from tests.worlds.codebases import build_world

FILES = {
    "pkg/__init__.py": "from .core import Thing\n",
    "pkg/core.py": "import pkg.loop\nclass Thing: ...\n",
    "pkg/loop.py": "import pkg.core\n",
    "pkg/broken.py": "from pkg.gone import x\nclass (:\n",
    "app.py": """\
        import json
        from pkg import Thing
        from pkg.core import Thing as T
        __import__(x)
        """,
}


def metrics(files: dict[str, str] = FILES) -> dict[str, Metric]:
    """All metrics of the world by id."""
    return {metric.id: metric for metric in survey_codebase(build_world(files), Rules()).metrics}


def test_counts() -> None:
    """Counts are those of the world."""
    found = metrics()
    expected = {
        "modules": 5,
        "lines": 10,
        "fragmented_symbols": 1,
        "broken_imports": 1,
        "parse_problems": 1,
        "cycles.load_time": 1,
        "shim_debt": 0,
    }
    assert {name: found[name].value for name in expected} == expected


def test_shares_have_parts() -> None:
    """A share has numerator and denominator of the same set."""
    found = metrics()
    parsed, decided = found["coverage.files_parsed"], found["coverage.imports_decided"]
    assert (parsed.numerator, parsed.denominator, parsed.value) == (4, 5, 0.8)
    assert (decided.numerator, decided.denominator) == (7, 8)
    canonical = found["canonical_share"]
    assert (canonical.numerator, canonical.denominator) == (2, 3)


def test_nothing_to_divide_by() -> None:
    """A share of nothing has no value and says why."""
    found = metrics({"m.py": "x = 1\n"})["canonical_share"]
    assert found.value is None
    assert found.reason.startswith("nothing to divide by")


def test_every_metric_says_what_it_covers() -> None:
    """Each metric has direction and cover; a missing value has its reason."""
    for metric in metrics().values():
        assert metric.covers
        assert metric.direction in Direction
        assert (metric.value is None) is bool(metric.reason)
