"""The sample's phases: two honest ones, one in which only tests changed, a mixed one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from audit.model.comparison import Status
from audit.model.gate import Judgement, Strength
from audit.pipeline.configuration import find_phase, load_configuration
from audit.pipeline.phase import PhaseResult, run_phase
from audit.pipeline.summary import summarise_phase
from audit.reports.markdown import render_section
from audit.reports.sections import Section
from tests.worlds.command_line import CONFIGURATION, SAMPLE, draw_shop, run_audit

PHASE = """
[[phases]]
id = "one"
before = "."
after = "."
"""


def _run(phase: str) -> PhaseResult:
    name = "audit-mixed.toml" if phase == "phase-mixed" else "audit.toml"
    settings = load_configuration(str(SAMPLE / name))
    return run_phase(find_phase(settings, phase), settings.rules, base=settings.folder)


@pytest.mark.parametrize("phase", ["phase-1", "phase-3"])
def test_honest_phases_are_earned_and_met(phase: str) -> None:
    """Every improvement of an honest phase is earned, and its status is met."""
    result = _run(phase)
    assert {figure.judgement for figure in result.gate.figures} == {Judgement.EARNED}
    assert {test.judgement for test in result.gate.tests} == {Judgement.EARNED}
    assert "tests.passed" in {figure.id for figure in result.gate.figures}
    assert result.status is Status.MET


def test_a_phase_that_edited_tests_is_not_met() -> None:
    """Where only tests changed, each improvement is the gate's, and no target counts as met."""
    result = _run("phase-2")
    assert {figure.id: figure.judgement for figure in result.gate.figures} == dict.fromkeys(
        ("tests.failed", "tests.passed", "tests.success_rate"), Judgement.GATE_MOVED
    )
    assert dict(result.gate.tally)[Judgement.GATE_MOVED] == 3
    only = {judged.target.metric: judged.only_by_gate for judged in result.gate.targets}
    assert only == {
        "component.reservations.paths_production": False,
        "tests.passed": True,
        "tests.success_rate": True,
    }
    assert result.status is Status.PARTLY_MET
    assert [target.status for target in result.targets] == [Status.MET] * 3
    without = {figure.id: figure.without_gate for figure in result.gate.figures}
    assert without["tests.passed"] == 79
    assert without["tests.success_rate"] == pytest.approx(79 / 88)


def test_the_swallowed_assertion_of_that_phase_is_found() -> None:
    """The test whose except was broadened cannot fail any more; the line that says so is named."""
    (found,) = [s for s in _run("phase-2").gate.strengths if s.strength is not Strength.SUBSTANTIVE]
    assert found.test.endswith("::test_desks_of_a_terminal_share_its_manager")
    assert found.strength is Strength.CANNOT_FAIL
    assert found.text.startswith("except Exception:")


def test_a_phase_that_did_both_is_mixed() -> None:
    """Where code and tests changed, test figures are mixed and the code's own figures earned."""
    result = _run("phase-mixed")
    found = {figure.id: figure.judgement for figure in result.gate.figures}
    assert found.pop("tests.passed") is Judgement.MIXED
    assert found.pop("tests.failed") is Judgement.MIXED
    assert found.pop("tests.success_rate") is Judgement.MIXED
    assert set(found.values()) == {Judgement.EARNED}
    assert result.status is Status.PARTLY_MET


def test_the_cross_run_gives_the_code_nothing() -> None:
    """Run all four ways, phase-2 gained three tests: the code earned none, the tests gave all."""
    command = ["attribute", "--phase", "phase-2", "--config", CONFIGURATION, "--format", "json"]
    result = run_audit(*command, "--tests", "python -m pytest -q", "--time-limit", "120")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert (answer["earned"], answer["given"], answer["lost"]) == (0, 3, [])
    assert [(r["tests"], r["production"], r["passed"]) for r in answer["runs"]] == [
        ("before", "before", 79),
        ("before", "after", 79),
        ("after", "before", 82),
        ("after", "after", 82),
    ]
    assert {each["owner"] for each in answer["gained"]} == {"given away by the tests"}


def test_a_cross_run_without_tests_is_not_green(tmp_path: Path) -> None:
    """Four runs that collect nothing are shown, and the exit code is 2."""
    world = draw_shop(tmp_path, {"audit.toml": PHASE})
    (world / "tests" / "test_shop.py").unlink()
    result = run_audit(
        *("attribute", "--phase", "one", "--config", str(world / "audit.toml")),
        *("--tests", "python -m pytest -q", "--format", "json"),
    )
    assert result.exit_code == 2
    assert [run["total"] for run in json.loads(result.stdout)["runs"]] == [0, 0, 0, 0]
    assert "no test was collected" in result.stderr


def test_a_report_shows_the_cross_run_that_the_phase_names(tmp_path: Path) -> None:
    """The saved answer of `audit attribute` stands on the first screen, with its file; one of
    other revisions is left out and called out."""
    world = shutil.copytree(SAMPLE, tmp_path / "sample")
    command = ["attribute", "--config", str(world / "audit.toml"), "--format", "json"]
    run = ["--phase", "phase-2", "--tests", "python -m pytest -q", "--time-limit", "120"]
    saved = run_audit(*command, *run).stdout
    (world / "results" / "cross-run.json").write_text(saved, encoding="utf-8")
    rules = (world / "audit.toml").read_text(encoding="utf-8")
    for phase in ("phase-2", "phase-3"):
        after = f'after = "results/{phase}.xml" }}'
        assert after in rules
        named = after.replace(" }", ', cross_run = "results/cross-run.json" }')
        rules = rules.replace(after, named)
    (world / "audit.toml").write_text(rules, encoding="utf-8")
    told = summarise_phase(configuration=str(world / "audit.toml"), phase="phase-2")
    assert "of 3 gained tests, 3 given away by the tests" in told.opening.gate_line
    assert "results/cross-run.json (sha256:" in render_section(told, Section.GATE)
    other = summarise_phase(configuration=str(world / "audit.toml"), phase="phase-3")
    assert "Cross-run" not in other.opening.gate_line
    assert any("is of other revisions" in warning for warning in other.opening.warnings)
