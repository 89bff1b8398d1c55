"""Readings of what tables of lazy names say."""

from __future__ import annotations

import pytest

from audit.graph.lazy_names import delegate_candidates, entry_paths, module_readings
from audit.model.export_facts import LazyEntry
from tests.worlds.codebases import build_world

WORLD = build_world({"pkg/__init__.py": "", "pkg/a.py": "", "pkg/sub/__init__.py": ""})


@pytest.mark.parametrize(
    ("module", "written", "readings"),
    [
        ("pkg", ".a", ["pkg.a"]),
        ("pkg", "a", ["pkg.a", "a"]),
        ("pkg", "pkg.a", ["pkg.a", "pkg.pkg.a"]),
        ("pkg.a", ".b", ["pkg.b"]),
        ("pkg.sub", "..a", ["pkg.a"]),
        ("pkg.sub", ".", ["pkg.sub"]),
        ("pkg", "json", ["pkg.json", "json"]),
    ],
)
def test_readings(module: str, written: str, readings: list[str]) -> None:
    """Dots are relative to the package; without dots a first-party name comes first."""
    assert module_readings(WORLD.index, module, written) == readings


def test_entry_may_be_the_whole_path() -> None:
    """A text may be the module or already the whole path of the thing."""
    entry = LazyEntry(name="A", module="pkg.a.A", attribute="A", line=1)
    assert list(entry_paths(WORLD.index, "pkg", entry))[:2] == ["pkg.a.A.A", "pkg.a.A"]


def test_delegates_are_modules() -> None:
    """A delegate is a module that exists, else nothing."""
    assert delegate_candidates(WORLD.index, "pkg", ".a") == "pkg.a"
    assert delegate_candidates(WORLD.index, "pkg", ".b") == ""
