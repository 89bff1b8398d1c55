"""Test settings that decide what is collected."""

from __future__ import annotations

import pytest

from audit.model.gate import GateEffect
from audit.phases.suite_settings import compare_settings, read_settings


def _toml(line: str) -> dict[str, str]:
    return {"pyproject.toml": f"[tool.pytest.ini_options]\n{line}\n"}


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [
        ('addopts = "-q"', 'addopts = "-q --deselect tests/a.py"', GateEffect.LOOSENED),
        ('addopts = "-q -k fast"', 'addopts = "-q"', GateEffect.TIGHTENED),
        ("xfail_strict = true", "xfail_strict = false", GateEffect.LOOSENED),
        ('python_files = ["test_*.py"]', 'python_files = ["check_*.py"]', GateEffect.UNKNOWN),
        ('testpaths = ["tests"]', 'testpaths = ["tests/unit"]', GateEffect.UNKNOWN),
    ],
)
def test_a_deciding_setting_is_part_of_the_gate(old: str, new: str, effect: GateEffect) -> None:
    """Options that leave tests out loosen; what has no clear direction is unknown."""
    (change,) = compare_settings(read_settings(_toml(old).get), read_settings(_toml(new).get))
    assert (change.effect, change.file) == (effect, "pyproject.toml")


def test_other_settings_are_not() -> None:
    """Markers and the import path decide no result."""
    old, new = _toml('markers = ["a"]'), _toml('pythonpath = ["src"]')
    assert compare_settings(read_settings(old.get), read_settings(new.get)) == ()


@pytest.mark.parametrize("name", ["pytest.ini", "tox.ini", "setup.cfg"])
def test_every_file_of_pytest_is_read(name: str) -> None:
    """Settings stand in four kinds of file; the first that has them counts."""
    section = "tool:pytest" if name == "setup.cfg" else "pytest"
    texts = {name: f"[{section}]\naddopts = -q\n  -x\n"}
    assert read_settings(texts.get) == (name, {"addopts": "-q -x"})


def test_broken_files_count_as_absent() -> None:
    """A file that cannot be parsed decides nothing."""
    texts = {"pyproject.toml": "[", "setup.cfg": "x"}
    assert read_settings(texts.get) == ("", {})
