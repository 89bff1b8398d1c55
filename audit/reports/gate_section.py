"""What the improvements rest on, cut for reading after it was counted, and said in one line."""

from __future__ import annotations

from collections import Counter

from audit.model.figures import Excerpt
from audit.model.gate import Attribution, GateReport, Judgement, Strength, TestJudgement
from audit.model.phase_dossier import PhaseDossier
from audit.model.summary_parts import CrossRunLine, GateSection
from audit.reports.excerpt import build_excerpt
from audit.reports.prose import count_of, join_words

__all__ = ["NOT_EXAMINED", "SHOWN_JUDGEMENTS", "build_gate_section", "tell_gate"]

SHOWN_JUDGEMENTS = 15
NOT_EXAMINED = (
    "Not examined: whether the audited code improved or only the gate moved cannot be said."
)
_WORST_FIRST = (Judgement.GATE_MOVED, Judgement.MIXED, Judgement.UNEXPLAINED, Judgement.EARNED)


def build_gate_section(evidence: PhaseDossier) -> GateSection | None:
    """The judgement of the phase; None when nobody examined it. Tests whose gain the gate gave
    stand first."""
    gate = evidence.gate
    if gate is None:
        return None
    strengths = Counter(item.strength for item in gate.strengths)
    doubtful = tuple(s for s in gate.strengths if s.strength is not Strength.SUBSTANTIVE)
    runs, gained, lost = _read_attribution(evidence.attribution)
    return GateSection(
        tally=gate.tally,
        test_tally=gate.test_tally,
        figures=gate.figures,
        tests=build_excerpt(tuple(sorted(gate.tests, key=_rank_test)), SHOWN_JUDGEMENTS),
        rules=build_excerpt(gate.rules, SHOWN_JUDGEMENTS),
        effects=build_excerpt(gate.effects, SHOWN_JUDGEMENTS),
        strengths=tuple((each, strengths[each]) for each in Strength),
        doubtful=build_excerpt(doubtful, SHOWN_JUDGEMENTS),
        gaps=gate.gaps,
        only_by_gate=_find_only_by_gate(gate),
        runs=runs,
        gained=gained,
        lost=lost,
    )


def _rank_test(test: TestJudgement) -> tuple[int, str]:
    return _WORST_FIRST.index(test.judgement), test.test


def _find_only_by_gate(gate: GateReport) -> tuple[str, ...]:
    return tuple(
        judged.target.title or judged.target.metric
        for judged in gate.targets
        if judged.only_by_gate
    )


def _read_attribution(
    attribution: Attribution | None,
) -> tuple[tuple[CrossRunLine, ...], Excerpt[tuple[str, str]], Excerpt[str]]:
    if attribution is None:
        return (), Excerpt(), Excerpt()
    runs = tuple(
        CrossRunLine(
            tests=each.tests,
            production=each.production,
            passed=each.run.passed,
            total=each.run.total,
        )
        for each in attribution.runs
    )
    gained = tuple((test, str(split)) for test, split in attribution.gained)
    return (
        runs,
        build_excerpt(gained, SHOWN_JUDGEMENTS),
        build_excerpt(attribution.lost, SHOWN_JUDGEMENTS),
    )


def tell_gate(gate: GateSection | None) -> str:
    """The gate line of the first screen: how many improvements are of which judgement."""
    if gate is None:
        return NOT_EXAMINED
    total = sum(count for _, count in gate.tally)
    if not total:
        return "No figure improved, so there is nothing to judge."
    parts = join_words(tuple(f"{count:,} {judgement}" for judgement, count in gate.tally))
    line = f"Of {count_of(total, 'improved figure')}: {parts}."
    tests = sum(count for _, count in gate.test_tally)
    if tests:
        split = join_words(
            tuple(f"{count:,} {judgement}" for judgement, count in gate.test_tally if count)
        )
        line += f" Tests behind them: {split}."
    return line
