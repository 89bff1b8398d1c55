"""A report is verified by measuring again."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from audit.model.claims import (
    ClaimedFigure,
    ReportData,
    digest_report_text,
    render_html_block,
    render_markdown_block,
)
from audit.pipeline.configuration import find_phase, load_configuration
from audit.pipeline.phase import run_phase
from tests.worlds.command_line import CONFIGURATION, run_audit
from tests.worlds.judgements import make_report_side


@pytest.fixture(scope="module")
def data() -> ReportData:
    """What a true report of the sample's first phase carries."""
    settings = load_configuration(CONFIGURATION)
    result = run_phase(find_phase(settings, "phase-1"), settings.rules, base=settings.folder)
    return ReportData(
        phase="phase-1",
        status=result.status.value,
        before=make_report_side(result.comparison.before),
        after=make_report_side(result.comparison.after),
        figures=tuple(
            ClaimedFigure(id=delta.id, before=delta.before, after=delta.after)
            for delta in result.comparison.metrics
        ),
        text_digest=digest_report_text("Six paths became three."),
    )


@pytest.mark.parametrize("name", ["report.md", "report.html"])
def test_a_true_report_is_reproduced(data: ReportData, tmp_path: Path, name: str) -> None:
    """Measuring the phase again gives every figure of the report: exit code 0."""
    render = render_markdown_block if name.endswith(".md") else render_html_block
    path = tmp_path / name
    path.write_text(f"Six paths became three.\n\n{render(data)}\n", encoding="utf-8")
    result = run_audit("verify", str(path), "--config", CONFIGURATION)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Reproduced: ")


def test_a_figure_and_a_text_that_were_edited_are_listed(data: ReportData, tmp_path: Path) -> None:
    """A false figure and an edited text are each named with both values: exit code 1."""
    figures = tuple(
        dataclasses.replace(figure, after=1.0)
        if figure.id == "component.reservations.paths_production"
        else figure
        for figure in data.figures
    )
    block = render_markdown_block(dataclasses.replace(data, figures=figures))
    path = tmp_path / "report.md"
    path.write_text(f"Six paths became one.\n\n{block}\n", encoding="utf-8")
    result = run_audit("verify", str(path), "--config", CONFIGURATION, "--format", "json")
    assert result.exit_code == 1, result.output
    answer = json.loads(result.stdout)
    assert [(r["figure"], r["claimed"], r["measured"]) for r in answer["differing"]][1:] == [
        ("component.reservations.paths_production", "1", "3")
    ]
    assert answer["differing"][0]["figure"] == "text"


def test_a_file_that_is_no_report_is_one_sentence(tmp_path: Path) -> None:
    """A file without figures cannot be verified: exit code 2."""
    path = tmp_path / "letter.md"
    path.write_text("Dear all", encoding="utf-8")
    result = run_audit("verify", str(path), "--config", CONFIGURATION)
    assert result.exit_code == 2
    assert "the report carries no figures" in result.output
