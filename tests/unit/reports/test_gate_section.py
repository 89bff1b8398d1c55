"""The judged tests as a reader sees them."""

from __future__ import annotations

from audit.model.comparison import TestOutcome
from audit.model.gate import GateReport, Judgement, TestJudgement
from audit.model.phase_dossier import PhaseDossier
from audit.reports.gate_section import build_gate_section


def _test(name: str, judgement: Judgement) -> TestJudgement:
    return TestJudgement(
        test=name,
        earlier="",
        before=None,
        after=TestOutcome.PASSED,
        judgement=judgement,
        changes=(),
        code=(),
        reached=0,
        reason="Why.",
    )


def test_cases_of_one_test_that_were_judged_alike_are_one_row() -> None:
    """Twenty cases do not push the other tests off the page; every case still counts."""
    cases = tuple(_test(f"a::t[{n}]", Judgement.EARNED) for n in range(20))
    odd = _test("a::t[odd]", Judgement.GATE_MOVED)
    other = _test("a::u", Judgement.EARNED)
    section = build_gate_section(PhaseDossier(gate=GateReport(tests=(*cases, odd, other))))
    assert section is not None
    assert [each.test for each in section.tests.items] == ["a::t[odd]", "a::t (20 cases)", "a::u"]
    assert dict(section.test_tally)[Judgement.EARNED] == 21
