"""What the improvements rest on, cut for reading after it was counted, and said in one line."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from audit.model.attribution import Attribution, TestSplit
from audit.model.figures import OriginSource
from audit.model.gate import GateReport, Judgement, Strength, TestJudgement
from audit.model.phase_dossier import PhaseDossier
from audit.model.summary_parts import CrossRunLine, GateSection
from audit.reports.excerpt import build_excerpt
from audit.reports.prose import count_of, join_words

__all__ = ["NOT_EXAMINED", "SHOWN_JUDGEMENTS", "build_gate_section", "tell_gate"]

SHOWN_JUDGEMENTS = 15
NOT_EXAMINED = (
    "Not examined: whether the audited code improved or only the gate moved cannot be said."
)
_OWNERS = {
    TestSplit.CODE: "earned by the code",
    TestSplit.TESTS: "given away by the tests",
    TestSplit.EITHER: "by either alone",
    TestSplit.TOGETHER: "by both together",
}
_WORST_FIRST = (Judgement.GATE_MOVED, Judgement.MIXED, Judgement.UNEXPLAINED, Judgement.EARNED)


def build_gate_section(evidence: PhaseDossier) -> GateSection | None:
    """The judgement of the phase; None when nobody examined it. Tests whose gain the gate gave
    stand first."""
    gate = evidence.gate
    if gate is None:
        return None
    strengths = Counter(item.strength for item in gate.strengths)
    doubtful = tuple(s for s in gate.strengths if s.strength is not Strength.SUBSTANTIVE)
    section = GateSection(
        tally=gate.tally,
        test_tally=gate.test_tally,
        figures=gate.figures,
        tests=build_excerpt(_gather_cases(gate.tests), SHOWN_JUDGEMENTS),
        rules=build_excerpt(gate.rules, SHOWN_JUDGEMENTS),
        effects=build_excerpt(gate.effects, SHOWN_JUDGEMENTS),
        strengths=tuple((each, strengths[each]) for each in Strength),
        doubtful=build_excerpt(doubtful, SHOWN_JUDGEMENTS),
        gaps=gate.gaps,
        only_by_gate=_find_only_by_gate(gate),
    )
    return _add_cross_run(section, evidence.attribution)


def _gather_cases(tests: tuple[TestJudgement, ...]) -> tuple[TestJudgement, ...]:
    """The worst first; cases of one parametrised test that were judged alike stand as one, named
    with their number."""
    alike: dict[tuple[object, ...], list[TestJudgement]] = {}
    for test in sorted(tests, key=_rank_test):
        name = test.test.partition("[")[0]
        key = (name, test.judgement, test.reason, test.changes, test.code, test.before, test.after)
        alike.setdefault(key, []).append(test)
    return tuple(
        cases[0]
        if len(cases) == 1
        else replace(cases[0], test=f"{cases[0].test.partition('[')[0]} ({len(cases):,} cases)")
        for cases in alike.values()
    )


def _rank_test(test: TestJudgement) -> tuple[int, str]:
    return _WORST_FIRST.index(test.judgement), test.test


def _find_only_by_gate(gate: GateReport) -> tuple[str, ...]:
    return tuple(
        judged.target.title or judged.target.metric
        for judged in gate.targets
        if judged.only_by_gate
    )


def _add_cross_run(section: GateSection, attribution: Attribution | None) -> GateSection:
    if attribution is None:
        return section
    gained = tuple((test, str(split)) for test, split in attribution.gained)
    return replace(
        section,
        runs=tuple(
            CrossRunLine(
                tests=each.tests,
                production=each.production,
                passed=each.passed,
                total=each.total,
            )
            for each in attribution.runs
        ),
        gained=build_excerpt(gained, SHOWN_JUDGEMENTS),
        lost=build_excerpt(attribution.lost, SHOWN_JUDGEMENTS),
        splits=tuple((split, attribution.count(split)) for split in TestSplit),
        cross_run=OriginSource(name=attribution.file, digest=f"sha256:{attribution.digest}"),
    )


def _tell_cross_run(gate: GateSection) -> str:
    """Whose the gained tests are when old and new tests run on old and new code; "" where nobody
    ran them."""
    if not gate.runs:
        return ""
    total = gate.gained.total
    if not total:
        return "Cross-run: no test was gained."
    split = join_words(
        tuple(f"{count:,} {_OWNERS[split]}" for split, count in gate.splits if count)
    )
    return f"Cross-run: of {count_of(total, 'gained test')}, {split}."


def tell_gate(gate: GateSection | None) -> str:
    """The gate line of the first screen: how many improvements are of which judgement."""
    if gate is None:
        return NOT_EXAMINED
    total = sum(count for _, count in gate.tally)
    if not total:
        line = "No figure improved, so there is nothing to judge."
        return f"{line} {_tell_cross_run(gate)}".rstrip()
    parts = join_words(tuple(f"{count:,} {judgement}" for judgement, count in gate.tally))
    line = f"Of {count_of(total, 'improved figure')}: {parts}."
    tests = sum(count for _, count in gate.test_tally)
    if tests:
        split = join_words(
            tuple(f"{count:,} {judgement}" for judgement, count in gate.test_tally if count)
        )
        line += f" Tests behind them: {split}."
    return f"{line} {_tell_cross_run(gate)}".rstrip()
