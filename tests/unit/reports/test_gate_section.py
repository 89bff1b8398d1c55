"""The judged tests as a reader sees them."""

from __future__ import annotations

from dataclasses import replace

from audit.model.gate import FigureJudgement, GateReport, Judgement
from audit.model.phase_dossier import PhaseDossier
from audit.reports.blocks import Grid
from audit.reports.content_gate import build_gate_blocks
from audit.reports.gate_section import build_gate_section
from tests.worlds.judgements import make_test_judgement
from tests.worlds.phase_story import build_story


def test_cases_of_one_test_that_were_judged_alike_are_one_row() -> None:
    """Twenty cases do not push the other tests off the page; every case still counts."""
    cases = tuple(make_test_judgement(f"a::t[{n}]", Judgement.EARNED) for n in range(20))
    odd = make_test_judgement("a::t[odd]", Judgement.GATE_MOVED)
    other = make_test_judgement("a::u", Judgement.EARNED)
    section = build_gate_section(PhaseDossier(gate=GateReport(tests=(*cases, odd, other))))
    assert section is not None
    assert [each.test for each in section.tests.items] == ["a::t[odd]", "a::t (20 cases)", "a::u"]
    assert dict(section.test_tally)[Judgement.EARNED] == 21


def test_files_that_are_left_out_are_counted_as_files() -> None:
    """What stands behind a figure is cut after three; the rest is counted, files as files."""
    changed = tuple(f"changed: shop/f{n}.py" for n in range(4))
    figure = FigureJudgement(
        id="m",
        title="Some figure",
        unit="",
        before=6,
        after=3,
        judgement=Judgement.EARNED,
        without_gate=3,
        reason="Why.",
        explained_by=("no longer used: a.B (shim)", *changed),
    )
    story = build_story()
    gate = PhaseDossier(gate=GateReport(figures=(figure,)))
    (grid,) = (
        block
        for block in build_gate_blocks(replace(story, evidence=gate).tell())
        if isinstance(block, Grid) and block.caption.startswith("Improved figures")
    )
    assert grid.rows[0][-1] == (
        "Why. Behind it: no longer used: a.B (shim); changed: shop/f0.py; changed: shop/f1.py; "
        "2 more production files changed."
    )
