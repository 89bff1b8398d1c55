"""`audit report`: the files, the verdict, and an exit code that is never green by accident."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.worlds.command_line import CONFIGURATION, SAMPLE, answer, draw_shop, run_audit

PHASE = """
[[phases]]
id = "one"
before = "."
after = "."
targets = [{{ metric = "{metric}", op = "<=", value = {value} }}]
"""


def test_a_phase_whose_targets_are_met(tmp_path: Path) -> None:
    """All formats are written, the status is told, and the exit code is 0."""
    found = answer("report", "--phase", "phase-1", "--config", CONFIGURATION, "--out", tmp_path)
    assert found["status"] == "met"
    assert {each["status"] for each in found["targets"]} == {"met"}
    assert [Path(each).suffix for each in found["files"]] == [".ipynb", ".md", ".html", ".pdf"]
    assert all(Path(each).stat().st_size for each in found["files"])


@pytest.mark.parametrize(
    ("metric", "value", "status", "code"),
    [
        ("cycles.load_time", 1, "met", 0),
        ("cycles.load_time", 0, "missed", 1),
        ("component.ghost.paths_production", 0, "not measurable", 1),
    ],
)
def test_the_exit_code_follows_the_targets(
    metric: str,
    value: int,
    status: str,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Met is 0; missed is 1; a target that nothing measures is 1 and never green."""
    text = PHASE.format(metric=metric, value=value)
    monkeypatch.chdir(draw_shop(tmp_path / "world", {"audit.toml": text}))
    found = answer("report", "--phase", "one", "--out", tmp_path / "out", code=code)
    assert found["status"] == status


def test_two_sources_have_no_targets(tmp_path: Path) -> None:
    """Without targets there is no verdict: exit code 0, and the words say why."""
    world = draw_shop(tmp_path / "world")
    found = run_audit("report", world, world, "--out", tmp_path / "out")
    assert found.exit_code == 0
    assert "not measurable, because no targets are set" in found.stdout


def test_nothing_of_the_current_folder_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report made inside audited code imports none of its modules, whatever their names."""
    trap = "import pathlib\npathlib.Path(__file__).with_name('ran').touch()\n"
    names = ("pandas", "msgspec", "typing_extensions", "audit", "IPython", "sitecustomize")
    world = draw_shop(tmp_path / "world", {f"{name}.py": trap for name in names})
    monkeypatch.chdir(world)
    assert run_audit("report", ".", ".", "--out", tmp_path / "out").exit_code == 0
    assert not (world / "ran").exists()


@pytest.mark.parametrize("sources", [[], ["one"]])
def test_something_to_report_on(sources: list[str], tmp_path: Path) -> None:
    """A phase or two sources are needed."""
    found = run_audit("report", *sources, "--out", tmp_path)
    assert found.exit_code == 2
    assert found.stderr.startswith("audit: ")


def test_a_broken_side_leaves_no_old_report(tmp_path: Path) -> None:
    """When a side cannot be audited, the sentence is said and no older page is left standing."""
    world = draw_shop(tmp_path / "world")
    out = tmp_path / "out"
    assert run_audit("report", world, world, "--out", out).exit_code == 0
    shutil.rmtree(world)
    found = run_audit("report", SAMPLE / "baseline", world, "--out", out)
    assert found.exit_code == 2
    assert "no such folder or file" in found.stderr
    assert not (out / "executive_summary.html").exists()
