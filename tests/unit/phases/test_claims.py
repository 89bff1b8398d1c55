"""Claims of reports against what measuring again gives."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from audit.errors import EvidenceError
from audit.model.claims import (
    Claim,
    ClaimedFigure,
    ClaimVerdict,
    ReportData,
    digest_report_text,
    render_html_block,
    render_markdown_block,
)
from audit.model.comparison import Comparison, Status
from audit.phases.claims import check_claims, verify_report
from audit.phases.report_data import read_report_data
from tests.worlds.judgements import make_report_side
from tests.worlds.small_records import make_comparison, make_delta
from tests.worlds.suites import draw_run

_RUNS = draw_run("a::t:F"), draw_run("a::t:P")


def _comparison() -> Comparison:
    return make_comparison(metrics=(make_delta("paths", 6.0, 3.0), make_delta("none", 1.0, None)))


def _data(**figures: tuple[float | None, float | None]) -> ReportData:
    found = _comparison()
    return ReportData(
        phase="p",
        status="met",
        before=make_report_side(found.before),
        after=make_report_side(found.after),
        figures=tuple(
            ClaimedFigure(id=name, before=before, after=after)
            for name, (before, after) in figures.items()
        ),
    )


@pytest.mark.parametrize(
    ("claim", "measured", "verdict"),
    [
        (Claim(figure="paths", value=3), "3", ClaimVerdict.REPRODUCED),
        (Claim(figure="paths", value=6, side="before"), "6", ClaimVerdict.REPRODUCED),
        (Claim(figure="paths", value=2), "3", ClaimVerdict.DIFFERS),
        (Claim(figure="paths", value=2.5, tolerance=0.5), "3", ClaimVerdict.REPRODUCED),
        (Claim(figure="none", value=1), "", ClaimVerdict.NOT_MEASURABLE),
        (Claim(figure="pahts", value=1), "", ClaimVerdict.NOT_MEASURABLE),
        (Claim(figure="tests.success_rate", value=1.0), "1", ClaimVerdict.REPRODUCED),
        (Claim(figure="tests.passed", value=0, side="before"), "0", ClaimVerdict.REPRODUCED),
    ],
)
def test_a_claim_stands_beside_what_was_measured(
    claim: Claim, measured: str, verdict: ClaimVerdict
) -> None:
    """Each claim of a hand-written report is reproduced, differs, or cannot be measured."""
    (found,) = check_claims([claim], _comparison(), _RUNS)
    assert (found.measured, found.verdict) == (measured, verdict)


def test_an_unknown_figure_names_the_nearest() -> None:
    """A metric that does not exist is told with the one that may be meant."""
    (found,) = check_claims([Claim(figure="pahts", value=1)], _comparison(), _RUNS)
    assert "did you mean paths?" in found.reason


def test_a_true_report_is_reproduced() -> None:
    """Status, revisions, rules, versions and every figure agree, what was no figure then and is
    none now (a target's misspelt metric) among them."""
    data = _data(paths=(6.0, 3.0), none=(1.0, None), pahts=(None, None))
    found = verify_report("r.md", data, comparison=_comparison(), runs=_RUNS, status=Status.MET)
    assert found.reproduced
    assert found.differing == ()


def test_each_false_statement_is_listed() -> None:
    """A changed figure, status, revision and text are each named with both values."""
    data = _data(paths=(6.0, 2.0), gone=(1.0, 1.0))
    data = dataclasses.replace(
        data, text_digest="x", after=dataclasses.replace(data.after, revision="other")
    )
    found = verify_report(
        "r.md", data, comparison=_comparison(), runs=_RUNS, status=Status.MISSED, text_digest="y"
    )
    assert not found.reproduced
    assert [(r.figure, r.side, r.claimed, r.measured) for r in found.differing] == [
        ("text", "", "x", "y"),
        ("status", "", "met", "missed"),
        ("revision", "after", "other", "tree:1234"),
        ("paths", "after", "2", "3"),
        ("gone", "before", "1", "not measurable"),
        ("gone", "after", "1", "not measurable"),
    ]


@pytest.mark.parametrize("suffix", [".md", ".html"])
def test_the_block_is_read_back_from_each_format(tmp_path: Path, suffix: str) -> None:
    """What a report carries survives Markdown and HTML, and its text's digest leaves it out."""
    data = _data(paths=(6.0, 3.0), none=(1.0, None))
    data = dataclasses.replace(data, phase="</script><b>&[x]: é")
    block = render_markdown_block(data) if suffix == ".md" else render_html_block(data)
    assert "<b>" not in block
    path = tmp_path / f"r{suffix}"
    path.write_text(f"Title\n\n{block}\n", encoding="utf-8")
    assert read_report_data(path) == (data, digest_report_text("Title"))


def test_a_notebook_carries_its_summary(tmp_path: Path) -> None:
    """The figures of a notebook are those of the summary in its output."""
    data = _data(paths=(6.0, 3.0))
    summary = {
        "title": {"phase": "p", "status": "met", "more": 1},
        "provenance": {
            "before": dataclasses.asdict(data.before) | {"files": 3},
            "after": dataclasses.asdict(data.after),
            "figures": [{"id": "paths", "before": {"value": 6.0}, "after": {"value": 3}}],
        },
    }
    output = {"data": {"application/vnd.ssot-audit.summary.v7+json": summary}}
    document = {"cells": [{"source": ""}, {"outputs": [{"text": "x"}, output]}]}
    path = tmp_path / "r.ipynb"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert read_report_data(path) == (data, "")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("r.md", "Title", "carries no figures"),
        ("r.html", "<p>x</p>", "carries no figures"),
        ("r.ipynb", "{}", "carries no summary"),
        ("r.ipynb", "{", "cannot be read"),
        ("r.ipynb", "[" * 100_000, "cannot be read"),
        (
            "r.md",
            "[ssot-audit-data]: <data:application/vnd.ssot-audit.report-data.v1+json;base64,e30=>",
            "cannot be read",
        ),
    ],
)
def test_a_report_without_figures_is_an_error(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    """A report that is not the kit's, or was cut, is refused in one sentence."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvidenceError, match=message):
        read_report_data(path)
