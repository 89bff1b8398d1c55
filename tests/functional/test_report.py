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
    """Met is 0; missed is 1; a target that nothing measures is 1 and never green. A target
    without a name of its own is called after its figure."""
    text = PHASE.format(metric=metric, value=value)
    monkeypatch.chdir(draw_shop(tmp_path / "world", {"audit.toml": text}))
    found = answer("report", "--phase", "one", "--out", tmp_path / "out", code=code)
    assert found["status"] == status
    (target,) = found["targets"]
    named = {"cycles.load_time": "Import cycles, load-time view"}
    assert target["title"] == named.get(metric, metric)


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
    assert "BEFORE and AFTER" in found.stderr


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


_TWO_PHASES = "".join(
    PHASE.format(metric="cycles.load_time", value=value).replace('"one"', f'"{name}"')
    for name, value in (("kept", 1), ("missed", 0))
)


def test_all_phases_in_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --all the document holds every phase with its verdict, targets and files, and each
    figure at every state; one missed target makes the exit code 1."""
    monkeypatch.chdir(draw_shop(tmp_path / "world", {"audit.toml": _TWO_PHASES}))
    found = answer("report", "--all", "--out", tmp_path / "out", code=1)
    assert [(each["phase"], each["status"]) for each in found["phases"]] == [
        ("kept", "met"),
        ("missed", "missed"),
    ]
    assert [each["targets"][0]["target"] for each in found["phases"]] == ["<= 1", "<= 0"]
    assert all(Path(name).is_file() for name in found["files"])
    assert all(Path(name).is_file() for each in found["phases"] for name in each["files"])
    cycles = next(each for each in found["trends"] if each["metric"] == "cycles.load_time")
    assert cycles["values"] == [1, 1, 1]
    assert cycles["forecast"]["value"] is None
    assert "it takes 5" in cycles["forecast"]["reason"]


def test_all_phases_in_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As CSV a row for each target of each phase, as Markdown a row for each phase; a phase that
    cannot be reported is named and the exit code is 2."""
    text = _TWO_PHASES + PHASE.format(metric="modules", value=9).replace('"."', '"gone"')
    monkeypatch.chdir(draw_shop(tmp_path / "world", {"audit.toml": text}))
    rows = run_audit("report", "--all", "--out", tmp_path / "out", "--format", "csv")
    assert rows.exit_code == 2
    assert [line.split(",")[0] for line in rows.stdout.splitlines()] == ["phase", "kept", "missed"]
    assert "one: not reported" in rows.stderr
    page = run_audit("report", "--all", "--out", tmp_path / "out", "--format", "md")
    assert "| missed | missed |" in page.stdout
    assert "| one | not reported |" in page.stdout
