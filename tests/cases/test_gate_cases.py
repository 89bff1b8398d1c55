"""Twelve ways in which a gate moves, and twelve honest changes that look like one."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from audit.model.gate import Judgement
from audit.model.rules import Phase
from audit.pipeline.configuration import load_configuration
from audit.pipeline.phase import PhaseResult, run_phase
from tests.worlds.gate_cases import GATE_CASES, GateCase, read_case, write_sides

_MARKS = {"passed": "", "failed": "<failure message='no'/>", "skipped": "<skipped/>"}


@pytest.mark.parametrize("path", GATE_CASES, ids=lambda path: path.stem)
def test_every_improvement_is_judged_as_its_page_says(path: Path, tmp_path: Path) -> None:
    """A moved gate is never called earned, and an honest change never a moved gate."""
    case = read_case(path)
    result = _run(case, tmp_path)
    found = {judged.test: judged.judgement for judged in result.gate.tests}
    found |= {figure.id: figure.judgement for figure in result.gate.figures}
    assert case.judgements
    assert {name: found.get(name) for name in case.judgements} == {
        name: Judgement(judgement) for name, judgement in case.judgements.items()
    }


def test_there_are_twelve_of_each() -> None:
    """The pages cover twelve ways in which a gate moves and twelve honest look-alikes."""
    names = [path.stem.partition("_")[0] for path in GATE_CASES]
    assert (names.count("moved"), names.count("honest")) == (12, 12)


def _run(case: GateCase, folder: Path) -> PhaseResult:
    write_sides(case, folder)
    for number, side in enumerate(("before", "after")):
        _write_results(case, number, folder / f"{side}.xml")
    phase = Phase(
        id="case",
        title="case",
        before="before",
        after="after",
        tests_before=("before.xml",),
        tests_after=("after.xml",),
    )
    rules = load_configuration(source=str(folder / "after")).rules
    return run_phase(phase, rules, base=folder)


def _write_results(case: GateCase, side: int, path: Path) -> None:
    tests = []
    for name, outcomes in case.outcomes.items():
        group, _, test = name.rpartition("::")
        if outcomes[side]:
            body = _MARKS[outcomes[side]]
            tests.append(
                f"<testcase classname={quoteattr(group)} name={quoteattr(test)}>{body}</testcase>"
            )
    path.write_text(f"<testsuite>{''.join(tests)}</testsuite>", encoding="utf-8")
